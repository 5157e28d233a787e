#pragma once
// Messages as trucks send them, and what their journal holds.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "backend/ingest/intake.hpp"
#include "common/topics.hpp"
#include "common/wire/report_cbor.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

namespace roadworthy::ingest {

constexpr StreamId events_id{0xE};
constexpr StreamId meters_id{0x3};

inline Message message(const TruckId& truck, Stream stream, wire::Bytes payload) {
    return {topics::up(truck, stream), std::move(payload)};
}

// Reports first..last, one hour after another: faults or odometer readings by the stream.
inline std::vector<Report> reports(Stream stream, std::uint64_t first, std::uint64_t last) {
    std::vector<Report> made;
    for (std::uint64_t number = first; number <= last; ++number) {
        const auto spn = static_cast<std::uint32_t>(100 + number);
        Report report = make::report(
            number, "2026-01-01T00:00:00Z",
            stream == Stream::events
                ? ReportBody(make::fault(0, spn, 3))
                : ReportBody(make::meters({make::odometer(50'000 * std::int64_t(number))})));
        report.stamp.time += std::chrono::hours{number};
        report.stamp.monotonic += std::chrono::hours{number};
        made.push_back(std::move(report));
    }
    return made;
}

inline Message batch(const TruckId& truck, Stream stream, std::uint64_t first, std::uint64_t last) {
    return message(truck, stream,
                   wire::encode_batch(stream == Stream::events ? events_id : meters_id,
                                      reports(stream, first, last)));
}

// Truck and stream -> the spans that the journal holds, in its order.
using Spans = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
inline std::map<std::pair<std::string, std::uint64_t>, Spans> journaled(
    sql::Connection& connection) {
    std::map<std::pair<std::string, std::uint64_t>, Spans> spans;
    for (const store::JournalRow& row : store::rows_after(connection, 0, 1'000'000)) {
        if (row.entry.kind == store::EntryKind::reports) {
            spans[{row.entry.truck->text(), row.entry.stream_id.value}].emplace_back(
                row.entry.first, row.entry.last);
        }
    }
    return spans;
}

}  // namespace roadworthy::ingest
