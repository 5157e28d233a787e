#include "backend/store/care/campaign_rows.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "backend/customers/care/tasks.hpp"
#include "backend/customers/care/trial.hpp"
#include "backend/ingest/counters.hpp"
#include "backend/ingest/engine.hpp"
#include "backend/store/care/care_of_truck.hpp"
#include "backend/store/care/task_rows.hpp"
#include "backend/store/care/timetable_rows.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/metrics.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "tests/backend/ingest/sender.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using make::time;
using Rows = std::vector<std::string>;

namespace {

// Three trucks: one of another model, one that had faults in January 2026.
struct Shop {
    std::unique_ptr<sql::Connection> database = support::empty_store();
    metrics::Registry registry;
    ingest::Counters counters{registry};
    ingest::Engine engine{*database, counters};
    Time now = time("2026-06-01T01:00:00Z");

    Shop() {
        std::vector<store::Fact> facts = {truck::Customer{.id = CustomerId::from("C1").value(),
                                                          .dealer = DealerId::from("D1").value(),
                                                          .name = "Zhang",
                                                          .tier = truck::Tier::vip}};
        for (const std::string id : {"TRUCK001", "TRUCK002", "TRUCK003"}) {
            facts.emplace_back(truck::TruckRecord{.id = make::truck_id(id),
                                                  .model = id == "TRUCK003" ? "T9" : "T7",
                                                  .delivered = make::day("2024-01-01")});
            facts.emplace_back(truck::Ownership{make::truck_id(id), CustomerId::from("C1").value(),
                                                time("2024-01-01")});
        }
        store::append(*database, facts, now);
        engine.take({{ingest::batch(make::truck_id("TRUCK002"), Stream::events, 1, 5)}}, now);
        settle();
    }
    void settle() {
        for (int i = 0; i < 4; ++i) {
            engine.tick(now);
            engine.flush();
        }
    }
    Rows chosen(const store::Cohort& wanted) {
        Rows all;
        for (const auto& one : store::cohort(*database, wanted)) {
            all.push_back(one.truck.text());
        }
        return all;
    }
    auto start(const std::string& id, const store::Cohort& wanted) {
        return store::start_campaign(*database,
                                     {.id = id,
                                      .day = day_of(now),
                                      .script_zh = "雨季检查",
                                      .script_en = "before the rains",
                                      .by = "wang"},
                                     wanted, now);
    }
};

}  // namespace

TEST_CASE("a cohort is chosen by what the trucks are and what was wrong with them", "[campaign]") {
    Shop shop;
    CHECK(shop.chosen({}) == Rows{"TRUCK001", "TRUCK002", "TRUCK003"});
    CHECK(shop.chosen({.model = "T7"}) == Rows{"TRUCK001", "TRUCK002"});
    CHECK(shop.chosen({.spn = 103}) == Rows{"TRUCK002"});
    CHECK(shop.chosen({.spn = 103, .fault_since = time("2026-02-01")}).empty());
    CHECK(shop.chosen({.spn = 100}).empty());
    CHECK(shop.chosen({.spn = 999}).empty());
    CHECK(shop.chosen({.tier = 1}).size() == 3);
    CHECK(shop.chosen({.tier = 0}).empty());
    CHECK(shop.chosen({.delivered_until = make::day("2023-12-31")}).empty());
}

TEST_CASE("a campaign makes a task a truck, in one contact, and ends with it", "[campaign]") {
    Shop shop;
    CHECK(shop.start("rains", {.model = "T7"}) == std::size_t{2});
    shop.settle();
    const auto tasks = store::tasks_of(*shop.database, make::truck_id("TRUCK001"));
    REQUIRE(tasks.size() == 1);
    CHECK(tasks[0].task.kind == care::OccasionKind::campaign);
    CHECK(tasks[0].task.which == "rains");
    CHECK(support::column(*shop.database, "SELECT DISTINCT planned_day FROM care_tasks").size() ==
          1);
    CHECK(store::tasks_of(*shop.database, make::truck_id("TRUCK003")).empty());
    CHECK_FALSE(shop.start("rains", {}));
    CHECK(store::withdraw_campaign(*shop.database, "rains", shop.now) == std::size_t{2});
    shop.settle();
    CHECK(store::tasks_of(*shop.database, make::truck_id("TRUCK001"))[0].task.state ==
          care::TaskState::needless);
    CHECK_FALSE(store::withdraw_campaign(*shop.database, "rains", shop.now));
}

TEST_CASE("a campaign without words, or about nobody, is refused", "[campaign]") {
    Shop shop;
    CHECK_FALSE(shop.start("rains", {.model = "T1"}));
    CHECK_FALSE(store::start_campaign(*shop.database,
                                      {.id = "rains", .day = day_of(shop.now), .script_zh = "雨季"},
                                      {}, shop.now));
    CHECK_FALSE(shop.start("", {}));
    CHECK(support::number(*shop.database, "SELECT COUNT(*) FROM care_campaigns") == 0);
}

TEST_CASE("a trial reads what is known of all trucks", "[campaign]") {
    Shop shop;
    REQUIRE(shop.start("rains", {.model = "T7"}));
    const auto timetable = store::timetable_in_force(*shop.database);
    const auto past = store::past_occasions(*shop.database, timetable, shop.now);
    REQUIRE(past.size() == 3);
    const auto trial =
        care::tried(past, timetable, day_of(shop.now), day_of(shop.now) + std::chrono::days{30});
    CHECK(trial.tasks.at("campaign") == 2);
    CHECK(trial.contacts == 1);
}
