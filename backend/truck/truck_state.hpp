#pragma once
// What a truck's reports say about the truck itself: its meters, its clock, who it says it is.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/truck/event_time.hpp"
#include "backend/truck/meter_book.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/sources.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::truck {

// Entered by a person, for any past moment.
struct ManualReading {
    TruckId truck;
    MeterKind kind = MeterKind::odometer;
    Time at;
    std::int64_t value = 0;  // m, s, ml
    std::string by;
    friend bool operator==(const ManualReading&, const ManualReading&) = default;
};

// What a person says of an instrument: see Level.
struct MeterLevel {
    TruckId truck;
    MeterKind kind = MeterKind::odometer;
    Level level;
    std::string by;
    friend bool operator==(const MeterLevel&, const MeterLevel&) = default;
};
std::string subject_of(const MeterLevel& level);  // kind and source: its key, beside the time

// The newest readings whose time nobody knows. They wait: a dated report makes them needless, and
// if none comes within an hour they are taken at their received time. So a week's backlog of a unit
// without a clock is not a week's distance driven in the minute in which it arrived.
struct WaitingReadings {
    Time first_received;
    Time received;
    std::vector<MeterReading> readings;
    friend bool operator==(const WaitingReadings&, const WaitingReadings&) = default;
};

// Where the truck last said it was, while that may be told.
struct KnownPosition {
    Time at;  // of the fix
    std::int64_t latitude_e7 = 0;
    std::int64_t longitude_e7 = 0;
    friend bool operator==(const KnownPosition&, const KnownPosition&) = default;
};

// The unit hears another truck, or a truck another ECU, than before: to be asked about.
struct IdentityChange {
    Time at;
    std::optional<std::uint8_t> source_address;  // none: the VIN
    std::string before;
    std::string after;
    friend bool operator==(const IdentityChange&, const IdentityChange&) = default;
};

// No truck counts as far (m, s, ml), and none below zero.
bool is_possible(std::int64_t value);

std::array<MeterBook, 3> meters_of_every_kind();  // empty, by MeterKind

struct TruckState {
    std::array<MeterBook, 3> meters = meters_of_every_kind();
    std::array<StreamClock, 2> clocks;  // by Stream
    std::optional<WaitingReadings> waiting;
    std::optional<Time> last_heard;       // received
    std::optional<std::string> bus_vin;   // as the truck says it: kept, never applied to the record
    std::vector<EcuIdentity> ecus;        // at most 32
    std::vector<ServiceReport> services;  // the latest of each address, at most 8
    std::optional<KnownPosition> position;
    std::vector<IdentityChange> identity_changes;  // the newest 8
    friend bool operator==(const TruckState&, const TruckState&) = default;

    const KindMeters& of(MeterKind kind) const { return book(kind).now(); }
    const MeterBook& book(MeterKind kind) const { return meters[static_cast<std::size_t>(kind)]; }
    MeterBook& book(MeterKind kind) { return meters[static_cast<std::size_t>(kind)]; }
};

// What the readings of a truck come with: when they came, and what was kept of its past.
struct Arrival {
    Time received;
    const Past& past;
};

// Each takes what is its own from the report; the event time has been worked out before.
void take(TruckState& state, const MetersReport& report, EventTime when, const Arrival& arrival);
void take(TruckState& state, const IdentityReport& report, EventTime when);
void take(TruckState& state, const ServiceReport& report);
void take(TruckState& state, const std::optional<Position>& position, EventTime when);
void take(TruckState& state, const ManualReading& reading, const Arrival& arrival);
void take(TruckState& state, const MeterLevel& level, const Arrival& arrival);
// No further report within the hour: what waits for a date is taken at its received time.
void settle_waiting(TruckState& state, const Arrival& now);

// What the truck last said of this kind: the followed source; before its first dated reading, the
// finest of those that wait, as of when it was received.
std::optional<ValueAt> last_said(const TruckState& state, MeterKind kind);

// The bus says another VIN than the record: to be asked about, not applied.
bool vin_contradicts(const TruckState& state, const TruckRecord& record);

}  // namespace roadworthy::truck
