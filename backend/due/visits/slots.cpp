#include "backend/due/visits/slots.hpp"

#include "backend/due/visits/visits.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <ratio>
#include <tuple>
#include <vector>

namespace roadworthy::due {
namespace {

using std::chrono::days;

constexpr int hours_a_day = 24;
constexpr Minutes hour{60};

struct Hour {
    Day day;
    int of_day = 0;

    void advance() {
        if (++of_day == hours_a_day) {
            of_day = 0;
            day += days{1};
        }
    }
    std::size_t of_week() const {
        const std::size_t weekday = std::chrono::weekday{day}.iso_encoding() - 1;
        return weekday * hours_a_day + static_cast<std::size_t>(of_day);
    }
};

bool is_open(const Opening& opening, const Hour& at) {
    const OpenHours open = opening.hours(at.day);
    return open.from <= at.of_day && at.of_day < open.until;
}

// The truck arrives, waits for the work to be done in open hours, and then needs the rest of its
// standing (hand-over, drive) at whatever hour. Nothing if the work takes more than a month.
std::optional<Slot> slot_at(const Visit& visit, const SlotTerms& terms, Hour at) {
    constexpr days longest{31};
    Slot slot{.day = at.day, .hour = at.of_day, .done_on = at.day};
    slot.weeks = terms.usual.weeks_known.at(at.of_week());
    double lost = 0;
    Minutes work = visit.work;
    Minutes rest = visit.standing - visit.work;
    for (; work > Minutes{0} || rest > Minutes{0}; at.advance()) {
        if (at.day > slot.day + longest) {
            return std::nullopt;
        }
        Minutes spent = work > Minutes{0} ? hour : Minutes{0};
        if (work > Minutes{0} && is_open(terms.opening, at)) {
            spent = std::min(work, hour);
            work -= spent;
            slot.done_on = at.day;
        }
        if (work == Minutes{0}) {
            const Minutes now = std::min(rest, hour - spent);
            rest -= now;
            spent += now;
        }
        const std::size_t of_week = at.of_week();
        slot.stay += spent;
        slot.weeks = std::min(slot.weeks, terms.usual.weeks_known.at(of_week));
        lost += (1 - terms.usual.stands.at(of_week)) * static_cast<double>(spent.count());
    }
    slot.lost = std::chrono::round<Minutes>(std::chrono::duration<double, std::ratio<60>>{lost});
    return slot;
}

std::optional<Slot> best_of_day(const Visit& visit, const SlotTerms& terms, Day day) {
    const OpenHours open = terms.opening.hours(day);
    const auto rank = [&](const Slot& slot) {
        return std::tuple(slot.done_on > visit.until, slot.lost, slot.done_on);
    };
    std::optional<Slot> best;
    for (int of_day = open.from; of_day < open.until; ++of_day) {
        if (day + std::chrono::hours{of_day} < terms.not_before) {
            continue;
        }
        const auto slot = slot_at(visit, terms, {.day = day, .of_day = of_day});
        if (slot && (!best || rank(*slot) < rank(*best))) {
            best = slot;
        }
    }
    return best;
}

}  // namespace

std::vector<Slot> best_slots(const Visit& visit, const SlotTerms& terms) {
    std::vector<Slot> slots;
    for (Day day = visit.from; day <= visit.until; day += days{1}) {
        if (const auto slot = best_of_day(visit, terms, day)) {
            slots.push_back(*slot);
        }
    }
    const auto ends_late = [&](const Slot& slot) { return slot.done_on > visit.until; };
    if (!std::ranges::all_of(slots, ends_late)) {
        std::erase_if(slots, ends_late);
    }
    std::ranges::stable_sort(slots, {}, [&](const Slot& slot) {
        const Day best = terms.best_day.value_or(visit.from);
        const days from_best = std::max(slot.day, best) - std::min(slot.day, best);
        return std::tuple(slot.lost, from_best, slot.day);
    });
    slots.resize(std::min(slots.size(), terms.most));
    return slots;
}

}  // namespace roadworthy::due
