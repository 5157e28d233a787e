#include "agent/uplink/outbox/outbox_rows.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/wire/report_cbor.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::uplink {

namespace {

constexpr auto select_streams = "SELECT stream, id, next, committed, mark FROM stream";
constexpr auto upsert_stream = R"(
INSERT INTO stream(stream, id, next, committed, mark) VALUES(?, ?, ?, ?, ?)
ON CONFLICT(stream) DO UPDATE SET id = excluded.id, next = excluded.next,
    committed = excluded.committed, mark = excluded.mark)";
constexpr auto move_stream = "UPDATE stream SET stream = ? WHERE stream = ?";
constexpr auto move_reports = "UPDATE report SET stream = ? WHERE stream = ?";
constexpr auto delete_stream = "DELETE FROM stream WHERE stream = ?";
constexpr auto delete_reports = "DELETE FROM report WHERE stream = ?";
constexpr auto insert_report =
    "INSERT INTO report(stream, last, first, day, kind, mark, body) VALUES(?, ?, ?, ?, ?, ?, ?)";
constexpr auto select_reports = R"(
SELECT first, last, mark, body FROM report
WHERE stream = ? AND last >= ? ORDER BY last LIMIT ?)";
constexpr auto select_report_after = R"(
SELECT first, last, mark, body FROM report WHERE stream = ? AND last >= ? ORDER BY last LIMIT 1)";
constexpr auto select_report_before = R"(
SELECT first, last, mark, body FROM report
WHERE stream = ? AND last <= ? ORDER BY last DESC LIMIT 1)";
constexpr auto select_oldest = "SELECT first FROM report WHERE stream = ? ORDER BY last LIMIT 1";
constexpr auto count_rows = R"(
SELECT count(*), count(CASE WHEN kind = 6 THEN 1 END) FROM report
WHERE stream = ? AND last BETWEEN ? AND ?)";
constexpr auto select_end = R"(
SELECT last FROM report WHERE stream = ? AND last BETWEEN ? AND ?
ORDER BY last LIMIT 1 OFFSET ?)";
constexpr auto select_heads = R"(
SELECT first, last, day, kind FROM report WHERE stream = ? AND last > ? ORDER BY last)";
constexpr auto delete_span = "DELETE FROM report WHERE stream = ? AND last BETWEEN ? AND ?";
constexpr auto delete_from = "DELETE FROM report WHERE stream = ? AND last >= ?";
constexpr auto delete_old = "DELETE FROM report WHERE stream = ? AND last <= ? AND day < ?";

constexpr std::size_t gap_kind = ReportBody(GapReport{}).index();

// SQLite notices a torn page, not a flipped bit within a cell.
std::int64_t mark_of(std::string_view bytes) {
    return static_cast<std::uint32_t>(fnv1a64(bytes));
}
std::int64_t mark_of(sql::Blob body) {
    return mark_of({reinterpret_cast<const char*>(body.data()), body.size()});
}
std::int64_t mark_of(const StreamRow& row) {
    return mark_of(std::to_string(row.id.value) + ' ' + std::to_string(row.next) + ' ' +
                   std::to_string(row.committed));
}

std::uint64_t number(const sql::Statement& row, int column) {
    return static_cast<std::uint64_t>(row.integer(column));
}

// A row covers more than one number only where a gap says so.
std::uint64_t first_of(const sql::Statement& row, std::uint64_t last) {
    const std::uint64_t first = number(row, 0);
    return first == 0 || first > last ? last : first;
}

// Columns: first, last, mark, body.
std::optional<Report> report_of(const sql::Statement& row, std::uint64_t first) {
    if (row.integer(2) != mark_of(row.blob(3))) {
        return std::nullopt;
    }
    auto report = wire::decode_report(row.blob(3), first, number(row, 1));
    return report ? std::optional(*std::move(report)) : std::nullopt;
}

const Report* gap_in(const std::optional<Report>& report, GapReason reason) {
    return report && report->body == ReportBody(GapReport{reason}) ? &*report : nullptr;
}

}  // namespace

std::vector<Slot> oldest_first(const StreamRows& streams) {
    std::vector<Slot> slots;
    slots.reserve(streams.size());
    for (const auto& [slot, row] : streams) {
        slots.push_back(slot);
    }
    std::ranges::stable_partition(slots, is_sealed);
    return slots;
}

StreamRows OutboxRows::streams() {
    StreamRows rows;
    auto& query = connection_->prepared(select_streams);
    while (query.step()) {
        const StreamRow row{.id = StreamId{number(query, 1)},
                            .next = number(query, 2),
                            .committed = number(query, 3)};
        if (query.integer(4) != mark_of(row)) {
            query.reset();
            throw sql::Failure(sql::Fault::corrupt, "a stream of the outbox does not fit its mark");
        }
        rows.emplace(query.integer(0), row);
    }
    return rows;
}

void OutboxRows::put(Slot slot, const StreamRow& row) {
    connection_->prepared(upsert_stream)
        .with(slot, row.id.value, row.next, row.committed, mark_of(row))
        .run();
}

void OutboxRows::move(Slot from, Slot to) {
    connection_->prepared(move_stream).with(to, from).run();
    connection_->prepared(move_reports).with(to, from).run();
}

void OutboxRows::erase(Slot slot) {
    connection_->prepared(delete_stream).with(slot).run();
    connection_->prepared(delete_reports).with(slot).run();
}

void OutboxRows::insert(Slot slot, const Report& report) {
    const wire::Bytes body = wire::encode_report(report);
    connection_->prepared(insert_report)
        .with(slot, report.last, report.first, days_of(day_of(report.stamp.time)),
              report.body.index(), mark_of(sql::Blob(body)), sql::Blob(body))
        .run();
}

ReadRows OutboxRows::read(Run wanted, std::size_t most) {
    ReadRows read;
    std::optional<std::uint64_t> expected;
    const auto take_gap = [&read](std::uint64_t first, std::uint64_t last) {
        read.reports.push_back(
            {.first = first, .last = last, .body = GapReport{GapReason::unreadable}});
        ++read.unreadable;
    };
    auto& query = connection_->prepared(select_reports).with(wanted.slot, wanted.first, most);
    std::size_t rows = 0;
    for (; query.step(); ++rows) {
        const std::uint64_t last = number(query, 1);
        const std::uint64_t first = first_of(query, last);
        if (last > wanted.last || (expected && first < *expected)) {
            continue;  // no place for it: its neighbours tell what is missing
        }
        if (expected && first > *expected) {
            take_gap(*expected, first - 1);
        }
        if (auto report = report_of(query, first)) {
            read.reports.push_back(*std::move(report));
        } else {
            take_gap(first, last);
        }
        expected = last + 1;
    }
    if (rows < most && expected && *expected <= wanted.last) {
        take_gap(*expected, wanted.last);
    }
    return read;
}

std::optional<std::uint64_t> OutboxRows::oldest(Slot slot) {
    auto& query = connection_->prepared(select_oldest).with(slot);
    if (!query.step()) {
        return std::nullopt;
    }
    const std::uint64_t first = number(query, 0);
    query.reset();
    return first;
}

RowCount OutboxRows::count(Run run) {
    auto& query = connection_->prepared(count_rows).with(run.slot, run.first, run.last);
    query.step();
    const RowCount count{.rows = number(query, 0), .gaps = number(query, 1)};
    query.reset();
    return count;
}

std::optional<std::uint64_t> OutboxRows::end_of_row(Run run, std::uint64_t index) {
    auto& query = connection_->prepared(select_end).with(run.slot, run.first, run.last, index);
    if (!query.step()) {
        return std::nullopt;
    }
    const std::uint64_t last = number(query, 0);
    query.reset();
    return last;
}

void OutboxRows::each_head(Slot slot, std::uint64_t above,
                           const std::function<bool(const RowHead&)>& visit) {
    auto& query = connection_->prepared(select_heads).with(slot, above);
    while (query.step()) {
        const RowHead head{.first = number(query, 0),
                           .last = number(query, 1),
                           .day = day_of_days(query.integer(2)),
                           .kind = static_cast<std::size_t>(query.integer(3))};
        if (!visit(head)) {
            break;
        }
    }
    query.reset();
}

std::optional<Report> OutboxRows::row_at(const char* sql, Slot slot, std::uint64_t number) {
    auto& query = connection_->prepared(sql).with(slot, number);
    if (!query.step()) {
        return std::nullopt;
    }
    auto report = report_of(query, static_cast<std::uint64_t>(query.integer(0)));
    query.reset();
    return report;
}

void OutboxRows::replace_by_gap(Run run, GapReason reason) {
    const auto replaced = row_at(select_report_before, run.slot, run.last);
    Report gap{.first = run.first,
               .last = run.last,
               .stamp = replaced ? replaced->stamp : Stamp{},
               .body = GapReport{reason}};
    const auto before = row_at(select_report_before, run.slot, run.first - 1);
    if (const Report* touching = gap_in(before, reason)) {
        gap.first = touching->first;
    }
    const auto after = row_at(select_report_after, run.slot, run.last + 1);
    if (const Report* touching = gap_in(after, reason)) {
        gap.last = touching->last;
        gap.stamp = touching->stamp;
    }
    connection_->prepared(delete_span).with(run.slot, gap.first, gap.last).run();
    insert(run.slot, gap);
}

void OutboxRows::truncate(Slot slot, std::uint64_t from) {
    connection_->prepared(delete_from).with(slot, from).run();
}

void OutboxRows::remove(Slot slot, std::uint64_t through, Day before) {
    connection_->prepared(delete_old).with(slot, through, days_of(before)).run();
}

static_assert(gap_kind == 6, "the kinds in stored rows are indices of ReportBody");

}  // namespace roadworthy::uplink
