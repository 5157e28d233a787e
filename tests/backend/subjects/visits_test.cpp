#include "backend/due/visits/visits.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/due/visits/slots.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using due::Job;
using due::Minutes;
using due::VisitTerms;
using Names = std::vector<std::string>;

namespace {

// 2026-01-05, a Monday, and so many days.
Day day(int number) {
    return day_of(make::after(4 + number));
}

// It may be done so many days before and after it is due.
Job job(std::string key, int due, int days_around, Minutes labour = 60min) {
    return {std::move(key), day(due - days_around), day(due), day(due + days_around), labour};
}

due::Opening closed_on_sundays() {
    due::Opening opening;
    opening.week[6] = {.from = 0, .until = 0};
    return opening;
}

struct Case {
    std::vector<Job> jobs;
    Day today = day(10);
    VisitTerms terms;
};

Case random_case(make::Random& random, std::size_t most_jobs) {
    const auto up_to = [&](int most) {
        return static_cast<int>(make::below(random, static_cast<std::uint64_t>(most) + 1));
    };
    Case one;
    const int span = 10 + up_to(50);
    const auto count = 1 + make::below(random, most_jobs);
    for (std::size_t i = 0; i < count; ++i) {
        const int earliest = up_to(span);
        const int latest = earliest + up_to(span / 2);
        one.jobs.push_back({.key = std::to_string(i),
                            .earliest = day(earliest),
                            .due = day(earliest + up_to(latest - earliest)),
                            .latest = day(latest),
                            .labour = Minutes{5 * up_to(60)}});
    }
    one.terms.each = Minutes{30 * up_to(8)};
    one.terms.mechanics = 1 + up_to(2);
    if (up_to(1) == 1) {
        one.terms.longest = Minutes{120 + 60 * up_to(6)};
    }
    for (auto& hours : one.terms.opening.week) {
        hours = up_to(4) == 0 ? due::OpenHours{0, 0} : due::OpenHours{8, 18};
    }
    one.terms.opening.week[2] = {};
    one.terms.opening.closed = {day(up_to(span)), day(up_to(span))};
    return one;
}

bool is_overdue(const Case& one, const Job& job) {
    return job.latest < one.today;
}

// By its own window alone, day by day.
bool may_be_done_on(const Case& one, const Job& job, Day day) {
    const auto& opening = one.terms.opening;
    if (!opening.is_open(day) || day < one.today) {
        return false;
    }
    if (!is_overdue(one, job)) {
        return job.earliest <= day && day <= job.latest;
    }
    for (Day before = one.today; before < day; before += std::chrono::days{1}) {
        if (opening.is_open(before)) {
            return false;
        }
    }
    return true;
}

bool has_day(const Case& one, const std::vector<Job>& jobs) {
    for (Day on = one.today; on < day(80); on += std::chrono::days{1}) {
        if (std::ranges::all_of(jobs,
                                [&](const Job& job) { return may_be_done_on(one, job, on); })) {
            return true;
        }
    }
    return false;
}

Minutes standing(const Case& one, const std::vector<Job>& jobs) {
    Minutes sum{0};
    Minutes longest{0};
    for (const Job& job : jobs) {
        sum += job.labour;
        longest = std::max(longest, job.labour);
    }
    return one.terms.each + due::work_together(sum, longest, one.terms.mechanics);
}

bool is_allowed(const Case& one, const std::vector<Job>& jobs) {
    const bool all_overdue =
        std::ranges::all_of(jobs, [&](const Job& job) { return is_overdue(one, job); });
    const Minutes work = standing(one, jobs) - one.terms.each;
    return has_day(one, jobs) &&
           (jobs.size() == 1 || all_overdue || !one.terms.longest || work <= *one.terms.longest);
}

// Tries every way to part the jobs into visits.
class BruteForce {
public:
    explicit BruteForce(const Case& one) : one_(one) {
        std::ranges::copy_if(one.jobs, std::back_inserter(jobs_),
                             [&](const Job& job) { return has_day(one, {job}); });
        place(0);
    }
    std::optional<Minutes> least;

private:
    void place(std::size_t next) {
        if (next == jobs_.size()) {
            settle();
            return;
        }
        for (std::size_t i = 0; i <= parts_.size(); ++i) {
            if (i == parts_.size()) {
                parts_.emplace_back();
            }
            parts_[i].push_back(jobs_[next]);
            place(next + 1);
            parts_[i].pop_back();
            if (parts_[i].empty()) {
                parts_.pop_back();
                return;
            }
        }
    }
    void settle() {
        Minutes sum{0};
        int with_overdue = 0;
        for (const auto& part : parts_) {
            if (!is_allowed(one_, part)) {
                return;
            }
            sum += standing(one_, part);
            with_overdue +=
                std::ranges::any_of(part, [&](const Job& job) { return is_overdue(one_, job); });
        }
        if (with_overdue <= 1) {
            least = std::min(least.value_or(sum), sum);
        }
    }

    const Case& one_;
    std::vector<Job> jobs_;
    std::vector<std::vector<Job>> parts_;
};

// Each job once, on any open day of its visit within its own window, and the sums right.
void check(const Case& one, const due::VisitPlan& plan) {
    std::map<std::string, Job> jobs;
    Minutes alone{0};
    for (const Job& job : one.jobs) {
        jobs.emplace(job.key, job);
        alone += one.terms.each + job.labour;
    }
    for (const auto& key : plan.no_open_day) {
        alone -= one.terms.each + jobs.at(key).labour;
        REQUIRE_FALSE(has_day(one, {jobs.at(key)}));
        jobs.erase(key);
    }
    Minutes sum{0};
    for (const auto& visit : plan.visits) {
        std::vector<Job> together;
        REQUIRE(visit.from <= visit.until);
        REQUIRE(one.terms.opening.is_open(visit.from));
        REQUIRE(one.terms.opening.is_open(visit.until));
        for (const auto& key : visit.jobs) {
            REQUIRE(jobs.contains(key));
            for (Day on = visit.from; on <= visit.until; on += std::chrono::days{1}) {
                REQUIRE(visit.may_be_on(on));
                REQUIRE((!one.terms.opening.is_open(on) || may_be_done_on(one, jobs.at(key), on)));
            }
            together.push_back(jobs.at(key));
            jobs.erase(key);
        }
        REQUIRE(is_allowed(one, together));
        REQUIRE(visit.standing == standing(one, together));
        sum += visit.standing;
    }
    REQUIRE(jobs.empty());
    REQUIRE(plan.standing == sum);
    REQUIRE(plan.saved == alone - sum);
    REQUIRE(plan.saved >= 0min);
}

std::vector<Names> visits_of(const std::vector<Job>& jobs, const VisitTerms& terms = {}) {
    std::vector<Names> visits;
    for (const auto& visit : due::plan_visits(jobs, day(10), terms).visits) {
        visits.push_back(visit.jobs);
    }
    return visits;
}

}  // namespace

TEST_CASE("a bundle is never worse than brute force, and never outside a tolerance", "[visits]") {
    const auto seed = GENERATE(range(0, 600));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    const Case one = random_case(random, 6);
    const auto plan = due::plan_visits(one.jobs, one.today, one.terms);
    check(one, plan);
    CHECK(plan.standing == BruteForce(one).least.value_or(0min));
}

TEST_CASE("however many the jobs, no visit is outside a tolerance", "[visits]") {
    const auto seed = GENERATE(range(0, 100));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    const Case one = random_case(random, 40);
    check(one, due::plan_visits(one.jobs, one.today, one.terms));
}

TEST_CASE("the order in which jobs come changes nothing", "[visits]") {
    const auto seed = GENERATE(range(0, 50));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    Case one = random_case(random, 12);
    const auto plan = due::plan_visits(one.jobs, one.today, one.terms);
    std::ranges::shuffle(one.jobs, random);
    CHECK(due::plan_visits(one.jobs, one.today, one.terms).visits == plan.visits);
}

TEST_CASE("what may be done on one day is one visit, and says what that saves", "[visits]") {
    const auto plan = due::plan_visits(
        {job("oil", 30, 5, 90min), job("grease", 38, 4, 30min), job("brakes", 60, 3)}, day(10));
    REQUIRE(plan.visits.size() == 2);
    CHECK(plan.visits[0] == due::Visit{.from = day(34),
                                       .until = day(35),
                                       .jobs = {"oil", "grease"},
                                       .work = 120min,
                                       .standing = 240min});
    CHECK(plan.saved == 120min);
}

TEST_CASE("the bounds of the tolerances are inclusive", "[visits]") {
    CHECK(visits_of({job("a", 30, 5), job("b", 40, 5)}) == std::vector<Names>{{"a", "b"}});
    CHECK(visits_of({job("a", 30, 5), job("b", 41, 5)}) == std::vector<Names>{{"a"}, {"b"}});
}

TEST_CASE("what is overdue goes at once, and takes along what may come", "[visits]") {
    const auto plan =
        due::plan_visits({job("late", 2, 3), job("near", 12, 3), job("far", 40, 3)}, day(10));
    REQUIRE(plan.visits.size() == 2);
    CHECK(plan.visits[0].jobs == Names{"late", "near"});
    CHECK(plan.visits[0].from == day(10));
    CHECK(plan.visits[0].until == day(10));
    SECTION("on the first open day") {
        const auto monday =
            due::plan_visits({job("late", 2, 3)}, day(13), {.opening = closed_on_sundays()});
        CHECK(monday.visits.at(0).until == day(14));
    }
    SECTION("in one stay, however long, even where two would be shorter in all") {
        CHECK(visits_of({job("a", 2, 3, 10min), job("b", 3, 3, 10min), job("c", 12, 3, 390min),
                         job("d", 12, 3, 390min)},
                        {.longest = 400min}) == std::vector<Names>{{"a", "b"}, {"c"}, {"d"}});
    }
}

TEST_CASE("of two visits a job comes to the one nearer to its day", "[visits]") {
    const Job wide{.key = "wide", .earliest = day(20), .due = day(50), .latest = day(60)};
    CHECK(visits_of({job("early", 22, 2), wide, job("late", 50, 2)}) ==
          std::vector<Names>{{"early"}, {"late", "wide"}});
    SECTION("and of two jobs the one that would lose less to the earlier") {
        const Job soon{"soon", day(15), day(21), day(54), 50min};
        const Job later{"later", day(15), day(50), day(55), 50min};
        CHECK(visits_of({job("early", 20, 0, 50min), job("late", 50, 0, 50min), soon, later},
                        {.longest = 100min}) ==
              std::vector<Names>{{"early", "soon"}, {"late", "later"}});
    }
}

TEST_CASE("a visit's work stays below the bound where the tolerances allow it", "[visits]") {
    const std::vector<Job> jobs = {job("a", 30, 5, 200min), job("b", 31, 5, 200min),
                                   job("c", 32, 5, 200min), job("d", 33, 5, 500min)};
    CHECK(visits_of(jobs).size() == 1);
    CHECK(visits_of(jobs, {.longest = 400min}).size() == 3);
    CHECK(visits_of(jobs, {.mechanics = 2, .longest = 400min}).size() == 2);
}

TEST_CASE("a window without an open day is named, not forgotten", "[visits]") {
    const auto plan = due::plan_visits({job("sunday", 20, 0), job("oil", 20, 1)}, day(10),
                                       {.opening = closed_on_sundays()});
    CHECK(plan.no_open_day == Names{"sunday"});
    REQUIRE(plan.visits.size() == 1);
    CHECK(plan.visits[0].jobs == Names{"oil"});
}

TEST_CASE("without jobs there is no visit", "[visits]") {
    CHECK(due::plan_visits({}, day(10)) == due::VisitPlan{});
}

TEST_CASE("slots are when the truck stands anyway and its workshop is open", "[visits]") {
    due::UsualWeek usual;
    auto& stands = usual.stands;
    const due::Visit visit{
        .from = day(14), .until = day(18), .jobs = {}, .work = 120min, .standing = 180min};
    const due::Opening opening;
    SECTION("it drives always: the first day costs as much as any") {
        const auto slots = due::best_slots(visit, {.opening = opening, .usual = usual});
        REQUIRE(slots.size() == 3);
        CHECK(slots[0] ==
              due::Slot{
                  .day = day(14), .hour = 8, .done_on = day(14), .stay = 180min, .lost = 180min});
        CHECK(slots[2].day == day(16));
    }
    SECTION("it usually stands on Wednesday afternoons") {
        std::fill_n(stands.begin() + 61, 6, 0.75);
        std::fill_n(usual.weeks_known.begin() + 61, 6, 6);
        usual.weeks_known[62] = 5;
        const auto slots = due::best_slots(visit, {.opening = opening, .usual = usual});
        CHECK(slots.at(0) == due::Slot{.day = day(16),
                                       .hour = 13,
                                       .done_on = day(16),
                                       .stay = 180min,
                                       .lost = 45min,
                                       .weeks = 5});
    }
    SECTION("it stands at night, when nobody works") {
        std::fill_n(stands.begin() + 24 + 18, 6, 1.0);
        const auto slots = due::best_slots(visit, {.opening = opening, .usual = usual});
        CHECK(slots.at(0) ==
              due::Slot{
                  .day = day(15), .hour = 16, .done_on = day(15), .stay = 180min, .lost = 120min});
    }
}

TEST_CASE("no slot begins before the truck can be there", "[visits]") {
    const due::Visit visit{
        .from = day(14), .until = day(15), .jobs = {}, .work = 120min, .standing = 120min};
    const due::Opening opening;
    const due::UsualWeek usual;
    const auto slots =
        due::best_slots(visit, {.opening = opening, .usual = usual, .not_before = day(14) + 15h});
    REQUIRE(slots.size() == 2);
    CHECK(slots[0].hour == 15);
    CHECK(slots[1].hour == 8);
    CHECK(due::best_slots(visit, {.opening = opening, .usual = usual, .not_before = day(14) + 18h})
              .size() == 1);
}

TEST_CASE("a slot ends within the visit's days if any can", "[visits]") {
    due::UsualWeek usual;
    auto& stands = usual.stands;
    due::Visit visit{.from = day(14), .until = day(15), .jobs = {}, .work = 15 * 60min};
    visit.standing = visit.work;
    std::fill_n(stands.begin() + 24, 48, 1.0);
    const due::Opening opening;
    const auto slots = due::best_slots(visit, {.opening = opening, .usual = usual});
    REQUIRE(slots.size() == 1);
    CHECK(slots[0].day == day(14));
    CHECK(slots[0].done_on == day(15));
    SECTION("else it begins there") {
        visit.from = day(15);
        CHECK(due::best_slots(visit, {.opening = opening, .usual = usual}).at(0).done_on ==
              day(16));
    }
    SECTION("and not at all where nothing is open") {
        due::Opening closed;
        closed.week.fill({0, 0});
        CHECK(due::best_slots(visit, {.opening = closed, .usual = usual}).empty());
    }
}
