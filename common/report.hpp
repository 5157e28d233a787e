#pragma once
// What a truck tells the backend. A report is (truck, stream, number): the numbers order it, no
// clock does. Its form on the wire is common/report.cddl.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/fault_code.hpp"
#include "common/ids.hpp"
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

enum class MeterKind : std::uint8_t { odometer = 0, engine_time = 1, fuel_used = 2 };

struct MeterSource {
    std::uint32_t spn = 0;
    std::uint8_t source_address = 0;
    friend auto operator<=>(const MeterSource&, const MeterSource&) = default;
};

// unsettled: the source had just woken, or jumped, since its reading before.
enum class ReadingQuality : std::uint8_t { steady = 0, unsettled = 1 };

struct MeterReading {
    MeterKind kind = MeterKind::odometer;
    MeterSource source;
    std::int64_t value = 0;  // odometer m, engine time s, fuel ml
    ReadingQuality quality = ReadingQuality::steady;
    friend bool operator==(const MeterReading&, const MeterReading&) = default;
};

struct MetersReport {
    std::vector<MeterReading> readings;
    friend bool operator==(const MetersReport&, const MetersReport&) = default;
};

enum class FaultEvent : std::uint8_t { appeared = 0, changed = 1, cleared = 2 };

struct FaultReport {
    FaultEvent event = FaultEvent::appeared;
    FaultKey key;
    std::uint8_t occurrences = occurrences_absent;
    std::uint8_t conversion_method = 0;
    Lamps lamps;
    std::optional<std::int64_t> odometer_m;
    std::optional<std::int64_t> speed_mm_per_s;
    friend bool operator==(const FaultReport&, const FaultReport&) = default;
};

enum class EcuEvent : std::uint8_t { began = 0, ceased = 1 };

// An address began or ceased to talk. `began` comes once its DM1 was heard for the hold time of a
// boot, with its whole active set: what is not in it has been repaired while the unit slept.
struct EcuReport {
    EcuEvent event = EcuEvent::began;
    std::uint8_t source_address = 0;
    std::optional<std::vector<Dtc>> active;  // absent: the address has sent no DM1
    friend bool operator==(const EcuReport&, const EcuReport&) = default;
};

enum class TripEvent : std::uint8_t { started = 0, stopped = 1 };

struct TripReport {
    TripEvent event = TripEvent::started;
    // Of the whole trip; zero when it starts.
    std::chrono::seconds duration{0};
    std::chrono::seconds idle{0};
    std::int64_t distance_m = 0;
    std::optional<std::int64_t> fuel_used_ml;
    friend bool operator==(const TripReport&, const TripReport&) = default;
};

struct EcuIdentity {
    std::uint8_t source_address = 0;
    std::string component;  // make*model*serial*unit, as sent (PGN 65259)
    std::string software;   // as sent (PGN 65242)
    friend bool operator==(const EcuIdentity&, const EcuIdentity&) = default;
};

struct IdentityReport {
    std::optional<std::string> vin;
    std::vector<EcuIdentity> ecus;
    friend bool operator==(const IdentityReport&, const IdentityReport&) = default;
};

struct Counter {
    std::string name;  // frames_malformed, receive_overflows, ...
    std::uint64_t value = 0;
    friend bool operator==(const Counter&, const Counter&) = default;
};

struct HealthReport {
    std::vector<Counter> counters;
    friend bool operator==(const HealthReport&, const HealthReport&) = default;
};

enum class GapReason : std::uint8_t { quota = 0, already_committed = 1, unreadable = 2 };

// Stands for the numbers first..last of its report, which will never come.
struct GapReport {
    GapReason reason = GapReason::quota;
    friend bool operator==(const GapReport&, const GapReport&) = default;
};

// On the wire the index here is the kind: new kinds go to the end.
using ReportBody = std::variant<MetersReport, FaultReport, EcuReport, TripReport, IdentityReport,
                                HealthReport, GapReport>;

struct Report {
    std::uint64_t first = 1;  // number within its stream, from 1
    std::uint64_t last = 1;   // more than first for a gap alone
    Stamp stamp;
    ReportBody body;
    friend bool operator==(const Report&, const Report&) = default;
};

// Faults, ECUs, trips, identity and health go by the events stream, meters by their own; a gap by
// the stream in which it stands.
constexpr Stream stream_of(const ReportBody& body) {
    return std::holds_alternative<MetersReport>(body) ? Stream::meters : Stream::events;
}

}  // namespace roadworthy
