#pragma once
// What people enter, and the day ticks: everything in the journal that is no report.

#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/cases/policy_book.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/customers/visit_offer.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/recalls.hpp"
#include "backend/due/visits/workshop.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/faults/comebacks.hpp"
#include "backend/faults/rules.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"
#include "backend/uptime/operating.hpp"
#include "backend/uptime/said.hpp"

namespace roadworthy::store {

// The index is stored: new kinds go to the end.
using Fact = std::variant<truck::Customer, truck::TruckRecord, truck::Ownership, due::Plan,
                          due::Completion, truck::ManualReading, due::DayTick, truck::MeterLevel,
                          due::CompletionVoid, due::ItemOverride, due::Workshop, truck::QuietDays,
                          due::Recall, due::RecallList, faults::OwnWords, faults::RuleSet,
                          faults::Repair, cases::TruckEntry, cases::PolicyVersion,
                          customers::TruckPaper, customers::VisitAnswer, uptime::Correction,
                          uptime::CorrectionWithdrawn, uptime::OperatingHours, uptime::Targets>;

std::optional<TruckId> truck_of(const Fact& fact);  // whose it is; absent: no single truck's

std::vector<std::byte> encode_fact(const Fact& fact);
Result<Fact> decode_fact(std::span<const std::byte> bytes);

// In a transaction of its own; all or none. The position of the last one. Whoever applies the
// journal (the serving backend, or ingest::Applier::catch_up) takes them from there.
Position append(sql::Connection& connection, std::span<const Fact> facts, Time received);

}  // namespace roadworthy::store
