#include "backend/uptime/said.hpp"

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/due/plans.hpp"
#include "backend/uptime/blocks.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/ids.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace roadworthy::uptime {
namespace {

using cases::Stage;

Time whole_second(Time time) {
    return std::chrono::floor<std::chrono::seconds>(time);
}

std::string ref_of(const std::string& item, Time at) {
    return item + ' ' + std::to_string(milliseconds_of(at));
}

// What begins when: standing, in the workshop, or neither.
struct Turn {
    Time at;
    std::optional<Source> source;
};

std::optional<Turn> turn_of(const cases::StageTime& reached) {
    switch (reached.stage) {
        case Stage::rescue_on_the_way:
            return Turn{reached.at, Source::stands};
        case Stage::in_workshop:
            return Turn{reached.at, Source::repair};
        case Stage::released:
            return Turn{reached.at, std::nullopt};
        case Stage::reported:
        case Stage::answered:
        case Stage::diagnosed:
        case Stage::waiting_for_parts:
        case Stage::repaired:
            break;
    }
    return std::nullopt;
}

std::vector<Turn> turns_of(const cases::Case& it) {
    std::vector<Turn> turns;
    if (it.kind == cases::CaseKind::breakdown) {
        turns.push_back({it.happened, Source::stands});
    }
    for (const cases::StageTime& reached : it.stages) {
        if (const auto turn = turn_of(reached)) {
            turns.push_back(*turn);
        }
    }
    std::ranges::stable_sort(turns, {}, &Turn::at);
    return turns;
}

// The parts of a stretch in which the customer did not use the truck.
std::vector<Period> without_use(Period stretch, const cases::Case& it) {
    std::vector<Period> parts;
    for (const cases::PauseTime& pause : it.pauses) {
        if (pause.reason != cases::PauseReason::customer_uses_truck) {
            continue;
        }
        parts.push_back({stretch.from, std::min(stretch.to, pause.pause.from)});
        stretch.from = std::max(stretch.from, pause.pause.until.value_or(Time::max()));
    }
    parts.push_back(stretch);
    std::erase_if(parts, [](const Period& part) { return part.from >= part.to; });
    return parts;
}

Time last_word(const cases::Case& it) {
    Time last = it.happened;
    for (const cases::CaseEntry& entry : it.entries) {
        last = std::max(last, entry.at);
    }
    return last;
}

void put(const cases::Case& it, Source source, Period stretch, EvidenceChanges& changes) {
    for (const Period& part : without_use(stretch, it)) {
        const bool is_open = part.to == Time::max();
        const Time from = whole_second(part.from);
        const Time to =
            is_open ? std::max(from, whole_second(last_word(it))) : whole_second(part.to);
        if (from < to || is_open) {
            changes.put({.source = source,
                         .ref = it.id.text(),
                         .from = from,
                         .to = to,
                         .is_open = is_open});
        }
    }
}

}  // namespace

Result<void> check(const Correction& it) {
    if (it.from >= it.to) {
        return fail("to: expected a time after " + iso(it.from) + ", got " + iso(it.to));
    }
    if (it.to - it.from > longest_correction) {
        return fail("to: expected at most 366 days after from, got " + iso(it.to));
    }
    if (it.from != whole_second(it.from) || it.to != whole_second(it.to)) {
        return fail("from, to: expected whole seconds");
    }
    if (it.by.empty()) {
        return fail("by: expected who says so, got nothing");
    }
    if (it.reason.empty()) {
        return fail("reason: expected words, got nothing");
    }
    if (it.id.empty() || it.id.size() > 128 || it.reason.size() > 1'000 || it.by.size() > 200) {
        return fail("correction, by, reason: expected at most 128, 200 and 1000 bytes");
    }
    return {};
}

void take(const due::Completion& completion, EvidenceChanges& changes) {
    const std::string ref = ref_of(completion.item, completion.at);
    changes.begin_anew(Source::visit, ref);
    if (!completion.arrived || !completion.left) {
        return;
    }
    const Period stay{whole_second(*completion.arrived), whole_second(*completion.left)};
    if (stay.from < stay.to && stay.to - stay.from <= longest_visit) {
        changes.put({.source = Source::visit,
                     .ref = ref,
                     .from = stay.from,
                     .to = stay.to,
                     .words = completion.workshop});
    }
}

void take(const due::CompletionVoid& voided, EvidenceChanges& changes) {
    const Time at = whole_second(voided.at);
    changes.put({.source = Source::visit_void,
                 .ref = ref_of(voided.item, voided.at),
                 .from = at,
                 .to = at});
}

void take(const Correction& it, EvidenceChanges& changes) {
    changes.begin_anew(Source::correction, it.id);
    changes.put({.source = Source::correction,
                 .ref = it.id,
                 .from = whole_second(it.from),
                 .to = whole_second(it.to),
                 .said = it.condition,
                 .entered = it.entered,
                 .by = it.by,
                 .words = it.reason});
}

void take(const CorrectionWithdrawn& it, EvidenceChanges& changes) {
    changes.put({.source = Source::withdrawn,
                 .ref = it.id,
                 .from = {},
                 .to = {},
                 .entered = it.entered,
                 .by = it.by,
                 .words = it.reason});
}

void take(const cases::Case& it, EvidenceChanges& changes) {
    forget(it.id, changes);
    const Time end = it.closed.value_or(cases::ended(it).value_or(Time::max()));
    const auto turns = turns_of(it);
    for (std::size_t i = 0; i < turns.size(); ++i) {
        const Time next = i + 1 < turns.size() ? turns[i + 1].at : Time::max();
        if (turns[i].source) {
            put(it, *turns[i].source, {turns[i].at, std::min(next, end)}, changes);
        }
    }
}

void forget(const cases::CaseId& id, EvidenceChanges& changes) {
    changes.begin_anew(Source::stands, id.text());
    changes.begin_anew(Source::repair, id.text());
}

}  // namespace roadworthy::uptime
