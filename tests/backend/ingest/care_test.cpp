#include "backend/ingest/care/care_round.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/customers/care/tasks.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/due/plans.hpp"
#include "backend/ingest/apply/rebuild.hpp"
#include "backend/ingest/counters.hpp"
#include "backend/ingest/engine.hpp"
#include "backend/store/care/contact_plan.hpp"
#include "backend/store/care/task_rows.hpp"
#include "backend/store/care/timetable_rows.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/metrics.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using make::day;
using make::time;
using Rows = std::vector<std::string>;

namespace {

const CustomerId zhang = CustomerId::from("C1").value();
const CustomerId li = CustomerId::from("C2").value();

truck::Customer customer(const CustomerId& id) {
    return {.id = id, .dealer = DealerId::from("D1").value(), .name = "name of " + id.text()};
}

// A dealer whose days pass.
struct Dealer {
    std::unique_ptr<sql::Connection> connection = support::empty_store();
    metrics::Registry registry;
    ingest::Counters counters{registry};
    std::optional<ingest::Engine> engine{std::in_place, *connection, counters,
                                         ingest::EngineOptions{}};
    Time now = time("2026-06-01T01:00:00Z");

    Dealer() {
        enter({due::Plan{.id = PlanId::from("P1").value(),
                         .version = 1,
                         .items = {{.key = "oil", .every = {.days = 180}}}},
               customer(zhang), customer(li)});
    }
    void enter(const std::vector<store::Fact>& facts) {
        store::append(*connection, facts, now);
        settle();
    }
    void settle() {
        engine->tick(now);
        engine->flush();
        for (int i = 0; i < 5; ++i) {
            engine->tick(now);
        }
    }
    void pass(int days) {
        for (int i = 0; i < days; ++i) {
            now += 24h;
            settle();
        }
    }
    void deliver(const std::string& truck, const CustomerId& to, const std::string& on) {
        enter({truck::TruckRecord{.id = make::truck_id(truck),
                                  .plan = PlanId::from("P1").value(),
                                  .delivered = day(on)},
               truck::Ownership{make::truck_id(truck), to, time(on)}});
    }
    void serviced(const std::string& truck, const std::string& at) {
        enter({due::Completion{.truck = make::truck_id(truck), .item = "oil", .at = time(at)}});
    }
    std::vector<store::StoredTask> tasks(const std::string& truck = "TRUCK001") const {
        return store::tasks_of(*connection, make::truck_id(truck));
    }
    Rows said(const std::string& truck = "TRUCK001") const {
        return support::column(*connection,
                               "SELECT step || ' state ' || state || ' needless ' || needless"
                               " FROM care_tasks WHERE truck = '" +
                                   truck + "' ORDER BY task");
    }
    Result<std::size_t> say(store::TaskNumber task, care::OutcomeKind kind) {
        return store::enter_outcome(
            *connection,
            {.tasks = {task}, .outcome = {.on = day_of(now), .kind = kind, .by = "wang"}}, now);
    }
};

}  // namespace

TEST_CASE("a delivered truck is called about, at once after it was entered", "[care]") {
    Dealer dealer;
    dealer.deliver("TRUCK001", zhang, "2026-06-01");
    const auto tasks = dealer.tasks();
    REQUIRE(tasks.size() == 1);
    CHECK(tasks[0].task.step == "delivery_call");
    CHECK(tasks[0].task.customer == zhang);
    CHECK(tasks[0].task.until == day("2026-06-04"));
    CHECK(tasks[0].planned == day("2026-06-02"));
}

TEST_CASE("what falls due is called about when its days have come, and not once it was done",
          "[care]") {
    Dealer dealer;
    dealer.deliver("TRUCK001", zhang, "2025-12-20");  // due on 2026-06-18
    CHECK(dealer.said().empty());
    dealer.pass(7);
    CHECK(dealer.said() == Rows{"first_service state 0 needless 0"});
    dealer.serviced("TRUCK001", "2026-06-08");
    CHECK(dealer.said() == Rows{"first_service state 2 needless 1"});
    dealer.pass(2);
    CHECK(dealer.said() ==
          Rows{"first_service state 2 needless 1", "after_service state 0 needless 0"});
}

TEST_CASE("a day that was left out is made up for", "[care]") {
    Dealer dealer;
    dealer.deliver("TRUCK001", zhang, "2025-12-20");
    dealer.now += 12 * 24h;
    dealer.settle();
    REQUIRE(dealer.tasks().size() == 1);
    CHECK(dealer.tasks()[0].task.made == day("2026-06-13"));
    CHECK(dealer.tasks()[0].planned == day("2026-06-13"));
}

TEST_CASE(
    "a fleet is called once about what is due of several trucks, and no more than the cap allows",
    "[care]") {
    Dealer dealer;
    dealer.deliver("TRUCK001", zhang, "2026-06-01");
    dealer.deliver("TRUCK002", zhang, "2026-06-01");
    CHECK(dealer.tasks("TRUCK001").at(0).planned == dealer.tasks("TRUCK002").at(0).planned);
    dealer.pass(1);
    REQUIRE(dealer.say(dealer.tasks("TRUCK001").at(0).number, care::OutcomeKind::agreed));
    // The other one was not spoken about: the cap has a day for it only a week later.
    const auto other = dealer.tasks("TRUCK002").at(0);
    CHECK(other.planned == day("2026-06-09"));
    CHECK(other.task.held == day("2026-06-09"));
    CHECK(support::number(*dealer.connection,
                          "SELECT escalates_day FROM care_tasks WHERE truck = 'TRUCK002'") ==
          days_of(day("2026-06-13")));
}

TEST_CASE("an outcome that is said again changes nothing, and another one is refused", "[care]") {
    Dealer dealer;
    dealer.deliver("TRUCK001", zhang, "2026-06-01");
    const auto number = dealer.tasks().at(0).number;
    CHECK(dealer.say(number, care::OutcomeKind::agreed) == std::size_t{1});
    CHECK(dealer.say(number, care::OutcomeKind::agreed) == std::size_t{0});
    const auto other = dealer.say(number, care::OutcomeKind::declined);
    REQUIRE_FALSE(other);
    CHECK(other.error().message ==
          "task " + std::to_string(number) + ": the task is not open any more");
    CHECK(dealer.tasks().at(0).task.outcomes.size() == 1);
    CHECK_FALSE(dealer.say(9999, care::OutcomeKind::agreed));
}

TEST_CASE("of several tasks either all get the outcome, or none does", "[care]") {
    Dealer dealer;
    dealer.deliver("TRUCK001", zhang, "2026-06-01");
    const auto number = dealer.tasks().at(0).number;
    CHECK_FALSE(store::enter_outcome(
        *dealer.connection,
        {.tasks = {number, 9999}, .outcome = {.on = day_of(dealer.now), .by = "wang"}},
        dealer.now));
    CHECK(dealer.tasks().at(0).task.state == care::TaskState::open);
}

TEST_CASE("a new owner is not called about what the one before had waited for", "[care]") {
    Dealer dealer;
    dealer.deliver("TRUCK001", zhang, "2026-06-01");
    dealer.enter({truck::Ownership{make::truck_id("TRUCK001"), li, time("2026-06-02")}});
    dealer.pass(3);
    CHECK(dealer.said() == Rows{"delivery_call state 2 needless 2"});
}

TEST_CASE("a complaint is a task on its own day, and needless once it was answered in its case",
          "[care]") {
    Dealer dealer;
    dealer.deliver("TRUCK001", zhang, "2024-06-10");
    const auto before = dealer.tasks().size();
    const auto about = cases::CaseId::from("B1").value();
    const auto said = [&](const std::string& id, cases::Said what) {
        dealer.enter({cases::TruckEntry{.truck = make::truck_id("TRUCK001"),
                                        .entry = {.at = dealer.now,
                                                  .said = std::move(what),
                                                  .about = about,
                                                  .id = cases::EntryId::from(id).value(),
                                                  .by = "wang"}}});
    };
    said("e1", cases::Opened{.kind = cases::CaseKind::complaint, .words = "too slow"});
    REQUIRE(dealer.tasks().size() == before + 1);
    CHECK(dealer.tasks().back().task.step == "complaint");
    CHECK(dealer.tasks().back().planned == day("2026-06-01"));
    said("e2", cases::Reached{.stage = cases::Stage::answered});
    CHECK(dealer.tasks().back().task.needless == care::Needless::given);
}

TEST_CASE("a service that was taken back contradicts the call about it, which stays", "[care]") {
    Dealer dealer;
    dealer.deliver("TRUCK001", zhang, "2025-01-20");
    dealer.serviced("TRUCK001", "2026-05-30");
    const auto task = dealer.tasks().back();
    REQUIRE(task.task.step == "after_service");
    REQUIRE(dealer.say(task.number, care::OutcomeKind::agreed));
    dealer.enter({due::CompletionVoid{make::truck_id("TRUCK001"), "oil", time("2026-05-30"),
                                      "another truck"}});
    const auto after = store::find_task(*dealer.connection, task.number);
    REQUIRE(after);
    CHECK(after->task.state == care::TaskState::ended);
    CHECK(after->task.contradicted == day("2026-06-01"));
}

TEST_CASE("a timetable that is entered holds for all trucks on the same day", "[care]") {
    Dealer dealer;
    dealer.deliver("TRUCK001", zhang, "2026-06-01");
    care::Timetable own = care::built_in_timetable();
    own.version = 3;
    std::erase_if(own.rules,
                  [](const care::CareRule& rule) { return rule.key == "delivery_call"; });
    {
        sql::Transaction transaction(*dealer.connection);
        store::put_timetable(*dealer.connection, own, dealer.now);
        transaction.commit();
    }
    CHECK(store::timetable_in_force(*dealer.connection) == own);
    dealer.settle();
    CHECK(dealer.said() == Rows{"delivery_call state 2 needless 3"});
}

TEST_CASE("the end of a warranty of the whole truck is an occasion, that of a system is none",
          "[care]") {
    Dealer dealer;
    dealer.deliver("TRUCK001", zhang, "2025-12-20");
    const auto warrant = [&](const std::string& id, const std::string& until,
                             std::vector<std::string> systems) {
        dealer.enter({customers::TruckPaper{.truck = make::truck_id("TRUCK001"),
                                            .paper = {.id = customers::PaperId::from(id).value(),
                                                      .kind = customers::PaperKind::warranty,
                                                      .from = day("2025-12-20"),
                                                      .until = day(until),
                                                      .systems = std::move(systems)}}});
    };
    warrant("W1", "2026-06-30", {"engine"});
    dealer.pass(1);
    CHECK(dealer.said().empty());
    warrant("W2", "2026-06-25", {});
    dealer.pass(1);
    CHECK(dealer.said() == Rows{"warranty_ends state 0 needless 0"});
    CHECK(dealer.tasks().at(0).task.day == day("2026-06-25"));
}

TEST_CASE("a rebuild touches no task", "[care]") {
    Dealer dealer;
    dealer.deliver("TRUCK001", zhang, "2026-06-01");
    REQUIRE(dealer.say(dealer.tasks().at(0).number, care::OutcomeKind::agreed));
    const auto before = dealer.tasks();
    dealer.engine.reset();
    ingest::rebuild(*dealer.connection);
    dealer.engine.emplace(*dealer.connection, dealer.counters, ingest::EngineOptions{});
    dealer.settle();
    CHECK(dealer.tasks() == before);
    CHECK(support::number(*dealer.connection, "SELECT COUNT(*) FROM care_waiting") == 0);
}
