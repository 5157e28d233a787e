#pragma once
// Values for tests in one line: make::report(7, "2026-11-22T21:30:00Z", make::fault(0, 110, 3)).

#include <cstdint>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::make {

inline TruckId truck_id(std::string_view text = "TRUCK001") {
    return TruckId::from(text).value();
}
inline Time time(std::string_view text) {
    return parse_time(text).value();
}
inline Day day(std::string_view text) {
    return parse_day(text).value();
}

// The unit booted in boot 1 at the start of 2026, and its clock has been right since.
inline Stamp stamp(std::string_view text) {
    return {.boot = BootId{1},
            .monotonic = Monotonic{time(text) - time("2026-01-01")},
            .time = time(text),
            .clock = ClockQuality::synchronised};
}

inline MeterReading odometer(std::int64_t metres) {
    return {MeterKind::odometer, {.spn = 917, .source_address = 23}, metres};
}
inline MeterReading engine_time(std::int64_t seconds) {
    return {MeterKind::engine_time, {.spn = 247, .source_address = 0}, seconds};
}
inline MeterReading fuel_used(std::int64_t millilitres) {
    return {MeterKind::fuel_used, {.spn = 250, .source_address = 0}, millilitres};
}
inline MetersReport meters(std::vector<MeterReading> readings) {
    return {std::move(readings)};
}

inline FaultReport fault(std::uint8_t source_address, std::uint32_t spn, std::uint8_t fmi,
                         FaultEvent event = FaultEvent::appeared) {
    FaultReport report;
    report.event = event;
    report.key = {.source_address = source_address, .spn = spn, .fmi = fmi};
    report.occurrences = 1;
    return report;
}

inline Report report(std::uint64_t number, std::string_view at, ReportBody body) {
    return {.first = number, .last = number, .stamp = stamp(at), .body = std::move(body)};
}
inline Report gap(std::uint64_t first, std::uint64_t last, std::string_view at,
                  GapReason reason = GapReason::quota) {
    return {.first = first, .last = last, .stamp = stamp(at), .body = GapReport{reason}};
}

// Random values are everything that the wire can carry, its extremes more often than chance would.
using Random = std::mt19937_64;
Stamp random_stamp(Random& random);
ReportBody random_body(Random& random);
// Often a gap over many numbers.
Report random_report(Random& random, std::uint64_t first = 1);
// Reports that follow one another.
std::vector<Report> random_reports(Random& random, std::size_t count, std::uint64_t first = 1);

}  // namespace roadworthy::make
