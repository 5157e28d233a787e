#pragma once
// From what happened on the bus to evidence.
//
// Goals: the same evidence in whatever order the two streams, and what people say, come. Each kind
// is a function of the set of what was heard; nothing here looks at what was entered by people.
//   - ready: a contact is a moment at which the truck was heard (a trip, an ECU, a fault, a meter
//     that went on). Contacts at most 72 h apart are one block: it was parked and came back. The
//     last of them holds for two hours more, then the truck is unknown.
//   - driven: trips of a kilometre and more, and odometer readings at most 15 min apart that went
//     on. Those less than an hour apart are one drive, so that a loading stop is no gap; a drive
//     ends at midnight (UTC), where the next begins.
//   - fault: a stop_now episode, from its beginning until the evidence that it is gone or less
//     severe. While it is there it counts until two hours after it was confirmed last; after that
//     nobody knows, until it is heard of again.
// The events stream is in order; so is the meters stream.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "backend/faults/episodes.hpp"
#include "backend/truck/event_time.hpp"
#include "backend/uptime/blocks.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::uptime {

constexpr Duration open_tail = std::chrono::hours{2};
constexpr Duration longest_parking = std::chrono::hours{72};
constexpr Duration longest_stop = std::chrono::hours{1};  // within a drive
constexpr Duration close_readings = std::chrono::minutes{15};
constexpr std::int64_t shortest_drive_m = 1'000;
constexpr std::int64_t fastest_m_per_s = 40;

constexpr BlockRule ready_rule{.source = Source::ready,
                               .gap = longest_parking,
                               .tail = open_tail,
                               .cut = BlockRule::Cut::never};
constexpr BlockRule driven_rule{.source = Source::driven,
                                .gap = longest_stop,
                                .tail = Duration{0},
                                .cut = BlockRule::Cut::at_midnight};

// A stop_now stretch that has not ended.
struct OpenFault {
    std::uint64_t episode = 0;
    Time from;
    Time to;  // as its row has it
    friend bool operator==(const OpenFault&, const OpenFault&) = default;
};

// What the next meter report is set beside.
struct MetersSeen {
    Time at;
    BootId boot;
    std::optional<MeterReading> odometer;
    std::optional<MeterReading> engine_time;
    friend bool operator==(const MetersSeen&, const MetersSeen&) = default;
};

struct UptimeState {
    Blocks ready;
    Blocks driven;
    std::vector<OpenFault> faults;
    std::optional<Time> undated_contact;  // waits for an hour, as readings do
    std::optional<MetersSeen> meters;
    friend bool operator==(const UptimeState&, const UptimeState&) = default;
};

struct Contact {
    truck::EventTime when;
    std::optional<Time> since = {};  // a trip that ended: when it began
    std::int64_t distance_m = 0;     // of that trip
};

// Folds one truck's evidence.
class Evidencing {
public:
    Evidencing(UptimeState& state, const PastBlocks& past, EvidenceChanges& changes)
        : state_(state), past_(past), changes_(changes) {}

    void contact(const Contact& contact);
    // A contact of which nobody knows when it was counts as received, if no better one comes for an
    // hour.
    void settle_undated(Time now);
    void meters(const MetersReport& report, truck::EventTime when, BootId boot);
    // `heard`: when it was confirmed, or said to be gone.
    void episode(const faults::Episode& episode, Time heard);

private:
    void show_up(Period period);

    UptimeState& state_;
    const PastBlocks& past_;
    EvidenceChanges& changes_;
};

}  // namespace roadworthy::uptime
