#include "backend/store/inputs/dead_letter_rows.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view newest_letter = "SELECT COALESCE(MAX(letter), 0) FROM dead_letters";
constexpr std::string_view insert_letter =
    "INSERT INTO dead_letters (letter, received_ms, bucket, truck, topic, reason, detail,"
    " size_bytes, payload_mark, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view delete_beyond_quota_of_truck =
    "DELETE FROM dead_letters WHERE bucket = ? AND truck = ? AND letter <="
    " (SELECT letter FROM dead_letters WHERE bucket = ? AND truck = ?"
    " ORDER BY letter DESC LIMIT 1 OFFSET ?)";
constexpr std::string_view delete_up_to = "DELETE FROM dead_letters WHERE letter <= ?";
constexpr std::string_view like_letter =
    "SELECT 1 FROM dead_letters WHERE bucket = ? AND truck = ? AND reason = ? AND detail = ?"
    " LIMIT 1";

// A topic may be 64 KiB of anything.
constexpr std::size_t most_topic_bytes = 256;

// Text columns hold text: what an outsider sent as a topic or what an error quotes may be none.
std::string printable(std::string_view text) {
    std::string shown(text.substr(0, most_topic_bytes));
    std::replace_if(
        shown.begin(), shown.end(),
        [](char character) { return character < ' ' || character > '~'; }, '?');
    return shown;
}

}  // namespace

void keep_dead_letter(sql::Connection& connection, const DeadLetter& letter,
                      const DeadLetterQuota& quota) {
    sql::Statement& newest = connection.prepared(newest_letter);
    const std::int64_t number = newest.step() ? newest.integer(0) + 1 : 1;
    newest.reset();
    const std::string truck = letter.truck ? letter.truck->text() : "";
    const int bucket = letter.truck ? topics::bucket_of(*letter.truck) : 0;
    const std::string_view whole{reinterpret_cast<const char*>(letter.payload.data()),
                                 letter.payload.size()};
    connection.prepared(insert_letter)
        .with(number, milliseconds_of(letter.received), bucket, truck, printable(letter.topic),
              letter.reason, printable(letter.detail), letter.payload.size(), fnv1a64(whole),
              letter.payload.first(std::min(letter.payload.size(), quota.most_payload_bytes)))
        .run();
    connection.prepared(delete_beyond_quota_of_truck)
        .with(bucket, truck, bucket, truck, quota.most_per_truck)
        .run();
    connection.prepared(delete_up_to).with(number - quota.most).run();
}

bool has_dead_letter(sql::Connection& connection, const TruckId& truck, std::string_view reason,
                     std::string_view detail) {
    sql::Statement& row = connection.prepared(like_letter);
    row.with(topics::bucket_of(truck), truck.text(), reason, printable(detail));
    const bool found = row.step();
    row.reset();
    return found;
}

}  // namespace roadworthy::store
