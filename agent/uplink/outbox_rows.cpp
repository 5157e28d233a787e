#include "agent/uplink/outbox_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
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

const char* const outbox_schema = R"(
CREATE TABLE stream(
    stream INTEGER PRIMARY KEY,
    id INTEGER NOT NULL,
    next INTEGER NOT NULL,
    committed INTEGER NOT NULL);
CREATE TABLE report(
    stream INTEGER NOT NULL,
    last INTEGER NOT NULL,
    first INTEGER NOT NULL,
    day INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    mark INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY(stream, last)) WITHOUT ROWID;
)";

namespace {

constexpr auto select_stream = "SELECT id, next, committed FROM stream WHERE stream = ?";
constexpr auto upsert_stream = R"(
INSERT INTO stream(stream, id, next, committed) VALUES(?, ?, ?, ?)
ON CONFLICT(stream) DO UPDATE
SET id = excluded.id, next = excluded.next, committed = excluded.committed)";
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
constexpr auto select_heads = R"(
SELECT first, last, day, kind FROM report WHERE stream = ? AND last > ? ORDER BY last)";
constexpr auto delete_span = "DELETE FROM report WHERE stream = ? AND last BETWEEN ? AND ?";
constexpr auto delete_old = "DELETE FROM report WHERE stream = ? AND last <= ? AND day < ?";

constexpr std::size_t gap_kind = ReportBody(GapReport{}).index();

// SQLite notices a torn page, not a flipped bit within a cell.
std::int64_t mark_of(sql::Blob body) {
    const auto* bytes = reinterpret_cast<const char*>(body.data());
    return static_cast<std::uint32_t>(fnv1a64({bytes, body.size()}));
}

std::uint64_t number(const sql::Statement& row, int column) {
    return static_cast<std::uint64_t>(row.integer(column));
}

// Columns: first, last, mark, body.
std::optional<Report> report_of(const sql::Statement& row) {
    if (row.integer(2) != mark_of(row.blob(3))) {
        return std::nullopt;
    }
    auto report = wire::decode_report(row.blob(3), number(row, 0), number(row, 1));
    return report ? std::optional(*std::move(report)) : std::nullopt;
}

const Report* gap_in(const std::optional<Report>& report, GapReason reason) {
    return report && report->body == ReportBody(GapReport{reason}) ? &*report : nullptr;
}

}  // namespace

std::optional<StreamRow> OutboxRows::stream(Stream stream) {
    auto& query = connection_.prepared(select_stream).with(static_cast<int>(stream));
    if (!query.step()) {
        return std::nullopt;
    }
    const StreamRow row{
        .id = StreamId{number(query, 0)}, .next = number(query, 1), .committed = number(query, 2)};
    query.reset();
    return row;
}

void OutboxRows::put(Stream stream, const StreamRow& row) {
    connection_.prepared(upsert_stream)
        .with(static_cast<int>(stream), row.id.value, row.next, row.committed)
        .run();
}

void OutboxRows::insert(Stream stream, const Report& report) {
    const wire::Bytes body = wire::encode_report(report);
    connection_.prepared(insert_report)
        .with(static_cast<int>(stream), report.last, report.first,
              days_of(day_of(report.stamp.time)), report.body.index(), mark_of(body),
              sql::Blob(body))
        .run();
}

ReadRows OutboxRows::read(Stream stream, std::uint64_t from, std::size_t most) {
    ReadRows read;
    auto& query = connection_.prepared(select_reports).with(static_cast<int>(stream), from, most);
    while (query.step()) {
        if (auto report = report_of(query)) {
            read.reports.push_back(*std::move(report));
        } else {
            read.reports.push_back({.first = number(query, 0),
                                    .last = number(query, 1),
                                    .body = GapReport{GapReason::unreadable}});
            ++read.unreadable;
        }
    }
    return read;
}

std::optional<std::uint64_t> OutboxRows::oldest(Stream stream) {
    auto& query = connection_.prepared(select_oldest).with(static_cast<int>(stream));
    if (!query.step()) {
        return std::nullopt;
    }
    const std::uint64_t first = number(query, 0);
    query.reset();
    return first;
}

std::vector<RowHead> OutboxRows::heads(Stream stream, std::uint64_t above) {
    std::vector<RowHead> heads;
    auto& query = connection_.prepared(select_heads).with(static_cast<int>(stream), above);
    while (query.step()) {
        heads.push_back({.first = number(query, 0),
                         .last = number(query, 1),
                         .day = day_of_days(query.integer(2)),
                         .kind = static_cast<std::size_t>(query.integer(3))});
    }
    return heads;
}

std::optional<Report> OutboxRows::row_at(const char* sql, Stream stream, std::uint64_t number) {
    auto& query = connection_.prepared(sql).with(static_cast<int>(stream), number);
    if (!query.step()) {
        return std::nullopt;
    }
    auto report = report_of(query);
    query.reset();
    return report;
}

void OutboxRows::replace_by_gap(Span span, GapReason reason) {
    const auto replaced = row_at(select_report_before, span.stream, span.last);
    Report gap{.first = span.first,
               .last = span.last,
               .stamp = replaced ? replaced->stamp : Stamp{},
               .body = GapReport{reason}};
    const auto before = row_at(select_report_before, span.stream, span.first - 1);
    if (const Report* touching = gap_in(before, reason)) {
        gap.first = touching->first;
    }
    const auto after = row_at(select_report_after, span.stream, span.last + 1);
    if (const Report* touching = gap_in(after, reason)) {
        gap.last = touching->last;
        gap.stamp = touching->stamp;
    }
    connection_.prepared(delete_span)
        .with(static_cast<int>(span.stream), gap.first, gap.last)
        .run();
    insert(span.stream, gap);
}

std::int64_t OutboxRows::remove(Stream stream, std::uint64_t through, Day before) {
    connection_.prepared(delete_old).with(static_cast<int>(stream), through, days_of(before)).run();
    return connection_.changes();
}

static_assert(gap_kind == 6, "the kinds in stored rows are indices of ReportBody");

}  // namespace roadworthy::uplink
