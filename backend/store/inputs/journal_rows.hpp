#pragma once
// The journal: every input, in the order of its position, which counts up over the whole life of
// the database and over all who write to it (the intake, people's entries, day ticks, imports).
//
// It is cut into partitions, tables of their own, so that appending stays flat however old the
// database is and the old goes in one stroke. There is no index but the position: what was received
// twice is ended by the watermark of its stream (an index over truck, stream and number made rows
// two to four times as dear, notes in backend/README.md). A row of reports is a batch as it was
// sent, for a batch takes a fifth of the room of its reports one by one.
//
// What survives a power cut: every row whose transaction was committed.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

using Position = std::int64_t;  // from 1; 0 is before the first

enum class EntryKind : std::uint8_t { reports = 0, fact = 1 };

// `reports`: numbers first..last of the stream, which the batch in the payload holds (it may hold
// earlier ones too, taken before). `fact`: the payload alone counts (fact.hpp).
struct JournalEntry {
    EntryKind kind = EntryKind::reports;
    std::optional<TruckId> truck;  // absent: a fact that is no single truck's
    Stream stream = Stream::events;
    StreamId stream_id;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    friend bool operator==(const JournalEntry&, const JournalEntry&) = default;
};

struct JournalRow {
    Position position = 0;
    Time received;  // milliseconds
    JournalEntry entry;
    std::vector<std::byte> payload;
    friend bool operator==(const JournalRow&, const JournalRow&) = default;
};

struct PartitionRule {
    std::int64_t most_rows = 4'000'000;
    std::chrono::days most_age{7};
};

// Appends within the caller's transaction, which must be open; `finish` before its commit.
class JournalAppender {
public:
    explicit JournalAppender(sql::Connection& connection, PartitionRule rule = {});

    Position append(Time received, const JournalEntry& entry, std::span<const std::byte> payload);
    void finish();

private:
    void open_partition(Time received);

    sql::Connection& connection_;
    PartitionRule rule_;
    Position last_ = 0;
    Time last_received_;
    std::int64_t partition_ = 0;  // 0: none yet
    Position partition_first_ = 0;
    Time partition_since_;
    bool has_appended_ = false;
    sql::Statement* insert_ = nullptr;
};

// The last position that is committed (or written in the present transaction).
Position last_position(sql::Connection& connection);

// Rows after that position, in order: at most so many, and at most about 4 MiB of payload.
std::vector<JournalRow> rows_after(sql::Connection& connection, Position after, std::size_t most);

struct Partition {
    std::int64_t number = 0;
    Position first = 0;
    Position last = 0;
    Time first_received;
    Time last_received;
    friend bool operator==(const Partition&, const Partition&) = default;
};

std::vector<Partition> partitions(sql::Connection& connection);  // in order
void drop_partition(sql::Connection& connection, std::int64_t number);

// How far what follows from the journal has got.
enum class Progress : std::uint8_t {
    applied,  // the live derived tables
    base,     // the derived tables where the kept part of the journal begins
    streams,  // the watermarks
};
Position progress(sql::Connection& connection, Progress of);
void set_progress(sql::Connection& connection, Progress of, Position position);

}  // namespace roadworthy::store
