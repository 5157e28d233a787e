#pragma once
// What an operator promises, as data: how fast, by whose hours, what stops a clock, and who hears
// of it when it runs too long.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "backend/cases/calendar/calendar.hpp"
#include "backend/cases/clocks.hpp"
#include "backend/cases/entries.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/registry.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {

enum class ClockKind : std::uint8_t { response = 0, solution = 1 };

// Holds where all that it names is so; what it does not say, a less specific row says.
struct SlaRow {
    std::optional<truck::Tier> tier;
    std::optional<faults::Action> action;  // the worst that the case's faults ever asked for
    std::optional<CaseKind> kind;
    std::string agreement;  // empty: any, or none
    std::optional<Duration> response;
    std::optional<Duration> solution;
    std::optional<std::string> calendar;  // of SlaPolicy::calendars; both clocks go by it
    friend bool operator==(const SlaRow&, const SlaRow&) = default;
};

// Reached when more than so much of the clock's target is used and the clock has not stopped.
struct EscalationStep {
    ClockKind clock = ClockKind::response;
    std::int64_t percent = 100;  // of the target
    int level = 1;               // the highest that is reached counts
    std::string role;
    friend bool operator==(const EscalationStep&, const EscalationStep&) = default;
};

struct SlaPolicy {
    std::vector<SlaRow> rows;
    std::map<std::string, Calendar> calendars;
    Duration response = std::chrono::minutes{30};  // where no row says
    Duration solution = std::chrono::hours{24};
    std::set<PauseReason> stops = {PauseReason::waiting_for_customer,
                                   PauseReason::parts_ordered_by_customer,
                                   PauseReason::customer_uses_truck};
    Stage solved_by = Stage::released;  // this stage or a later one stops the solution clock
    std::vector<EscalationStep> escalation = {
        {.clock = ClockKind::response, .percent = 100, .level = 1, .role = "service_advisor"},
        {.clock = ClockKind::response, .percent = 150, .level = 2, .role = "service_manager"},
        {.clock = ClockKind::response, .percent = 300, .level = 3, .role = "dealer_manager"},
        {.clock = ClockKind::solution, .percent = 100, .level = 2, .role = "service_manager"},
        {.clock = ClockKind::solution, .percent = 150, .level = 3, .role = "dealer_manager"}};
    friend bool operator==(const SlaPolicy&, const SlaPolicy&) = default;
};

// Targets that are not positive, a calendar that is not there, a step without a role: with words.
Result<void> check(const SlaPolicy& policy);

// What a policy's rows look at. Tier and agreement as they were when the case began.
struct SlaSubject {
    CaseKind kind = CaseKind::fault;
    std::optional<faults::Action> action;
    truck::Tier tier = truck::Tier::ordinary;
    std::string agreement;
    friend bool operator==(const SlaSubject&, const SlaSubject&) = default;
};

struct Terms {
    Target response;  // their calendars are the policy's
    Target solution;
};

// Each of the three by the most specific row that says it: one that names the agreement before all
// others, for it is a contract; then the one that names most; then kind before action before tier;
// then the first. Without a calendar, and where the named one is missing: round the clock.
Terms terms(const SlaPolicy& policy, const SlaSubject& subject);

}  // namespace roadworthy::cases
