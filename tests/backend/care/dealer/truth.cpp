// Which tasks are owed, from the lives alone: for each thing that happened, whether and when the seed
// timetable has somebody call. Written without a look at how the program finds them.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/backend/care/dealer/dealer.hpp"

namespace roadworthy::dealer {
namespace {

using std::chrono::days;

// The days of a seed rule: first day, last day, and how late it is still worth a call.
struct Rule {
    std::string step;
    int from = 0;
    int until = 0;
    int late = 30;
    bool is_personal = false;
};
const Rule delivery_call{"delivery_call", 0, 3, 30, true};
const Rule first_service{"first_service", -10, 0, 30};
const Rule service_due{"service_due", -10, 0, 30};
const Rule service_due_vip{"service_due", -21, 0, 30};
const Rule seasonal_check{"seasonal_check", -21, 0, 30};
const Rule after_service{"after_service", 2, 7, 14, true};
const Rule after_repair{"after_repair", 1, 5, 14, true};
const Rule agreement_ends{"agreement_ends", -45, 0, 30};
const Rule warranty_ends{"warranty_ends", -45, -7, 30};
const Rule replacement{"replacement_review", 0, 60, 90};
const Rule win_back{"win_back", 0, 14, 60};
const Rule complaint{"complaint", 0, 1, 30, true};
const Rule campaign{"campaign", 0, 30, 30, true};

// There is such a thing on its day, known from one day on and over on another.
struct Thing {
    std::string which;
    Day day;
    Day known;
    std::optional<Day> over;
};

class Truth {
public:
    explicit Truth(const World& world) : world_(world) {}

    std::set<Owed> all() {
        for (const Life& life : world_.trucks) {
            count(life);
        }
        return std::move(owed_);
    }

private:
    void count(const Life& life) {
        owe(life, delivery_call, {iso(life.delivered), life.delivered, life.entered, {}});
        services(life);
        seasons(life);
        for (const Day day : days_of_work(life)) {
            owe(life, after_service, {iso(day), day, first_entered(life, day), {}});
        }
        for (const Told& one : life.repairs) {
            owe(life, after_repair, {one.which, one.at, one.at, {}});
        }
        for (const Told& one : life.complaints) {
            owe(life, complaint, {one.which, one.at, one.at, one.over});
        }
        if (life.agreement_until) {
            owe(life, agreement_ends,
                {iso(*life.agreement_until), *life.agreement_until, life.entered, {}});
        }
        if (life.warranty_until) {
            owe(life, warranty_ends,
                {iso(*life.warranty_until), *life.warranty_until, life.entered, {}});
        }
        if (life.campaign) {
            owe(life, campaign, {"spring", *life.campaign, life.entered, {}});
        }
        birthdays(life);
    }

    // In each owner's time: it is called about once it is known, has come near, and is his.
    void owe(const Life& life, const Rule& rule, const Thing& thing) {
        for (std::size_t i = 0; i < life.owners.size(); ++i) {
            const Owned& owner = life.owners[i];
            if (rule.is_personal && thing.day < owner.from) {
                continue;
            }
            const Rule& his = rule.step != "service_due" ? rule
                              : world_.customers.at(owner.customer) == truck::Tier::vip
                                  ? service_due_vip
                                  : service_due;
            const Day made = std::max(
                {thing.known, thing.day + days{his.from}, owner.from, life.entered, world_.first});
            Day end = world_.last + days{1};
            if (i + 1 < life.owners.size()) {
                end = std::min(end, life.owners[i + 1].from);
            }
            end = std::min(end, thing.over.value_or(end));
            if (made < end && made <= thing.day + days{his.until + his.late}) {
                owed_.insert({life.id.text(), owner.customer.text(), his.step, thing.which,
                              thing.day, made});
            }
        }
    }

    // The chain of oil services: each is due half a year after the one before, until that is entered.
    void services(const Life& life) {
        std::vector<Done> oil;
        std::optional<Day> touched;  // since when we know of anything that was done
        for (const Done& one : life.done) {
            touched = std::min(touched.value_or(one.entered), one.entered);
            if (one.item == "oil") {
                oil.push_back(one);
            }
        }
        const auto next_entered = [&oil](std::size_t from) {
            std::optional<Day> first;
            for (std::size_t i = from; i < oil.size(); ++i) {
                first = std::min(first.value_or(oil[i].entered), oil[i].entered);
            }
            return first;
        };
        const Day first_due = life.delivered + days{90};
        owe(life, first_service, {"first", first_due, life.entered, touched});
        if (touched) {
            owe(life, service_due, {"oil after delivery", first_due, *touched, next_entered(0)});
        }
        drift(life, {"oil after delivery", first_due, life.entered, next_entered(0)});
        for (std::size_t i = 0; i < oil.size(); ++i) {
            const Thing next{"oil after " + iso(oil[i].at), oil[i].at + days{180}, oil[i].entered,
                             next_entered(i + 1)};
            if (!next.over || next.known < *next.over) {
                owe(life, service_due, next);
                drift(life, next);
            }
        }
    }

    // Ten days of tolerance, and sixty on top.
    void drift(const Life& life, Thing thing) {
        thing.day += days{10 + 60};
        owe(life, win_back, thing);
    }

    // Each year's rains, until that year's check is entered: but only from the last one on.
    void seasons(const Life& life) {
        std::vector<Done> checks;
        for (const Done& one : life.done) {
            if (one.item == "rains") {
                checks.push_back(one);
            }
        }
        const auto rains_after = [](Day day) {
            const std::chrono::year_month_day date(day);
            const Day same{date.year() / 5 / 1};
            // What was done up to a month before counts for those rains.
            return same > day + days{30} ? same
                                         : Day{(date.year() + std::chrono::years{1}) / 5 / 1};
        };
        Thing thing{"rains after delivery", rains_after(life.delivered), life.entered, {}};
        for (const Done& check : checks) {
            thing.over = check.entered;
            owe(life, seasonal_check, thing);
            thing = {"rains after " + iso(check.at), rains_after(check.at), check.entered, {}};
        }
        owe(life, seasonal_check, thing);
    }

    void birthdays(const Life& life) {
        const std::chrono::year_month_day born(life.delivered);
        for (int age = 8; age < 20; ++age) {
            const auto date = (born.year() + std::chrono::years{age}) / born.month() / born.day();
            const auto after =
                (born.year() + std::chrono::years{age + 1}) / born.month() / born.day();
            const auto day_of_it = [](const std::chrono::year_month_day& day) {
                return day.ok() ? Day(day) : Day(day.year() / 3 / 1);
            };
            owe(life, replacement,
                {std::to_string(age) + " years", day_of_it(date),
                 std::max(day_of_it(date), life.entered), day_of_it(after)});
        }
    }

    static std::set<Day> days_of_work(const Life& life) {
        std::set<Day> all;
        for (const Done& one : life.done) {
            all.insert(one.at);
        }
        return all;
    }
    static Day first_entered(const Life& life, Day day) {
        std::optional<Day> first;
        for (const Done& one : life.done) {
            if (one.at == day) {
                first = std::min(first.value_or(one.entered), one.entered);
            }
        }
        return *first;
    }

    const World& world_;
    std::set<Owed> owed_;
};

}  // namespace

std::set<Owed> truth_of(const World& world) {
    return Truth(world).all();
}

}  // namespace roadworthy::dealer
