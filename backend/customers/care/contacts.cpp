#include "backend/customers/care/contacts.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "backend/customers/care/timetable.hpp"
#include "common/time.hpp"

namespace roadworthy::care {
namespace {

using std::chrono::days;

bool keeps(const Cap& cap, const std::set<Day>& taken, Day day) {
    const days apart{cap.apart_days - 1};
    const auto near = taken.lower_bound(day - apart);
    if (near != taken.end() && *near <= day + apart) {
        return false;
    }
    // Each window that holds the day begins at most in_days - 1 before it.
    const days span{cap.in_days - 1};
    std::set<Day> with = taken;
    with.insert(day);
    return std::all_of(with.lower_bound(day - span), with.upper_bound(day), [&](Day first) {
        return std::distance(with.lower_bound(first), with.upper_bound(first + span)) <= cap.most;
    });
}

class Planner {
public:
    Planner(const std::vector<Wish>& wishes, const std::vector<Day>& had, const Cap& cap, Day today)
        : wishes_(wishes), cap_(cap), today_(today), taken_(had.begin(), had.end()) {}

    std::vector<PlannedContact> plan() {
        for (const std::size_t index : in_order()) {
            give(index);
        }
        for (PlannedContact& contact : contacts_) {
            std::sort(contact.wishes.begin(), contact.wishes.end());
            for (const std::size_t index : contact.wishes) {
                if (wishes_[index].until < contact.day) {
                    contact.late.push_back(index);
                }
            }
        }
        std::sort(contacts_.begin(), contacts_.end(),
                  [](const PlannedContact& one, const PlannedContact& other) {
                      return one.day < other.day;
                  });
        return contacts_;
    }

private:
    // What ignores the cap first, so that others join it; then what has to be done first.
    std::vector<std::size_t> in_order() const {
        std::vector<std::size_t> order(wishes_.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto rank = [this](std::size_t index) {
            const Wish& wish = wishes_[index];
            return std::tuple(!wish.ignores_cap, std::max(wish.until, today_), -wish.priority,
                              wish.on, index);
        };
        std::sort(order.begin(), order.end(),
                  [&rank](std::size_t one, std::size_t other) { return rank(one) < rank(other); });
        return order;
    }

    void give(std::size_t index) {
        const Wish& wish = wishes_[index];
        const Day best = std::max(wish.on, today_);
        if (wish.ignores_cap) {
            add(best, index);
        } else if (const auto joined = contact_within(wish)) {
            add(*joined, index);
        } else {
            add(allowed_day(wish, best), index);
        }
    }

    // The planned contact in its days that is nearest to its best one.
    std::optional<Day> contact_within(const Wish& wish) const {
        std::optional<Day> nearest;
        for (const PlannedContact& contact : contacts_) {
            if (contact.day < wish.from || contact.day > std::max(wish.until, today_)) {
                continue;
            }
            if (!nearest || distance(contact.day, wish) < distance(*nearest, wish)) {
                nearest = contact.day;
            }
        }
        return nearest;
    }

    static days distance(Day day, const Wish& wish) {
        return day < wish.on ? wish.on - day : day - wish.on;
    }

    // From the best day on to its last, then back to its first, then on past its last.
    Day allowed_day(const Wish& wish, Day best) {
        for (Day day = best; day <= wish.until; day += days{1}) {
            if (can_be(day)) {
                return day;
            }
        }
        for (Day day = best - days{1}; day >= std::max(wish.from, today_); day -= days{1}) {
            if (can_be(day)) {
                return day;
            }
        }
        Day day = std::max(wish.until + days{1}, best);
        while (!can_be(day)) {
            day += days{1};
        }
        return day;
    }

    std::vector<PlannedContact>::iterator planned_on(Day day) {
        return std::find_if(contacts_.begin(), contacts_.end(),
                            [day](const PlannedContact& contact) { return contact.day == day; });
    }

    bool can_be(Day day) { return planned_on(day) != contacts_.end() || keeps(cap_, taken_, day); }

    void add(Day day, std::size_t index) {
        const auto found = planned_on(day);
        if (found != contacts_.end()) {
            found->wishes.push_back(index);
            return;
        }
        contacts_.push_back(
            {.day = day, .wishes = {index}, .is_over_cap = !keeps(cap_, taken_, day)});
        taken_.insert(day);
    }

    const std::vector<Wish>& wishes_;
    const Cap& cap_;
    Day today_;
    std::set<Day> taken_;
    std::vector<PlannedContact> contacts_;
};

}  // namespace

std::vector<PlannedContact> plan_contacts(const std::vector<Wish>& wishes,
                                          const std::vector<Day>& had, const Cap& cap, Day today) {
    return Planner(wishes, had, cap, today).plan();
}

bool is_within(const Cap& cap, const std::vector<Day>& contacts, Day day) {
    return keeps(cap, {contacts.begin(), contacts.end()}, day);
}

}  // namespace roadworthy::care
