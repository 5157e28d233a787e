#include "backend/store/inputs/dead_letter_rows.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/topics.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using store::DeadLetterQuota;
using support::bytes;
using support::column;
using support::number;

namespace {

void keep(sql::Connection& connection, std::string_view payload, std::string_view truck = "",
          DeadLetterQuota quota = {}) {
    const std::vector<std::byte> whole = bytes(payload);
    store::DeadLetter letter{.received = support::at(1),
                             .truck = std::nullopt,
                             .topic = "a/topic",
                             .reason = "unreadable",
                             .detail = "why",
                             .payload = whole};
    if (!truck.empty()) {
        letter.truck = support::truck(truck);
    }
    store::keep_dead_letter(connection, letter, quota);
}

using Rows = std::vector<std::string>;

}  // namespace

TEST_CASE("a dead letter keeps the head of its payload, and the size and mark of the whole",
          "[dead_letters]") {
    const auto connection = support::empty_store();
    keep(*connection, "0123456789", "TRUCK0001", {.most_payload_bytes = 4});
    CHECK(column(*connection, "SELECT payload FROM dead_letters") == Rows{"0123"});
    CHECK(number(*connection, "SELECT size_bytes FROM dead_letters") == 10);
    CHECK(static_cast<std::uint64_t>(number(
              *connection, "SELECT payload_mark FROM dead_letters")) == fnv1a64("0123456789"));
    CHECK(number(*connection, "SELECT bucket FROM dead_letters") ==
          topics::bucket_of(support::truck("TRUCK0001")));
}

TEST_CASE("one truck's dead letters never push out another's", "[dead_letters]") {
    const auto connection = support::empty_store();
    const DeadLetterQuota quota{.most_per_truck = 3};
    keep(*connection, "mine", "TRUCK0001", quota);
    for (int i = 0; i < 20; ++i) {
        keep(*connection, "flood " + std::to_string(i), "TRUCK0002", quota);
        keep(*connection, "nobody " + std::to_string(i), "", quota);
    }
    CHECK(column(*connection, "SELECT payload FROM dead_letters ORDER BY letter") ==
          Rows{"mine", "flood 17", "nobody 17", "flood 18", "nobody 18", "flood 19", "nobody 19"});
}

TEST_CASE("all dead letters together are bounded, the oldest go first", "[dead_letters]") {
    const auto connection = support::empty_store();
    for (int i = 0; i < 9; ++i) {
        keep(*connection, std::to_string(i), "TRUCK000" + std::to_string(i), {.most = 5});
    }
    CHECK(column(*connection, "SELECT payload FROM dead_letters ORDER BY letter") ==
          Rows{"4", "5", "6", "7", "8"});
}

TEST_CASE("a topic of control characters and 64 KiB is kept as a short line", "[dead_letters]") {
    const auto connection = support::empty_store();
    const std::vector<std::byte> nothing;
    store::keep_dead_letter(*connection, {.received = support::at(1),
                                          .truck = std::nullopt,
                                          .topic = "a\x01\xFF" + std::string(65536, 'x'),
                                          .reason = "topic",
                                          .detail = {},
                                          .payload = nothing});
    const std::string topic = column(*connection, "SELECT topic FROM dead_letters").front();
    CHECK(topic.size() == 256);
    CHECK(topic.substr(0, 4) == "a??x");
}

TEST_CASE("a like letter is found by truck, reason and detail", "[dead_letters]") {
    const auto connection = support::empty_store();
    keep(*connection, "x", "TRUCK0001");
    const TruckId truck = support::truck("TRUCK0001");
    CHECK(store::has_dead_letter(*connection, truck, "unreadable", "why"));
    CHECK_FALSE(store::has_dead_letter(*connection, truck, "version", "why"));
    CHECK_FALSE(store::has_dead_letter(*connection, truck, "unreadable", "why not"));
    CHECK_FALSE(
        store::has_dead_letter(*connection, support::truck("TRUCK0002"), "unreadable", "why"));
}
