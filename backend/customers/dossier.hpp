#pragma once
// All that is folded for one truck, and the one ordered chain that folds it:
// truck -> due, faults -> uptime. Pure and deterministic: the same inputs give the same dossier,
// and the two streams of a truck may be interleaved in any way. Memory is bounded.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/cases/policy_book.hpp"
#include "backend/customers/told.hpp"
#include "backend/customers/truck_cases.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/forecast.hpp"
#include "backend/due/history.hpp"
#include "backend/due/list/compliance.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/recalls.hpp"
#include "backend/due/templates.hpp"
#include "backend/due/visits/standing.hpp"
#include "backend/faults/comebacks.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/rule_book.hpp"
#include "backend/faults/rules.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"
#include "backend/uptime/blocks.hpp"
#include "backend/uptime/evidence.hpp"
#include "backend/uptime/said.hpp"
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
                           truck::ManualReading, due::Plan, due::DayTick, truck::MeterLevel,
                           due::CompletionVoid, due::ItemOverride, truck::QuietDays,
                           due::OpenRecalls, faults::RuleSet, faults::Repair, cases::TruckEntry,
                           cases::PolicyVersion, uptime::Correction, uptime::CorrectionWithdrawn>;

// What all trucks share: folded first, from the inputs that concern more than one truck. After a
// plan that is in force, apply it to every dossier that goes by it and to every one that it is the
// best template for; after a day tick, a calendar or a set of rules, to every dossier. The recalls of a VIN are
// fetched by whoever folds, when they change and when a record names another VIN.
struct Fleet {
    due::PlanById plans;
    std::optional<due::DayTick> tick;
    truck::QuietDays quiet;
    faults::RuleBook rules;
    cases::PolicyBook sla;
    friend bool operator==(const Fleet&, const Fleet&) = default;
};
// `received`: in the journal.
void apply(Fleet& fleet, const Input& input, Time received);

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
    due::HistoryByItem done;
    std::vector<due::DueRow> due;
    faults::FaultState faults;
    uptime::UptimeState uptime;
    std::vector<StreamSeen> streams;  // events before meters; the newest four of each
    Told told;
    due::OverrideByItem overrides;
    due::Standing standing;
    std::optional<due::PlanChoice> plan;  // by which it goes
    due::OpenRecalls recalls;             // of the VIN in its record
    TruckCases cases;
    friend bool operator==(const Dossier&, const Dossier&) = default;
};

// A day of readings that is kept beside the dossier.
struct MeterDay {
    MeterKind kind = MeterKind::odometer;
    truck::ReadingsOfDay readings;
    friend bool operator==(const MeterDay&, const MeterDay&) = default;
};

// What a meter adds to what the fleet learns, and how good we were with it.
struct MeterScore {
    MeterKind kind = MeterKind::odometer;
    std::uint64_t silent_minutes = 0;  // of unusual silences that have ended
    std::uint64_t driven_minutes = 0;  // of those
    due::Scorecard scorecard;
    friend bool operator==(const MeterScore&, const MeterScore&) = default;
};

// The rows that one input makes new or different. All are upserts under their keys: due rows by
// (truck, item), episodes by (truck, number), evidence of uptime by its key, days of readings by
// (truck, kind, day), scores by (truck, kind).
struct Changes {
    std::vector<due::DueRow> due;
    std::vector<std::string> due_gone;         // items without a row from now on
    std::vector<faults::Episode> episodes;     // the last one of a number counts
    std::vector<faults::LinkedEpisode> links;  // of episodes that are no longer in the dossier
    uptime::EvidenceChanges evidence;
    std::vector<MeterDay> meter_days;
    std::vector<MeterScore> scores;
    // By item, all of its completions: those that are not among them are gone.
    std::map<std::string, std::vector<due::JudgedCompletion>> judged;
    CaseChanges cases;
    friend bool operator==(const Changes&, const Changes&) = default;
};

// When the input came, and how to get at what the store keeps of the truck's past (days of readings,
// blocks of evidence), which is asked for only where the input concerns a day that has been settled.
struct Arrival {
    Time received;
    const truck::Past& past;
    const uptime::PastBlocks& blocks = uptime::no_past_blocks;
};

// `fleet` as it stands after the same input.
Changes apply(Dossier& dossier, const Input& input, const Fleet& fleet, const Arrival& arrival);
// What `apply` has asked for of the past need not stay in memory.
void forget_past(Dossier& dossier);

// What all trucks together teach about one kind of meter: for the next day tick.
struct FleetSums {
    due::Prior prior;  // cold-start rates
    due::Silences silences;
    due::Outcomes outcomes;
    friend bool operator==(const FleetSums&, const FleetSums&) = default;
};
using Sums = std::array<FleetSums, 3>;  // by MeterKind
// The cold-start rates that this truck adds to them.
void contribute(const Dossier& dossier, Sums& sums);
// The tick that follows `before`.
due::DayTick next_tick(Day day, const Sums& sums, const std::optional<due::DayTick>& before);

}  // namespace roadworthy::customers
