#pragma once
// The stored form of cases: what people enter about them, what was promised, and a case as it was
// told last.

#include <type_traits>
#include <utility>
#include <vector>

#include "backend/cases/calendar/calendar.hpp"
#include "backend/cases/calendar/opening_hours.hpp"
#include "backend/cases/calendar/zone.hpp"
#include "backend/cases/case.hpp"
#include "backend/cases/check.hpp"
#include "backend/cases/clocks.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/cases/policy.hpp"
#include "backend/cases/policy_book.hpp"
#include "backend/customers/truck_cases.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "common/fault_code.hpp"

namespace roadworthy::store {

template <>
struct Blank<cases::Joined> {
    static cases::Joined value() { return {.into = blank<cases::CaseId>()}; }
};
template <>
struct Blank<cases::Withdrawn> {
    static cases::Withdrawn value() { return {.entry = blank<cases::EntryId>()}; }
};
template <>
struct Blank<cases::CaseEntry> {
    static cases::CaseEntry value() {
        return {.at = {},
                .said = {},
                .about = blank<cases::CaseId>(),
                .id = blank<cases::EntryId>(),
                .by = {}};
    }
};
template <>
struct Blank<cases::TruckEntry> {
    static cases::TruckEntry value() {
        return {.truck = blank<TruckId>(), .entry = blank<cases::CaseEntry>()};
    }
};
template <>
struct Blank<cases::Odd> {
    static cases::Odd value() { return {.entry = blank<cases::EntryId>()}; }
};
template <>
struct Blank<cases::Case> {
    static cases::Case value() { return {.id = blank<cases::CaseId>()}; }
};

void fields(Is<FaultKey> auto& it, auto& visit) {
    visit(it.source_address, it.spn, it.fmi);
}

void fields(Is<cases::Place> auto& it, auto& visit) {
    visit(it.latitude_e7, it.longitude_e7);
}
void fields(Is<cases::Opened> auto& it, auto& visit) {
    visit(it.kind, it.caller, it.phone, it.words, it.where, it.place, it.happened);
}
void fields(Is<cases::Reached> auto& it, auto& visit) {
    visit(it.stage);
}
void fields(Is<cases::Owned> auto& it, auto& visit) {
    visit(it.owner, it.words);
}
void fields(Is<cases::Note> auto& it, auto& visit) {
    visit(it.words);
}
void fields(Is<cases::Link> auto& it, auto& visit) {
    visit(it.url, it.title);
}
void fields(Is<cases::NextStep> auto& it, auto& visit) {
    visit(it.words, it.on);
}
void fields(Is<cases::Paused> auto& it, auto& visit) {
    visit(it.reason, it.words);
}
void fields(Is<cases::Resumed> auto& /*it*/, auto& visit) {
    visit();
}
void fields(Is<cases::Estimate> auto& it, auto& visit) {
    visit(it.ready, it.words);
}
void fields(Is<cases::Answer> auto& it, auto& visit) {
    visit(it.is_accepted, it.wish, it.words);
}
void fields(Is<cases::Joined> auto& it, auto& visit) {
    visit(it.into);
}
void fields(Is<cases::KeptApart> auto& /*it*/, auto& visit) {
    visit();
}
void fields(Is<cases::Withdrawn> auto& it, auto& visit) {
    visit(it.entry);
}
void fields(Is<cases::Closed> auto& it, auto& visit) {
    visit(it.cause, it.action, it.parts, it.labour_min, it.cost_minor, it.currency, it.paid_by,
          it.alert);
}
void fields(Is<cases::CaseEntry> auto& it, auto& visit) {
    visit(it.at, it.said, it.about, it.id, it.by);
}
void fields(Is<cases::TruckEntry> auto& it, auto& visit) {
    visit(it.truck, it.entry);
}
void fields(Is<cases::CaseEntries> auto& it, auto& visit) {
    visit(it.kept, it.too_many);
}
void fields(Is<cases::CaseEpisode> auto& it, auto& visit) {
    visit(it.number, it.key, it.root, it.opened, it.heard, it.cleared, it.worst);
}
void fields(Is<customers::TruckCases> auto& it, auto& visit) {
    visit(it.entries, it.episodes, it.handovers);
}

void fields(Is<cases::StageTime> auto& it, auto& visit) {
    visit(it.stage, it.at, it.by);
}
void fields(Is<cases::Pause> auto& it, auto& visit) {
    visit(it.from, it.until);
}
void fields(Is<cases::PauseTime> auto& it, auto& visit) {
    visit(it.reason, it.pause);
}
void fields(Is<cases::Odd> auto& it, auto& visit) {
    visit(it.what, it.entry);
}
void fields(Is<cases::Case> auto& it, auto& visit) {
    visit(it.id, it.kind, it.joined, it.episodes, it.worst, it.happened, it.heard, it.call,
          it.stages, it.owner, it.next_step, it.estimate, it.answer, it.pauses, it.quiet,
          it.closing, it.closed, it.clears_by_itself, it.entries, it.withdrawn, it.odd);
}

void fields(Is<cases::OffsetChange> auto& it, auto& visit) {
    visit(it.at, it.offset);
}
void fields(Is<cases::Zone> auto& it, auto& visit) {
    auto offset = it.first_offset();
    auto changes = it.changes();
    visit(offset, changes);
    if constexpr (!std::is_const_v<std::remove_reference_t<decltype(it)>>) {
        if (auto zone = cases::Zone::from(offset, std::move(changes))) {
            it = std::move(*zone);
        } else {
            visit.refuse(zone.error().message);
        }
    }
}
void fields(Is<cases::Span> auto& it, auto& visit) {
    visit(it.from, it.until);
}
void fields(Is<cases::SpecialDay> auto& it, auto& visit) {
    visit(it.day, it.hours);
}
void fields(Is<cases::OpeningHours> auto& it, auto& visit) {
    auto week = it.week();
    auto special = it.special();
    visit(week, special);
    if constexpr (!std::is_const_v<std::remove_reference_t<decltype(it)>>) {
        if (auto hours = cases::OpeningHours::from(std::move(week), std::move(special))) {
            it = std::move(*hours);
        } else {
            visit.refuse(hours.error().message);
        }
    }
}
void fields(Is<cases::Calendar> auto& it, auto& visit) {
    visit(it.zone, it.hours);
}
void fields(Is<cases::SlaRow> auto& it, auto& visit) {
    visit(it.tier, it.action, it.kind, it.agreement, it.response, it.solution, it.calendar);
}
void fields(Is<cases::EscalationStep> auto& it, auto& visit) {
    visit(it.clock, it.percent, it.level, it.role);
}
void fields(Is<cases::SlaPolicy> auto& it, auto& visit) {
    visit(it.rows, it.calendars, it.response, it.solution, it.stops, it.solved_by, it.escalation);
}
void fields(Is<cases::PolicyVersion> auto& it, auto& visit) {
    visit(it.version, it.policy);
}

}  // namespace roadworthy::store
