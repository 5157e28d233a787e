#pragma once
// The rows of the outbox in SQL. Within a slot they tile the numbers that it holds: each begins
// where the one before ended, and only a gap covers more than one.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::uplink {

// Where a stream lies. The two that grow lie in 0 (events) and 1 (meters). Each pair above holds
// streams that were sealed, the older the lower: they are sent, and grow no more.
using Slot = std::int64_t;

constexpr Slot slot_of(Stream stream) {
    return static_cast<Slot>(stream);
}
constexpr Stream stream_in(Slot slot) {
    return slot % 2 == 0 ? Stream::events : Stream::meters;
}
constexpr bool is_sealed(Slot slot) {
    return slot > slot_of(Stream::meters);
}

// A run of numbers, both ends included.
struct Run {
    Slot slot = 0;
    std::uint64_t first = 1;
    std::uint64_t last = 0;
    friend bool operator==(const Run&, const Run&) = default;
};

// A row without its body: what a choice of what to drop needs to know.
struct RowHead {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    Day day;               // of the stamp, as the unit knew it
    std::size_t kind = 0;  // index of ReportBody
};

struct RowCount {
    std::uint64_t rows = 0;
    std::uint64_t gaps = 0;  // of these
};

struct StreamRow {
    StreamId id;
    std::uint64_t next = 1;  // number of the next report
    std::uint64_t committed = 0;
    friend bool operator==(const StreamRow&, const StreamRow&) = default;
};

using StreamRows = std::map<Slot, StreamRow>;

// What was sealed is older than what grows.
std::vector<Slot> oldest_first(const StreamRows& streams);

struct ReadRows {
    std::vector<Report> reports;
    std::uint64_t unreadable = 0;
};

class OutboxRows {
public:
    // `connection` outlives it.
    explicit OutboxRows(sql::Connection& connection) : connection_(&connection) {}

    // Throws sql::Failure (corrupt) for a row that its mark does not fit.
    StreamRows streams();
    void put(Slot slot, const StreamRow& row);
    // The stream and its rows under another slot, that is free.
    void move(Slot from, Slot to);
    void erase(Slot slot);

    void insert(Slot slot, const Report& report);

    // In order and without a hole, from the row that holds number `from`, or the first after it; of
    // numbers below `end`. What its mark does not fit, what cannot be read and what is not there
    // between two rows comes as a gap (unreadable).
    ReadRows read(Run wanted, std::size_t most);
    std::optional<std::uint64_t> oldest(Slot slot);
    RowCount count(Run run);
    // Where the row of this index ends, counted from the first that ends within the run.
    std::optional<std::uint64_t> end_of_row(Run run, std::uint64_t index);
    // Rows that end above number `above`, in order, until `visit` gives false.
    void each_head(Slot slot, std::uint64_t above,
                   const std::function<bool(const RowHead&)>& visit);

    // One gap in place of the rows that lie within the run; it takes the gaps of the same reason
    // that touch it, and the stamp of the last row that it stands for.
    void replace_by_gap(Run run, GapReason reason);

    // Rows that end at number `from` or above.
    void truncate(Slot slot, std::uint64_t from);
    // Rows that end at `through` or below, of days before `day`.
    void remove(Slot slot, std::uint64_t through, Day before);

private:
    std::optional<Report> row_at(const char* query, Slot slot, std::uint64_t number);

    sql::Connection* connection_;
};

}  // namespace roadworthy::uplink
