#include "backend/due/visits/visits.hpp"

#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <ranges>
#include <tuple>
#include <utility>
#include <vector>

namespace roadworthy::due {
namespace {

using std::chrono::days;

// A job with its window drawn in to open days: where two such windows meet, they meet on one.
struct Task {
    const Job* job = nullptr;
    Day earliest;
    Day latest;
    bool is_overdue = false;
};

std::optional<Day> first_open(const Opening& opening, Day from, Day until) {
    for (Day day = from; day <= until; day += days{1}) {
        if (opening.is_open(day)) {
            return day;
        }
    }
    return std::nullopt;
}

std::optional<Day> last_open(const Opening& opening, Day from, Day until) {
    for (Day day = until; day >= from; day -= days{1}) {
        if (opening.is_open(day)) {
            return day;
        }
    }
    return std::nullopt;
}

// A workshop that is closed for longer than this has no opening hours worth planning with.
constexpr days longest_closed{60};

std::optional<Task> task_of(const Job& job, Day today, const Opening& opening) {
    if (job.latest < today) {
        const auto at_once = first_open(opening, today, today + longest_closed);
        return at_once ? std::optional{Task{&job, *at_once, *at_once, true}} : std::nullopt;
    }
    const Day earliest = std::max(job.earliest, today);
    const auto first = first_open(opening, earliest, job.latest);
    const auto last = last_open(opening, earliest, job.latest);
    return first && last ? std::optional{Task{&job, *first, *last, false}} : std::nullopt;
}

// Jobs that are done in one visit. They join in the order of `latest`, so `until` never changes.
struct Bundle {
    Day from;
    Day until;
    Minutes sum{0};
    Minutes longest{0};
    bool is_overdue = true;  // all of it
    std::vector<const Task*> tasks;
};

struct Price {
    Minutes standing{0};
    days early{0};
    friend auto operator<=>(const Price&, const Price&) = default;
};

// Goals: the cheapest way to bundle. Assumptions: tasks in the order of `latest`; the price never
// falls when a task is added. Invariants: the bundles hold tasks 0 .. next - 1, each within its
// window; the first way that is tried joins each task to the last bundle that can take it.
class Search {
public:
    Search(const std::vector<Task>& tasks, const VisitTerms& terms) : tasks_(tasks), terms_(terms) {
        for (const Task& task : tasks) {
            all_labour_ += task.job->labour;
        }
        place(0);
    }

    std::vector<Bundle> take_best() { return std::move(best_); }

private:
    void place(std::size_t next) {
        if (best_price_ && (nodes_ == most_visit_nodes || bound(next) >= *best_price_)) {
            return;
        }
        ++nodes_;
        if (next == tasks_.size()) {
            best_ = bundles_;
            best_price_ = price();
            return;
        }
        const Task& task = tasks_[next];
        for (std::size_t i = bundles_.size(); i > 0; --i) {
            if (fits(bundles_[i - 1], task)) {
                const Bundle before = bundles_[i - 1];
                add(bundles_[i - 1], task);
                place(next + 1);
                bundles_[i - 1] = before;
            }
        }
        // All that is overdue is one stay, however long.
        if (!task.is_overdue || bundles_.empty()) {
            bundles_.push_back({.from = task.earliest, .until = task.latest});
            add(bundles_.back(), task);
            place(next + 1);
            bundles_.pop_back();
        }
    }

    bool fits(const Bundle& bundle, const Task& task) const {
        if (task.earliest > bundle.until) {
            return false;
        }
        const Minutes work =
            work_together(bundle.sum + task.job->labour, std::max(bundle.longest, task.job->labour),
                          terms_.mechanics);
        return !terms_.longest || work <= *terms_.longest || (bundle.is_overdue && task.is_overdue);
    }

    static void add(Bundle& bundle, const Task& task) {
        bundle.from = std::max(bundle.from, task.earliest);
        bundle.sum += task.job->labour;
        bundle.longest = std::max(bundle.longest, task.job->labour);
        bundle.is_overdue &= task.is_overdue;
        bundle.tasks.push_back(&task);
    }

    Price price() const {
        Price price;
        for (const Bundle& bundle : bundles_) {
            price.standing +=
                terms_.each + work_together(bundle.sum, bundle.longest, terms_.mechanics);
            for (const Task* task : bundle.tasks) {
                price.early += std::max(task->job->due - bundle.until, days{0});
            }
        }
        return price;
    }

    // No way to go on from here is cheaper.
    Price bound(std::size_t next) const {
        Price least = price();
        const Minutes fixed = terms_.each * bundles_.size();
        least.standing = std::max(least.standing, fixed + all_labour_ / terms_.mechanics);
        least.standing += terms_.each * more_visits(next);
        return least;
    }

    // That tasks need which begin after the last day of every bundle.
    int more_visits(std::size_t next) const {
        int more = 0;
        std::optional<Day> last;
        if (!bundles_.empty()) {
            last = bundles_.back().until;
        }
        for (const Task& task : tasks_ | std::views::drop(next)) {
            if (!last || task.earliest > *last) {
                ++more;
                last = task.latest;
            }
        }
        return more;
    }

    const std::vector<Task>& tasks_;
    const VisitTerms& terms_;
    Minutes all_labour_{0};
    std::vector<Bundle> bundles_;
    std::vector<Bundle> best_;
    std::optional<Price> best_price_;
    std::size_t nodes_ = 0;
};

Visit visit_of(const Bundle& bundle, const VisitTerms& terms) {
    Visit visit{.from = bundle.from,
                .until = bundle.until,
                .work = work_together(bundle.sum, bundle.longest, terms.mechanics)};
    visit.standing = terms.each + visit.work;
    for (const Task* task : bundle.tasks) {
        visit.jobs.push_back(task->job->key);
    }
    return visit;
}

}  // namespace

OpenHours Opening::hours(Day day) const {
    if (std::ranges::find(closed, day) != closed.end()) {
        return {.from = 0, .until = 0};
    }
    return week.at(std::chrono::weekday{day}.iso_encoding() - 1);
}

bool Opening::is_open(Day day) const {
    const OpenHours today = hours(day);
    return today.from < today.until;
}

bool may_be_done_on(const Job& job, Day day, Day today, const Opening& opening) {
    const auto task = task_of(job, today, opening);
    return task && task->earliest <= day && day <= task->latest && opening.is_open(day);
}

Minutes work_together(Minutes sum, Minutes longest, int mechanics) {
    return std::max(longest, Minutes{(sum.count() + mechanics - 1) / mechanics});
}

VisitPlan plan_visits(const std::vector<Job>& jobs, Day today, const VisitTerms& terms) {
    VisitPlan plan;
    std::vector<Task> tasks;
    for (const Job& job : jobs) {
        if (const auto task = task_of(job, today, terms.opening)) {
            tasks.push_back(*task);
            plan.saved += terms.each + job.labour;
        } else {
            plan.no_open_day.push_back(job.key);
        }
    }
    std::ranges::sort(tasks, {}, [](const Task& task) {
        return std::tie(task.latest, task.job->latest, task.earliest, task.job->key);
    });
    for (const Bundle& bundle : Search(tasks, terms).take_best()) {
        plan.visits.push_back(visit_of(bundle, terms));
        plan.standing += plan.visits.back().standing;
    }
    plan.saved -= plan.standing;
    return plan;
}

}  // namespace roadworthy::due
