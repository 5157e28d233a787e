#pragma once
// All words that the backend says to people, in Chinese and in English: equal first languages, so
// neither is the translation of the other, and none may be missing.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "backend/customers/jobs.hpp"
#include "backend/due/due.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/meters.hpp"
#include "backend/truck/registry.hpp"
#include "common/report.hpp"

namespace roadworthy::exchange {

enum class Language : std::uint8_t { zh, en };
std::optional<Language> language_of(std::string_view text);  // "zh", "en"

enum class Word : std::uint8_t {
    truck,
    plate,
    model,
    segment,
    customer,
    item,
    state,
    expected,  // the day on which it is expected
    between,   // p10 to p90
    limited_by,
    reading,  // that the date rests on
    age,
    workshop,
    action,
    fault,
    reasons,
    opened,
    seen,
    trucks,
    available,
    up,
    planned,
    unplanned,
    unknown,
    group,
    odometer,
    engine_time,
    heard,
    nothing_due,
    no_faults,
    none,  // nobody, nothing
    contact,
    phone,
    tier,
    day,
    days,
    hours,
    meter,
    source,  // of a meter's readings
    by_hand,
    followed,
    shows,
    offset,  // from what a source shows to life to date
    a_day,
    held,  // readings that are not believed
    last_held,
    life,     // to date
    settled,  // predictions
    error_days,
    bias_days,
    covered,
    nothing_settled,
    breakdowns,
    watched,
    usual,
    last_time,
    visit,          // by its id
    visit_between,  // its first and last day
    jobs,
    best_time,  // and how much of it the truck would have stood anyway
    standing,
    saved,
    not_planned,
    no_visits,
    next_step,
    score,
    before,  // by the plans in force
    after,   // by those that are tried
    another_plan,
    newly_overdue,
    week,  // its Monday
    labour,
    early,
    on_time,
    late,
    completions,
    scorecard,
    count  // how many there are
};

std::string_view word(Word word, Language language);
std::string_view word(due::DueState state, Language language);
std::string_view word(due::Criterion criterion, Language language);
std::string_view word(faults::Action action, Language language);
// A rule of an operator's set or a built-in one, by its key; the key itself where it has no name.
std::string rule_name(const std::string& key, std::span<const faults::Rule> own, Language language);
std::string_view word(faults::EpisodeState state, Language language);
std::string_view word(truck::Tier tier, Language language);
std::string_view word(MeterKind kind, Language language);
std::string_view word(truck::HeldReason reason, Language language);
std::string_view word(customers::NotPlanned because, Language language);

}  // namespace roadworthy::exchange
