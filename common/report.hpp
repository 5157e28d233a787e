#pragma once
// What a truck tells the backend. A report is (truck, stream, number): the numbers order it, no
// clock does. Its form on the wire is common/report.cddl.

#include <cstdint>
#include <variant>

#include "common/ids.hpp"
#include "common/report_bodies.hpp"  // IWYU pragma: export
#include "common/time.hpp"

namespace roadworthy {

// Two streams, so that a fresh fault never waits behind a week of meters.
enum class Stream : std::uint8_t { events = 0, meters = 1 };

enum class ClockQuality : std::uint8_t { unsynchronised = 0, synchronised = 1 };

// When it happened, as the unit knew it. Millisecond resolution.
struct Stamp {
    BootId boot;
    Monotonic monotonic;  // since that boot
    Time time;
    ClockQuality clock = ClockQuality::unsynchronised;
    friend bool operator==(const Stamp&, const Stamp&) = default;
};

// On the wire the index here is the kind: new kinds go to the end, and take a new version.
using ReportBody = std::variant<MetersReport, FaultReport, EcuReport, TripReport, IdentityReport,
                                HealthReport, GapReport, ServiceReport, SnapshotReport>;

struct Report {
    std::uint64_t first = 1;  // number within its stream, from 1
    std::uint64_t last = 1;   // more than first for a gap alone
    Stamp stamp;
    ReportBody body;
    friend bool operator==(const Report&, const Report&) = default;
};

// All but meters go by the events stream, meters by their own; a gap by
// the stream in which it stands.
constexpr Stream stream_of(const ReportBody& body) {
    return std::holds_alternative<MetersReport>(body) ? Stream::meters : Stream::events;
}

}  // namespace roadworthy
