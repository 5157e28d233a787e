#pragma once
// The rows of the outbox in SQL. Within a stream they tile the numbers that it holds: each begins
// where the one before ended, and only a gap covers more than one.

#include <cstdint>
#include <optional>
#include <vector>

#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::uplink {

extern const char* const outbox_schema;

// A run of numbers of one stream, both ends included.
struct Span {
    Stream stream = Stream::events;
    std::uint64_t first = 1;
    std::uint64_t last = 0;
    friend bool operator==(const Span&, const Span&) = default;
};

// A row without its body: what a choice of what to drop needs to know.
struct RowHead {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    Day day;               // of the stamp, as the unit knew it
    std::size_t kind = 0;  // index of ReportBody
};

struct StreamRow {
    StreamId id;
    std::uint64_t next = 1;  // number of the next report
    std::uint64_t committed = 0;
    friend bool operator==(const StreamRow&, const StreamRow&) = default;
};

struct ReadRows {
    std::vector<Report> reports;
    std::uint64_t unreadable = 0;
};

class OutboxRows {
public:
    explicit OutboxRows(sql::Connection& connection) : connection_(connection) {}

    std::optional<StreamRow> stream(Stream stream);
    void put(Stream stream, const StreamRow& row);

    void insert(Stream stream, const Report& report);

    // In order, from the row that holds number `from`, or the first after it. A row that its mark
    // does not fit, or that cannot be read, comes as a gap (unreadable).
    ReadRows read(Stream stream, std::uint64_t from, std::size_t most);
    std::optional<std::uint64_t> oldest(Stream stream);
    // Rows that end above number `above`, in order.
    std::vector<RowHead> heads(Stream stream, std::uint64_t above);

    // One gap in place of the rows that lie within the span; it takes the gaps of the same reason
    // that touch it, and the stamp of the last row that it stands for.
    void replace_by_gap(Span span, GapReason reason);

    // Rows that end at `through` or below, of days before `day`. How many went.
    std::int64_t remove(Stream stream, std::uint64_t through, Day before);

private:
    std::optional<Report> row_at(const char* query, Stream stream, std::uint64_t number);

    sql::Connection& connection_;
};

}  // namespace roadworthy::uplink
