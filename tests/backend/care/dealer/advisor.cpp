// The days of the dealer: what is known each morning, whom the program says to call, and what comes of
// the calls.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "backend/due/due.hpp"
#include "tests/backend/care/dealer/dealer.hpp"

namespace roadworthy::dealer {
namespace {

using care::OccasionKind;
using care::OutcomeKind;
using care::TaskState;
using std::chrono::days;

const care::Timetable& timetable = care::built_in_timetable();

Day rains_after(Day day) {
    const std::chrono::year_month_day date(day);
    const Day same{date.year() / 5 / 1};
    return same - day > days{30} ? same : Day{(date.year() + std::chrono::years{1}) / 5 / 1};
}

// A truck as it is known on a day.
class KnownTruck {
public:
    explicit KnownTruck(const Life& life) : life_(life) {
        record_ = truck::TruckRecord{
            .id = life.id, .delivered = life.delivered, .agreement_until = life.agreement_until};
    }

    care::Known on(Day today, const World& world) {
        for (const Done& one : life_.done) {
            if (one.entered == today || (today == world.first && one.entered < today)) {
                due::take(done_, due::Completion{.truck = life_.id,
                                                 .item = one.item,
                                                 .at = Time(one.at) + std::chrono::hours{8}});
            }
        }
        const Owned& owner = owner_on(today);
        const std::vector<care::Occasion> others = others_on(today);
        const std::vector<due::DueRow> rows = rows_on();
        return {.occasions = care::occasions({.record = record_,
                                              .due = rows,
                                              .done = done_,
                                              .warranty_until = life_.warranty_until,
                                              .others = others,
                                              .owned_from = owner.from},
                                             timetable.thresholds, today),
                .customer = owner.customer,
                .audience = {.tier = world.customers.at(owner.customer)},
                .remembered_from = care::remembered_from(done_)};
    }
    const Owned& owner_on(Day today) const {
        const Owned* owner = &life_.owners.front();
        for (const Owned& one : life_.owners) {
            owner = one.from <= today ? &one : owner;
        }
        return *owner;
    }
    const Life& life() const { return life_; }

private:
    std::vector<care::Occasion> others_on(Day today) const {
        std::vector<care::Occasion> all;
        for (const Told& one : life_.repairs) {
            if (one.at <= today) {
                all.push_back({OccasionKind::after_repair, one.which, one.at});
            }
        }
        for (const Told& one : life_.complaints) {
            if (one.at <= today) {
                all.push_back(
                    {OccasionKind::complaint, one.which, one.at, one.over && *one.over <= today});
            }
        }
        if (life_.campaign && *life_.campaign <= today) {
            all.push_back({OccasionKind::campaign, "spring", *life_.campaign});
        }
        return all;
    }

    std::optional<Time> last(const std::string& item) const {
        const auto found = done_.find(item);
        return found == done_.end() ? std::nullopt
                                    : std::optional(found->second.newest.completion.at);
    }

    std::vector<due::DueRow> rows_on() const {
        due::DueRow oil{.item = "oil", .limiting = due::Criterion::calendar};
        oil.last_done = last("oil");
        oil.calendar =
            oil.last_done ? day_of(*oil.last_done) + days{180} : life_.delivered + days{90};
        oil.latest = *oil.calendar + days{10};
        due::DueRow rains{.item = "rains", .limiting = due::Criterion::calendar};
        rains.kind = due::ItemKind::seasonal;
        rains.last_done = last("rains");
        rains.calendar = rains_after(rains.last_done ? day_of(*rains.last_done) : life_.delivered);
        return {oil, rains};
    }

    const Life& life_;
    std::optional<truck::TruckRecord> record_;
    due::HistoryByItem done_;
};

struct OpenTask {
    TruckId truck;
    std::size_t index = 0;
};

class Days {
public:
    Days(const World& world, std::uint64_t seed) : world_(world), random_(seed) {
        for (const Life& life : world.trucks) {
            trucks_.emplace_back(life);
        }
    }

    Outcome live() {
        for (Day today = world_.first; today <= world_.last; today += days{1}) {
            open_.clear();
            for (KnownTruck& truck : trucks_) {
                if (truck.life().entered <= today) {
                    take(truck, today);
                }
            }
            for (const auto& [customer, tasks] : open_) {
                plan(customer, tasks, today);
                call(customer, tasks, today);
            }
        }
        return std::move(outcome_);
    }

private:
    void take(KnownTruck& truck, Day today) {
        const TruckId& id = truck.life().id;
        std::vector<care::Task>& tasks = outcome_.tasks[id];
        care::take(tasks, truck.on(today, world_), timetable, today);
        outcome_.planned[id].resize(tasks.size());
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            if (tasks[i].state == TaskState::open && tasks[i].customer) {
                open_[*tasks[i].customer].push_back({id, i});
            }
        }
    }

    care::Task& task(const OpenTask& one) { return outcome_.tasks.at(one.truck)[one.index]; }
    std::optional<Day>& planned(const OpenTask& one) {
        return outcome_.planned.at(one.truck)[one.index];
    }

    void plan(const CustomerId& customer, const std::vector<OpenTask>& tasks, Day today) {
        std::vector<care::Wish> wishes;
        for (const OpenTask& one : tasks) {
            wishes.push_back(care::wish_of(task(one), timetable));
        }
        std::vector<Day> had;
        for (const Outcome::Contact& contact : outcome_.contacts[customer]) {
            had.push_back(contact.day);
        }
        for (const auto& contact : care::plan_contacts(wishes, had, timetable.cap, today)) {
            for (const std::size_t index : contact.wishes) {
                planned(tasks[index]) = contact.day;
                if (contact.day > today && contact.day > wishes[index].until) {
                    task(tasks[index]).held = contact.day;
                }
            }
        }
    }

    // On one day in ten nobody comes to it.
    void call(const CustomerId& customer, const std::vector<OpenTask>& tasks, Day today) {
        std::vector<OpenTask> now;
        bool is_complaint = false;
        for (const OpenTask& one : tasks) {
            if (planned(one) && *planned(one) <= today) {
                now.push_back(one);
                is_complaint |= task(one).kind == OccasionKind::complaint;
            }
        }
        if (now.empty() || random_() % 10 == 0) {
            return;
        }
        const care::Outcome said = outcome(today);
        for (const OpenTask& one : now) {
            static_cast<void>(care::enter(task(one), said, timetable.persistence, today));
        }
        outcome_.contacts[customer].push_back({.day = today, .is_complaint = is_complaint});
    }

    care::Outcome outcome(Day today) {
        const auto dice = random_() % 100;
        const OutcomeKind kind = dice < 65   ? OutcomeKind::agreed
                                 : dice < 75 ? OutcomeKind::not_reached
                                 : dice < 85 ? OutcomeKind::call_again
                                 : dice < 92 ? OutcomeKind::declined
                                 : dice < 98 ? OutcomeKind::done_elsewhere
                                             : OutcomeKind::wrong_number;
        care::Outcome said{.on = today, .kind = kind, .by = "wang"};
        if (kind == OutcomeKind::call_again) {
            said.again = today + days{1 + static_cast<int>(random_() % 20)};
        }
        return said;
    }

    const World& world_;
    std::mt19937_64 random_;
    std::vector<KnownTruck> trucks_;
    std::map<CustomerId, std::vector<OpenTask>> open_;
    Outcome outcome_;
};

}  // namespace

Outcome live(const World& world, std::uint64_t seed) {
    return Days(world, seed).live();
}

std::set<Owed> made_of(const Outcome& outcome) {
    std::set<Owed> all;
    for (const auto& [truck, tasks] : outcome.tasks) {
        for (const care::Task& task : tasks) {
            all.insert({truck.text(), task.customer ? task.customer->text() : "", task.step,
                        task.which, task.day, task.made});
        }
    }
    return all;
}

int over_cap(const Outcome& outcome, const care::Cap& cap) {
    int over = 0;
    for (const auto& [customer, contacts] : outcome.contacts) {
        for (std::size_t i = 0; i < contacts.size(); ++i) {
            int within = 0;
            bool is_too_soon = false;
            for (std::size_t before = 0; before < i; ++before) {
                const auto apart = (contacts[i].day - contacts[before].day).count();
                within += apart < cap.in_days ? 1 : 0;
                is_too_soon |= apart < cap.apart_days;
            }
            over += !contacts[i].is_complaint && (is_too_soon || within >= cap.most) ? 1 : 0;
        }
    }
    return over;
}

int fallen_through(const Outcome& outcome, const care::Timetable& rules, Day today) {
    int fallen = 0;
    for (const auto& [truck, tasks] : outcome.tasks) {
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            const care::Task& task = tasks[i];
            const bool is_told =
                task.state == TaskState::ended
                    ? !task.outcomes.empty() && care::is_end(task.outcomes.back().kind)
                    : task.needless != care::Needless::none;
            const bool is_waiting = task.state == TaskState::open &&
                                    outcome.planned.at(truck)[i].has_value() &&
                                    (*outcome.planned.at(truck)[i] >= today ||
                                     care::standing(task, rules.persistence, today).is_escalated ||
                                     today <= care::escalates_on(task, rules.persistence));
            fallen += is_told || is_waiting ? 0 : 1;
        }
    }
    return fallen;
}

}  // namespace roadworthy::dealer
