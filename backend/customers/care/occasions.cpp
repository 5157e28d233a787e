#include "backend/customers/care/occasions.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "backend/customers/care/timetable.hpp"
#include "backend/due/due.hpp"
#include "backend/due/history.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"

namespace roadworthy::care {
namespace {

using std::chrono::days;

std::set<Day> days_with_work(const due::HistoryByItem& done, Day today) {
    std::set<Day> all;
    for (const auto& [item, history] : done) {
        for (const due::Done* one : history.counted()) {
            if (const Day day = day_of(one->completion.at); day <= today) {
                all.insert(day);
            }
        }
    }
    return all;
}

// By what it follows, so that it stays itself while the forecast moves.
std::string name_of(const due::DueRow& row) {
    return row.item + " after " + (row.last_done ? iso(day_of(*row.last_done)) : "delivery");
}

void add_due(std::vector<Occasion>& all, const Subject& subject, bool is_untouched) {
    std::vector<Occasion> due;
    for (const due::DueRow& row : subject.due) {
        if (const auto day = due::state_days(row).expected) {
            const bool is_seasonal = row.kind == due::ItemKind::seasonal;
            due.push_back({is_seasonal ? OccasionKind::seasonal : OccasionKind::service_due,
                           name_of(row), *day});
        }
    }
    // The seasons come whether or not the truck was ever in the workshop.
    const auto rank = [](const Occasion& one) {
        return std::tuple(one.kind == OccasionKind::seasonal, one.day, one.which);
    };
    const auto first = std::min_element(
        due.begin(), due.end(),
        [&rank](const Occasion& one, const Occasion& other) { return rank(one) < rank(other); });
    if (is_untouched && first != due.end() && first->kind != OccasionKind::seasonal) {
        first->kind = OccasionKind::first_service;
        first->which = "first";  // whichever item it is: it is called about once
    }
    all.insert(all.end(), due.begin(), due.end());
}

void add_drifting(std::vector<Occasion>& all, const Subject& subject, int after_days, Day today) {
    std::optional<Occasion> longest;
    for (const due::DueRow& row : subject.due) {
        if (!row.latest || *row.latest + days{after_days} > today) {
            continue;
        }
        const Day since = *row.latest + days{after_days};
        if (!longest || since < longest->day) {
            longest = Occasion{OccasionKind::drifting_away, name_of(row), since};
        }
    }
    if (longest) {
        all.push_back(*longest);
    }
}

// Its birthday this year, or last year's where that is still to come: 29 February counts as 1 March.
void add_replacement(std::vector<Occasion>& all, Day delivered, int from_years, Day today) {
    const std::chrono::year_month_day born(delivered);
    int age =
        static_cast<int>(std::chrono::year_month_day(today).year()) - static_cast<int>(born.year());
    const auto birthday = [&born](int years) {
        const auto day = (born.year() + std::chrono::years{years}) / born.month() / born.day();
        return day.ok() ? Day(day) : Day(day.year() / std::chrono::March / 1);
    };
    if (birthday(age) > today) {
        --age;
    }
    if (age >= from_years) {
        all.push_back({OccasionKind::replacement, std::to_string(age) + " years", birthday(age)});
    }
}

void add_record(std::vector<Occasion>& all, const truck::TruckRecord& record,
                const Thresholds& thresholds, Day today) {
    if (const auto until = record.agreement_until) {
        all.push_back({OccasionKind::agreement_ends, iso(*until), *until});
    }
    if (const auto delivered = record.delivered; delivered && *delivered <= today) {
        all.push_back({OccasionKind::delivery, iso(*delivered), *delivered});
        add_replacement(all, *delivered, thresholds.replacement_years, today);
    }
}

// What somebody lived through with us, and the next owner did not.
bool is_personal(OccasionKind kind) {
    return kind == OccasionKind::delivery || kind == OccasionKind::after_service ||
           kind == OccasionKind::after_repair || kind == OccasionKind::complaint ||
           kind == OccasionKind::campaign;
}

}  // namespace

std::optional<Day> remembered_from(const due::HistoryByItem& done) {
    std::optional<Day> from;
    for (const auto& [item, history] : done) {
        if (history.is_full() && !history.earlier.empty()) {
            const Day oldest = day_of(history.earlier.front().completion.at);
            from = std::max(from.value_or(oldest), oldest);
        }
    }
    return from;
}

std::vector<Occasion> occasions(const Subject& subject, const Thresholds& thresholds, Day today) {
    std::vector<Occasion> all(subject.others.begin(), subject.others.end());
    const std::set<Day> worked = days_with_work(subject.done, today);
    for (const Day day : worked) {
        all.push_back({OccasionKind::after_service, iso(day), day});
    }
    add_due(all, subject, worked.empty());
    add_drifting(all, subject, thresholds.drifting_after_days, today);
    if (subject.warranty_until) {
        all.push_back(
            {OccasionKind::warranty_ends, iso(*subject.warranty_until), *subject.warranty_until});
    }
    if (subject.record) {
        add_record(all, *subject.record, thresholds, today);
    }
    if (subject.owned_from) {
        std::erase_if(all, [&subject](const Occasion& one) {
            return is_personal(one.kind) && one.day < *subject.owned_from;
        });
    }
    return all;
}

}  // namespace roadworthy::care
