#include "backend/store/inputs/journal_rows.hpp"

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view head_row = "SELECT last_position, last_received_ms FROM journal_head";
constexpr std::string_view update_head =
    "UPDATE journal_head SET last_position = ?, last_received_ms = ?";
constexpr std::string_view partition_rows =
    "SELECT partition, first_position, first_received_ms FROM journal_partitions"
    " ORDER BY partition";
constexpr std::string_view newest_partition =
    "SELECT partition, first_position, first_received_ms FROM journal_partitions"
    " ORDER BY partition DESC LIMIT 1";
constexpr std::string_view insert_partition = "INSERT INTO journal_partitions VALUES (?, ?, ?)";
constexpr std::string_view delete_partition = "DELETE FROM journal_partitions WHERE partition = ?";
constexpr std::string_view progress_row = "SELECT position FROM positions WHERE name = ?";
constexpr std::string_view upsert_progress =
    "INSERT INTO positions VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET position = excluded.position";

std::string table(std::int64_t partition) {
    return "journal_" + std::to_string(partition);
}

std::string create_table(std::int64_t partition) {
    return "CREATE TABLE " + table(partition) +
           " (position INTEGER PRIMARY KEY, received_ms INTEGER NOT NULL, kind INTEGER NOT NULL,"
           " bucket INTEGER, truck TEXT, stream INTEGER, stream_id INTEGER, first INTEGER,"
           " last INTEGER, payload BLOB NOT NULL)";
}

std::string insert_row(std::int64_t partition) {
    return "INSERT INTO " + table(partition) + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
}

std::string select_after(std::int64_t partition) {
    return "SELECT position, received_ms, kind, truck, stream, stream_id, first, last, payload"
           " FROM " +
           table(partition) + " WHERE position > ? ORDER BY position LIMIT ?";
}

struct Head {
    Position position = 0;
    Time received;
};

Head head_of(sql::Connection& connection) {
    sql::Statement& row = connection.prepared(head_row);
    if (!row.step()) {
        throw sql::Failure(sql::Fault::corrupt, "the journal has no head");
    }
    const Head head{row.integer(0), time_of_milliseconds(row.integer(1))};
    row.reset();
    return head;
}

std::string_view name_of(Progress of) {
    static constexpr std::array<std::string_view, 3> names{"applied", "base", "streams"};
    return names.at(static_cast<std::size_t>(of));
}

TruckId stored_truck(std::string_view text) {
    auto truck = TruckId::from(text);
    if (!truck) {
        throw sql::Failure(sql::Fault::corrupt, "a truck in the journal: " + truck.error().message);
    }
    return std::move(*truck);
}

JournalRow row_of(const sql::Statement& row) {
    JournalRow read{.position = row.integer(0),
                    .received = time_of_milliseconds(row.integer(1)),
                    .entry = {.kind = static_cast<EntryKind>(row.integer(2)),
                              .truck = std::nullopt,
                              .stream = static_cast<Stream>(row.integer(4)),
                              .stream_id = {static_cast<std::uint64_t>(row.integer(5))},
                              .first = static_cast<std::uint64_t>(row.integer(6)),
                              .last = static_cast<std::uint64_t>(row.integer(7))},
                    .payload = {}};
    if (!row.is_null(3)) {
        read.entry.truck = stored_truck(row.text(3));
    }
    const sql::Blob payload = row.blob(8);
    read.payload.assign(payload.begin(), payload.end());
    return read;
}

struct Range {
    std::int64_t partition = 0;
    Position first = 0;
    Position end = 0;  // the first of the next one, or after the last
    Time since;
};

std::vector<Range> ranges(sql::Connection& connection) {
    std::vector<Range> found;
    sql::Statement& row = connection.prepared(partition_rows);
    while (row.step()) {
        if (!found.empty()) {
            found.back().end = row.integer(1);
        }
        found.push_back({row.integer(0), row.integer(1), 0, time_of_milliseconds(row.integer(2))});
    }
    if (!found.empty()) {
        found.back().end = head_of(connection).position + 1;
    }
    return found;
}

}  // namespace

JournalAppender::JournalAppender(sql::Connection& connection, PartitionRule rule)
    : connection_(connection), rule_(rule) {
    const Head head = head_of(connection);
    last_ = head.position;
    last_received_ = head.received;
    sql::Statement& newest = connection.prepared(newest_partition);
    if (newest.step()) {
        partition_ = newest.integer(0);
        partition_first_ = newest.integer(1);
        partition_since_ = time_of_milliseconds(newest.integer(2));
        insert_ = &connection.prepared(insert_row(partition_));
    }
    newest.reset();
}

Position JournalAppender::append(Time received, const JournalEntry& entry,
                                 std::span<const std::byte> payload) {
    if (insert_ == nullptr || last_ + 1 - partition_first_ >= rule_.most_rows ||
        received - partition_since_ >= rule_.most_age) {
        open_partition(received);
    }
    ++last_;
    has_appended_ = true;
    last_received_ = received;
    const bool is_fact = entry.kind == EntryKind::fact;
    const auto number = [is_fact](auto value) {
        return is_fact ? std::optional<std::int64_t>{} : static_cast<std::int64_t>(value);
    };
    std::optional<std::int64_t> bucket;
    std::optional<std::string_view> truck;
    if (entry.truck) {
        bucket = topics::bucket_of(*entry.truck);
        truck = entry.truck->text();
    }
    insert_
        ->with(last_, milliseconds_of(received), static_cast<int>(entry.kind), bucket, truck,
               number(entry.stream), number(entry.stream_id.value), number(entry.first),
               number(entry.last), payload)
        .run();
    return last_;
}

void JournalAppender::finish() {
    if (!has_appended_) {
        return;
    }
    connection_.prepared(update_head).with(last_, milliseconds_of(last_received_)).run();
}

void JournalAppender::open_partition(Time received) {
    ++partition_;
    partition_first_ = last_ + 1;
    partition_since_ = received;
    connection_.execute(create_table(partition_));
    connection_.prepared(insert_partition)
        .with(partition_, partition_first_, milliseconds_of(received))
        .run();
    insert_ = &connection_.prepared(insert_row(partition_));
}

Position last_position(sql::Connection& connection) {
    return head_of(connection).position;
}

std::vector<JournalRow> rows_after(sql::Connection& connection, Position after, std::size_t most) {
    constexpr std::size_t most_bytes = 4 * 1024 * 1024;
    std::vector<JournalRow> rows;
    std::size_t bytes = 0;
    for (const Range& range : ranges(connection)) {
        if (range.end <= after + 1) {
            continue;
        }
        sql::Statement& row = connection.prepared(select_after(range.partition));
        row.with(after, most - rows.size());
        while (bytes < most_bytes && row.step()) {
            rows.push_back(row_of(row));
            bytes += rows.back().payload.size();
        }
        row.reset();
        if (rows.size() >= most || bytes >= most_bytes) {
            break;
        }
    }
    return rows;
}

std::vector<Partition> partitions(sql::Connection& connection) {
    std::vector<Partition> found;
    const std::vector<Range> all = ranges(connection);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Time until = i + 1 < all.size() ? all[i + 1].since : head_of(connection).received;
        found.push_back({.number = all[i].partition,
                         .first = all[i].first,
                         .last = all[i].end - 1,
                         .first_received = all[i].since,
                         .last_received = until});
    }
    return found;
}

void drop_partition(sql::Connection& connection, std::int64_t number) {
    connection.execute("DROP TABLE " + table(number));
    connection.prepared(delete_partition).with(number).run();
}

Position progress(sql::Connection& connection, Progress of) {
    sql::Statement& row = connection.prepared(progress_row);
    row.with(name_of(of));
    const Position position = row.step() ? row.integer(0) : 0;
    row.reset();
    return position;
}

void set_progress(sql::Connection& connection, Progress of, Position position) {
    connection.prepared(upsert_progress).with(name_of(of), position).run();
}

}  // namespace roadworthy::store
