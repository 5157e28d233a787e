#include "backend/customers/care/tasks.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "backend/customers/care/occasions.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using care::Known;
using care::Needless;
using care::Occasion;
using care::OccasionKind;
using care::Outcome;
using care::OutcomeKind;
using care::Task;
using care::TaskState;
using make::day;

namespace {

const care::Timetable& timetable = care::built_in_timetable();

CustomerId customer(const std::string& text) {
    return CustomerId::from(text).value();
}

Known known(std::vector<Occasion> occasions) {
    return {.occasions = std::move(occasions), .customer = customer("C001")};
}

Occasion oil_due(const std::string& when) {
    return {OccasionKind::service_due, "oil after 2026-01-10", day(when)};
}

const Occasion delivered{OccasionKind::delivery, "2026-06-01", day("2026-06-01")};

std::vector<Task> tasks_on(const Known& what, const std::string& today) {
    std::vector<Task> tasks;
    care::take(tasks, what, timetable, day(today));
    return tasks;
}

void enter(Task& task, OutcomeKind kind, const std::string& on,
           std::optional<Day> again = std::nullopt) {
    REQUIRE(care::enter(task, {.on = day(on), .kind = kind, .again = again, .by = "li"},
                        timetable.persistence, day(on)));
}

care::Standing standing(const Task& task, const std::string& today) {
    return care::standing(task, timetable.persistence, day(today));
}

}  // namespace

TEST_CASE("a task is made when its first day has come, not before") {
    CHECK(tasks_on(known({oil_due("2026-07-20")}), "2026-07-09").empty());
    const auto tasks = tasks_on(known({oil_due("2026-07-20")}), "2026-07-10");
    REQUIRE(tasks.size() == 1);
    CHECK(tasks[0].rule == "service_due");
    CHECK(tasks[0].on == day("2026-07-13"));
    CHECK(tasks[0].until == day("2026-07-20"));
    CHECK_FALSE(standing(tasks[0], "2026-07-12").is_due);
    CHECK(standing(tasks[0], "2026-07-13").is_due);
    CHECK_FALSE(standing(tasks[0], "2026-07-20").is_overdue);
    CHECK(standing(tasks[0], "2026-07-21").is_overdue);
}

TEST_CASE("what comes to us late is still called about, what is long past is not") {
    CHECK(tasks_on(known({delivered}), "2026-07-04").size() == 1);  // 3 and 30 days
    CHECK(tasks_on(known({delivered}), "2026-07-05").empty());
}

TEST_CASE("taken again, nothing changes") {
    std::vector<Task> tasks = tasks_on(known({delivered}), "2026-06-02");
    CHECK_FALSE(care::take(tasks, known({delivered}), timetable, day("2026-06-03")));
    CHECK(tasks.size() == 1);
}

TEST_CASE("an occasion that is named twice makes one task") {
    CHECK(tasks_on(known({delivered, delivered}), "2026-06-02").size() == 1);
}

TEST_CASE("a task moves with the day that it is about, until somebody has ended it") {
    std::vector<Task> tasks = tasks_on(known({oil_due("2026-07-20")}), "2026-07-10");
    CHECK(care::take(tasks, known({oil_due("2026-08-20")}), timetable, day("2026-07-11")));
    REQUIRE(tasks.size() == 1);
    CHECK(tasks[0].on == day("2026-08-13"));
    enter(tasks[0], OutcomeKind::agreed, "2026-07-12");
    care::take(tasks, known({oil_due("2026-09-20")}), timetable, day("2026-07-13"));
    CHECK(tasks[0].on == day("2026-08-13"));
}

TEST_CASE("what was done before anybody called made the call needless, and is no contradiction") {
    std::vector<Task> tasks = tasks_on(known({oil_due("2026-07-20")}), "2026-07-10");
    care::take(tasks, known({}), timetable, day("2026-07-12"));
    CHECK(tasks[0].state == TaskState::needless);
    CHECK(tasks[0].needless == Needless::gone);
    CHECK(tasks[0].ended == day("2026-07-12"));
    CHECK_FALSE(tasks[0].contradicted);
    // The completion was a mistake: it is to be done again.
    care::take(tasks, known({oil_due("2026-07-20")}), timetable, day("2026-07-14"));
    REQUIRE(tasks.size() == 1);
    CHECK(tasks[0].state == TaskState::open);
    CHECK(tasks[0].needless == Needless::none);
    CHECK_FALSE(tasks[0].ended);
}

TEST_CASE("a call about what had never been is marked, not erased") {
    std::vector<Task> tasks = tasks_on(known({delivered}), "2026-06-02");
    enter(tasks[0], OutcomeKind::agreed, "2026-06-02");
    const Task called = tasks[0];
    care::take(tasks, known({}), timetable, day("2026-06-05"));
    REQUIRE(tasks.size() == 1);
    CHECK(tasks[0].contradicted == day("2026-06-05"));
    CHECK(tasks[0].outcomes == called.outcomes);
    CHECK(tasks[0].state == TaskState::ended);
    care::take(tasks, known({}), timetable, day("2026-06-09"));
    CHECK(tasks[0].contradicted == day("2026-06-05"));
    care::take(tasks, known({delivered}), timetable, day("2026-06-10"));
    CHECK(tasks[0] == called);
}

TEST_CASE("a truck that is sold leaves its old owner alone, and the new one is called") {
    std::vector<Task> tasks = tasks_on(known({oil_due("2026-07-20")}), "2026-07-10");
    Known sold = known({oil_due("2026-07-20")});
    sold.customer = customer("C002");
    care::take(tasks, sold, timetable, day("2026-07-12"));
    REQUIRE(tasks.size() == 2);
    CHECK(tasks[0].needless == Needless::other_owner);
    CHECK(tasks[1].customer == customer("C002"));
    CHECK(tasks[1].state == TaskState::open);
}

TEST_CASE("a customer who becomes a VIP keeps his task, with the days of his new rule") {
    std::vector<Task> tasks = tasks_on(known({oil_due("2026-07-20")}), "2026-07-10");
    Known vip = known({oil_due("2026-07-20")});
    vip.audience.tier = truck::Tier::vip;
    care::take(tasks, vip, timetable, day("2026-07-11"));
    REQUIRE(tasks.size() == 1);
    CHECK(tasks[0].rule == "service_due_vip");
    CHECK(tasks[0].on == day("2026-07-06"));
    CHECK(tasks[0].state == TaskState::open);
}

TEST_CASE("a timetable without the step makes its open tasks needless, and says so") {
    std::vector<Task> tasks = tasks_on(known({delivered}), "2026-06-02");
    care::Timetable other = timetable;
    std::erase_if(other.rules, [](const care::CareRule& rule) {
        return rule.occasion == OccasionKind::delivery;
    });
    care::take(tasks, known({delivered}), other, day("2026-06-03"));
    CHECK(tasks[0].needless == Needless::rule_gone);
    CHECK_FALSE(tasks[0].contradicted);
}

TEST_CASE("nobody answered: again in two days, and after three tries the manager hears of it") {
    std::vector<Task> tasks = tasks_on(known({delivered}), "2026-06-01");
    Task& task = tasks[0];
    enter(task, OutcomeKind::not_reached, "2026-06-01");
    CHECK_FALSE(standing(task, "2026-06-02").is_due);
    CHECK(standing(task, "2026-06-03").is_due);
    enter(task, OutcomeKind::not_reached, "2026-06-03");
    CHECK_FALSE(standing(task, "2026-06-05").is_escalated);
    enter(task, OutcomeKind::not_reached, "2026-06-05");
    CHECK(standing(task, "2026-06-05").is_escalated);
    CHECK(task.state == TaskState::open);
}

TEST_CASE("the day that the customer named counts, also past the last day of the rule") {
    std::vector<Task> tasks = tasks_on(known({delivered}), "2026-06-01");
    enter(tasks[0], OutcomeKind::call_again, "2026-06-01", day("2026-06-20"));
    CHECK_FALSE(standing(tasks[0], "2026-06-19").is_due);
    CHECK(standing(tasks[0], "2026-06-19").next == day("2026-06-20"));
    CHECK(standing(tasks[0], "2026-06-20").is_due);
    CHECK_FALSE(standing(tasks[0], "2026-06-20").is_overdue);
    CHECK(standing(tasks[0], "2026-06-21").is_overdue);
}

TEST_CASE("what nobody does, and what nobody can do, escalates") {
    std::vector<Task> tasks = tasks_on(known({delivered}), "2026-06-01");
    CHECK_FALSE(standing(tasks[0], "2026-06-07").is_escalated);
    CHECK(standing(tasks[0], "2026-06-08").is_escalated);  // until the 4th, and three days
    Known nobody = known({delivered});
    nobody.customer.reset();
    CHECK(standing(tasks_on(nobody, "2026-06-01")[0], "2026-06-01").is_escalated);
    enter(tasks[0], OutcomeKind::wrong_number, "2026-06-01");
    CHECK(standing(tasks[0], "2026-06-01").is_escalated);
}

TEST_CASE("an outcome that cannot be is refused, and changes nothing") {
    std::vector<Task> tasks = tasks_on(known({delivered}), "2026-06-02");
    Task& task = tasks[0];
    const Task before = task;
    const Day today = day("2026-06-02");
    const auto refused = [&](const Outcome& outcome) {
        const auto entered = care::enter(task, outcome, timetable.persistence, today);
        return entered ? std::string{} : entered.error().message;
    };
    CHECK(refused({.on = day("2026-06-03")}) ==
          "the call is said to have been on 2026-06-03, which is to come");
    CHECK(refused({.on = today, .kind = OutcomeKind::call_again}) ==
          "call_again needs the day on which to call");
    CHECK(refused({.on = today, .again = day("2026-06-09")}) ==
          "only call_again has a day on which to call");
    CHECK(refused({.on = today, .kind = OutcomeKind::call_again, .again = today}) ==
          "the next call must be after this one, on 2026-06-02");
    CHECK(task == before);
    enter(task, OutcomeKind::not_needed, "2026-06-02");
    CHECK(refused({.on = today}) == "the task is not open any more");
}

// Days on which nothing ran, moving forecasts, sales and outcomes in any order.
TEST_CASE("whatever happens, an occasion is called about once, and no task disappears") {
    for (unsigned seed = 1; seed <= 400; ++seed) {
        std::mt19937 random(seed);
        const auto draw = [&random](int most) {
            return std::uniform_int_distribution<int>(0, most)(random);
        };
        std::vector<Task> tasks;
        Known now = known({});
        Day today = day("2026-01-01");
        for (int step = 0; step < 120; ++step) {
            today += std::chrono::days{draw(4)};
            if (draw(9) == 0) {
                now.customer = customer("C00" + std::to_string(1 + draw(1)));
            }
            if (draw(9) == 0) {
                now.audience.tier = draw(1) == 0 ? truck::Tier::ordinary : truck::Tier::vip;
            }
            now.occasions.clear();
            for (int i = draw(3); i > 0; --i) {
                now.occasions.push_back({static_cast<OccasionKind>(draw(10)),
                                         std::to_string(draw(4)),
                                         today + std::chrono::days{draw(60) - 30}});
            }
            const std::vector<Task> before = tasks;
            care::take(tasks, now, timetable, today);
            REQUIRE(tasks.size() >= before.size());
            for (std::size_t i = 0; i < before.size(); ++i) {
                REQUIRE(tasks[i].which == before[i].which);
                REQUIRE(tasks[i].outcomes == before[i].outcomes);
                if (before[i].state == TaskState::ended) {
                    REQUIRE(tasks[i].state == TaskState::ended);
                }
            }
            std::set<std::tuple<std::string, OccasionKind, std::string, std::string>> seen;
            for (Task& task : tasks) {
                REQUIRE(seen.emplace(task.step, task.kind, task.which,
                                     task.customer ? task.customer->text() : "")
                            .second);
                REQUIRE(task.from <= task.on);
                REQUIRE(task.on <= task.until);
                REQUIRE((task.state == TaskState::open) == !task.ended.has_value());
                if (task.state == TaskState::open) {
                    REQUIRE(task.customer == now.customer);
                    if (draw(5) == 0) {
                        (void)care::enter(task,
                                          {.on = today, .kind = static_cast<OutcomeKind>(draw(6))},
                                          timetable.persistence, today);
                    }
                }
            }
        }
    }
}

TEST_CASE("what was given otherwise needs no call, and nothing is contradicted by it") {
    Occasion complaint{OccasionKind::complaint, "case B1", day("2026-06-01")};
    auto tasks = tasks_on(known({complaint}), "2026-06-01");
    REQUIRE(tasks.size() == 1);
    complaint.is_over = true;
    care::take(tasks, known({complaint}), timetable, day("2026-06-02"));
    CHECK(tasks[0].state == TaskState::needless);
    CHECK(tasks[0].needless == Needless::given);
    CHECK_FALSE(tasks[0].contradicted);
    CHECK(tasks_on(known({complaint}), "2026-06-02").empty());
}

TEST_CASE("a service that is so long ago that it is forgotten contradicts nothing") {
    const Occasion service{OccasionKind::after_service, "2026-06-01", day("2026-06-01")};
    auto tasks = tasks_on(known({service}), "2026-06-04");
    REQUIRE(tasks.size() == 1);
    enter(tasks[0], OutcomeKind::agreed, "2026-06-04");
    Known later = known({});
    later.remembered_from = day("2026-06-02");
    care::take(tasks, later, timetable, day("2026-12-01"));
    CHECK_FALSE(tasks[0].contradicted);
    later.remembered_from = day("2026-06-01");
    care::take(tasks, later, timetable, day("2026-12-01"));
    CHECK(tasks[0].contradicted == day("2026-12-01"));
}

TEST_CASE("a task for which the cap left no day escalates only after the day that it leaves") {
    auto tasks = tasks_on(known({oil_due("2026-07-20")}), "2026-07-10");
    REQUIRE(tasks.size() == 1);
    CHECK(care::escalates_on(tasks[0], timetable.persistence) == day("2026-07-24"));
    tasks[0].held = day("2026-07-25");
    CHECK_FALSE(standing(tasks[0], "2026-07-28").is_escalated);
    CHECK(standing(tasks[0], "2026-07-29").is_escalated);
}

TEST_CASE("a task that was made late escalates only some days after it was made") {
    auto tasks = tasks_on(known({delivered}), "2026-06-20");
    REQUIRE(tasks.size() == 1);
    CHECK(standing(tasks[0], "2026-06-20").is_overdue);
    CHECK_FALSE(standing(tasks[0], "2026-06-23").is_escalated);
    CHECK(standing(tasks[0], "2026-06-24").is_escalated);
}

TEST_CASE("a call that was put off is wished for from the day that the customer named") {
    auto tasks = tasks_on(known({oil_due("2026-07-20")}), "2026-07-10");
    enter(tasks.at(0), OutcomeKind::call_again, "2026-07-10", day("2026-07-28"));
    const care::Wish wish = care::wish_of(tasks[0], timetable);
    CHECK(wish.from == day("2026-07-28"));
    CHECK(wish.on == day("2026-07-28"));
    CHECK(wish.until == day("2026-07-28"));
    CHECK(wish.priority == 50);
}
