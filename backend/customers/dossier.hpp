#pragma once
// All that is folded for one truck, and the one ordered chain that folds it:
// truck -> due, faults -> uptime. Pure and deterministic: the same inputs give the same dossier,
// and the two streams of a truck may be interleaved in any way. Memory is bounded.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/forecast.hpp"
#include "backend/due/plans.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/evidence.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::customers {

// One that the intake has taken: in order within its stream, and only once.
struct ReceivedReport {
    Report report;
    Stream stream = Stream::events;
    StreamId stream_id;
    Time received;
    friend bool operator==(const ReceivedReport&, const ReceivedReport&) = default;
};

using Input = std::variant<ReceivedReport, truck::TruckRecord, truck::Ownership, due::Completion,
                           truck::ManualReading, due::Plan, due::DayTick, truck::MeterLevel>;

// What all trucks share: folded first, from the inputs that concern more than one truck. After a
// plan, apply it to every dossier that has it in its record; after a day tick, to every dossier.
struct Fleet {
    std::map<PlanId, due::Plan> plans;
    std::optional<due::DayTick> tick;
    friend bool operator==(const Fleet&, const Fleet&) = default;
};
void apply(Fleet& fleet, const Input& input);

struct StreamSeen {
    StreamId id;
    Stream stream = Stream::events;
    std::uint64_t last = 0;
    std::uint64_t received = 0;  // reports
    std::uint64_t lost = 0;      // numbers in gaps that will never come
    friend bool operator==(const StreamSeen&, const StreamSeen&) = default;
};

struct Dossier {
    TruckId truck;
    std::optional<truck::TruckRecord> record;  // none: seen on the air, entered by nobody yet
    std::vector<truck::Ownership> ownerships;
    truck::TruckState state;
    due::LastDoneByItem done;
    std::vector<due::DueRow> due;
    faults::FaultState faults;
    uptime::UptimeState uptime;
    std::vector<StreamSeen> streams;  // events before meters; the newest four of each
    friend bool operator==(const Dossier&, const Dossier&) = default;
};

// A day of readings that is kept beside the dossier.
struct MeterDay {
    MeterKind kind = MeterKind::odometer;
    truck::ReadingsOfDay readings;
    friend bool operator==(const MeterDay&, const MeterDay&) = default;
};

// The rows that one input makes new or different. All are upserts under their keys: due rows by
// (truck, item), episodes and spans by (truck, number), days by (truck, day), days of readings by
// (truck, kind, day).
struct Changes {
    std::vector<due::DueRow> due;
    std::vector<std::string> due_gone;  // items without a row from now on
    std::vector<faults::Episode> episodes;
    std::vector<uptime::NumberedSpan> spans;
    std::vector<uptime::DayTotals> days;
    std::vector<MeterDay> meter_days;
    friend bool operator==(const Changes&, const Changes&) = default;
};

// When the input came, and how to get at the truck's days of readings, which are asked for only
// where the input concerns a day that has been settled.
using Arrival = truck::Arrival;

// `fleet` as it stands after the same input.
Changes apply(Dossier& dossier, const Input& input, const Fleet& fleet, const Arrival& arrival);
// What `apply` has asked for of the past need not stay in memory.
void forget_past(Dossier& dossier);

// What this truck adds to the fleet's cold-start rates: for the next day tick.
using Priors = std::array<due::Prior, 3>;  // by MeterKind
void contribute(const Dossier& dossier, Priors& priors);
// The tick that follows `before`.
due::DayTick next_tick(Day day, const Priors& priors, const std::optional<due::DayTick>& before);

}  // namespace roadworthy::customers
