#include "backend/customers/care/trial.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "backend/customers/care/contacts.hpp"
#include "backend/customers/care/occasions.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/due/history.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::care {
namespace {

using std::chrono::days;

Wish wish_for(const CareRule& rule, Day day) {
    return {.from = day + days{rule.days.from},
            .on = day + days{rule.days.on},
            .until = day + days{rule.days.until},
            .priority = rule.priority,
            .ignores_cap = rule.ignores_cap};
}

}  // namespace

std::vector<Occasion> past_services(const due::HistoryByItem& done) {
    std::vector<Occasion> all;
    for (const auto& [item, history] : done) {
        for (const due::Done* one : history.counted()) {
            const Day day = day_of(one->completion.at);
            all.push_back(
                {.kind = OccasionKind::service_due, .which = item + " of " + iso(day), .day = day});
        }
    }
    const auto first = std::ranges::min_element(all, {}, &Occasion::day);
    if (first != all.end()) {
        first->kind = OccasionKind::first_service;
    }
    return all;
}

Trial tried(const std::vector<PastOccasions>& trucks, const Timetable& timetable, Day from,
            Day to) {
    Trial trial;
    std::map<CustomerId, std::vector<Wish>> wishes;
    for (const PastOccasions& truck : trucks) {
        std::set<std::pair<OccasionKind, std::string>> seen;
        for (const Occasion& occasion : truck.occasions) {
            if (!seen.emplace(occasion.kind, occasion.which).second) {
                continue;
            }
            for (const CareRule* rule : rules_for(timetable, occasion.kind, truck.audience)) {
                const Wish wish = wish_for(*rule, occasion.day);
                if (wish.on < from || wish.on > to) {
                    continue;
                }
                ++trial.tasks[step_of(*rule)];
                if (truck.customer) {
                    wishes[*truck.customer].push_back(wish);
                } else {
                    ++trial.nobody_to_call;
                }
            }
        }
    }
    for (const auto& [customer, his] : wishes) {
        for (const PlannedContact& contact : plan_contacts(his, {}, timetable.cap, from)) {
            ++trial.contacts;
            trial.late += static_cast<int>(contact.late.size());
        }
    }
    return trial;
}

}  // namespace roadworthy::care
