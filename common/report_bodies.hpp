#pragma once
// What the reports say, kind by kind.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/fault_code.hpp"

namespace roadworthy {

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

// Where the truck was, from the bus (PGN 65267), as far as its owner lets it be told.
struct Position {
    static constexpr std::int64_t most_latitude_e7 = 900'000'000;     // the poles
    static constexpr std::int64_t most_longitude_e7 = 1'800'000'000;  // the date line

    std::int64_t latitude_e7 = 0;   // degrees times ten million, north positive
    std::int64_t longitude_e7 = 0;  // east positive
    std::chrono::seconds age{0};    // of the fix, at the report's moment
    friend bool operator==(const Position&, const Position&) = default;
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
    std::optional<Position> position;
    friend bool operator==(const FaultReport&, const FaultReport&) = default;
};

enum class EcuEvent : std::uint8_t { began = 0, ceased = 1, remembers = 2 };

// An address began or ceased to talk. `began` comes once its DM1 was heard for the hold time of a
// boot, with its whole active set: what is not in it has been repaired while the unit slept. Or it
// was asked which codes it remembers.
struct EcuReport {
    EcuEvent event = EcuEvent::began;
    std::uint8_t source_address = 0;
    std::optional<std::vector<Dtc>> active;  // absent: the address has sent no DM1
    std::vector<Dtc> previously_active;      // as its DM2 says, whenever that was
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
    std::optional<Position> position;  // where it stopped
    friend bool operator==(const TripReport&, const TripReport&) = default;
};

struct EcuIdentity {
    std::uint8_t source_address = 0;
    std::string component;  // make*model*serial*unit, as sent (PGN 65259)
    std::string software;   // as sent (PGN 65242)
    friend bool operator==(const EcuIdentity&, const EcuIdentity&) = default;
};

// What became known, or changed: with what it was before, a unit that was moved to another truck and
// a replaced ECU are told as that.
struct IdentityReport {
    std::optional<std::string> vin;
    std::vector<EcuIdentity> ecus;
    std::optional<std::string> vin_before;
    std::vector<EcuIdentity> ecus_before;  // of those in `ecus` that are others now
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

// The truck's own service counters (SPN 914 to 916): how far to the next service, negative beyond it.
enum class ServiceKind : std::uint8_t { distance = 0, calendar = 1, engine_time = 2 };

struct ServiceCounter {
    ServiceKind kind = ServiceKind::distance;
    std::uint8_t component = 0xFF;  // SPN 911 to 913: what is to be serviced; 255 not available
    std::int64_t left = 0;          // m, days, s
    friend bool operator==(const ServiceCounter&, const ServiceCounter&) = default;
};

struct ServiceReport {
    std::uint8_t source_address = 0;
    std::vector<ServiceCounter> counters;
    friend bool operator==(const ServiceReport&, const ServiceReport&) = default;
};

struct SnapshotSignal {
    std::uint32_t spn = 0;
    std::uint8_t source_address = 0;
    friend bool operator==(const SnapshotSignal&, const SnapshotSignal&) = default;
};

// A few signals each second around the moment (the stamp) at which faults appeared.
struct SnapshotReport {
    std::vector<FaultKey> faults;
    std::uint64_t before = 0;  // seconds from the first sample to the moment
    std::vector<SnapshotSignal> signals;
    // All samples of the first signal, then of the next, equally many; in the signal's own unit.
    std::vector<std::optional<std::int64_t>> values;
    friend bool operator==(const SnapshotReport&, const SnapshotReport&) = default;
};

}  // namespace roadworthy
