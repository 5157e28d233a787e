#include "backend/commands/dry_run/dry_run.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "backend/commands/dry_run/comparison.hpp"
#include "backend/commands/dry_run/history.hpp"
#include "backend/commands/dry_run/report.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/list/compliance.hpp"
#include "backend/due/plans.hpp"
#include "backend/exchange/words.hpp"
#include "backend/ingest/apply/applier.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using namespace roadworthy::backend;

namespace {

constexpr std::int64_t km = 1000;
constexpr std::int64_t km_a_day = 400;
constexpr int today = 160;

Time day(int number, int hours = 0) {
    return make::time("2026-01-01") + std::chrono::days{number} + std::chrono::hours{hours};
}

due::Plan oil(std::int64_t every_km) {
    return {.id = PlanId::from("P").value(),
            .items = {{.key = "oil",
                       .every = {.distance_m = every_km * km},
                       .tolerance = {.distance_m = 1'000 * km},
                       .labour_minutes = 90}},
            .selector = due::Selector{.models = {"T7H"}}};
}

// A truck that goes by the template and drives 400 km a day; its oil was changed at 40,000 km, on
// day 100. Another one, of which no plan says anything.
// By the day on which it is entered.
std::vector<std::vector<store::Fact>> life() {
    const TruckId truck = make::truck_id();
    std::vector<std::vector<store::Fact>> days(today + 1);
    days.front() = {
        oil(40'000),
        truck::TruckRecord{
            .id = truck, .model = "T7H", .workshop = "W1", .delivered = day_of(day(0))},
        truck::TruckRecord{
            .id = make::truck_id("TRUCK002"), .model = "T5G", .delivered = day_of(day(0))}};
    for (int number = 0; number <= today; ++number) {
        auto& facts = days.at(static_cast<std::size_t>(number));
        facts.emplace_back(due::DayTick{.day = day_of(day(number)), .numbers = {}});
        facts.emplace_back(truck::ManualReading{
            .truck = truck, .at = day(number), .value = number * km_a_day * km, .by = "Li"});
        if (number == 100) {
            facts.emplace_back(due::Completion{.truck = truck, .item = "oil", .at = day(number)});
        }
    }
    return days;
}

void live(sql::Connection& database) {
    int number = 0;
    for (const auto& facts : life()) {
        store::append(database, facts, day(number++));
    }
    ingest::Applier applier(database, store::Version::live);
    while (applier.catch_up(store::last_position(database), 1000)) {
    }
    applier.flush();
}

// Every 20,000 km, from version 2 on.
const std::string shorter =
    "plan,version,item,every_km,tolerance_km,labour_min,for_model\nP,2,oil,20000,1000,60,T7H\n";

DryRun run(const std::string& plans) {
    const auto copy = support::empty_store();
    live(*copy);
    return dry_run(*copy, plans, day(today, 1));
}

std::uint64_t items(const DueSums& sums, due::DueState state) {
    return sums.by_state.at(static_cast<std::size_t>(state));
}

std::uint64_t completions(const DryRun& run, due::Verdict before, due::Verdict after) {
    return run.history.verdicts.at("oil")
        .at(static_cast<std::size_t>(before))
        .at(static_cast<std::size_t>(after));
}

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("a shorter interval is known to move a truck's date by fifty days", "[dry_run]") {
    const DryRun found = run(shorter);
    CHECK(found.plans == std::vector<std::string>{"P 2"});
    CHECK(found.trucks_touched == 1);
    CHECK(found.trucks_moved == 0);
    CHECK(items(found.due.before(), due::DueState::not_due) == 1);
    CHECK(items(found.due.after(), due::DueState::overdue) == 1);
    CHECK(found.due.newly_overdue() == 1);
    REQUIRE(found.due.named().size() == 1);
    CHECK(found.due.named().front() == NewlyOverdue{"TRUCK001", "oil", day_of(day(150))});
}

TEST_CASE("the load moves to the week in which it would fall", "[dry_run]") {
    const DryRun found = run(shorter);
    REQUIRE(found.due.before().load.size() == 1);
    REQUIRE(found.due.after().load.size() == 1);
    const auto& [week_before, before] = *found.due.before().load.begin();
    const auto& [week_after, after] = *found.due.after().load.begin();
    // By 80,000 km on day 200, a Monday's week; overdue work is carried in the present week.
    CHECK(week_before.first <= day_of(day(200)));
    CHECK(day_of(day(200)) < week_before.first + std::chrono::days{7});
    CHECK(week_after.first <= day_of(day(today)));
    CHECK(day_of(day(today)) < week_after.first + std::chrono::days{7});
    CHECK(week_after.second == "W1");
    CHECK(before.labour_minutes == 90);
    CHECK(after.labour_minutes == 60);
    CHECK(after.trucks.size() == 1);
}

TEST_CASE("each service of the history is judged by the old rule and by the new one", "[dry_run]") {
    const DryRun found = run(shorter);
    CHECK(found.history.from == day_of(day(0)));
    CHECK(completions(found, due::Verdict::on_time, due::Verdict::late) == 1);
    CHECK(completions(run("plan,version,item,every_km,tolerance_km,for_model\n"
                          "P,2,oil,60000,1000,T7H\n"),
                      due::Verdict::on_time, due::Verdict::early) == 1);
}

TEST_CASE("what was told is told again, with the candidate in force from the beginning",
          "[dry_run]") {
    const DryRun found = run(shorter);
    REQUIRE(found.history.before.size() == 1);
    REQUIRE(found.history.after.size() == 1);
    const due::Scorecard& before = found.history.before.front().scorecard;
    const due::Scorecard& after = found.history.after.front().scorecard;
    CHECK(before.all.count > 5);
    CHECK(after.all.count > 5);
    CHECK(before != after);  // other targets were asked for
    CHECK(after.all.mean_error_days().value() <
          2);  // with the first weeks, in which nobody knows its rate
}

TEST_CASE("a template that takes in more trucks touches those that it gains", "[dry_run]") {
    const DryRun found =
        run("plan,version,item,every_km,tolerance_km,labour_min,for_model\n"
            "P,2,oil,40000,1000,90,T7H;T5G\n");
    CHECK(found.trucks_touched == 1);
    CHECK(found.trucks_moved == 1);
    CHECK(found.due.newly_overdue() == 0);
}

TEST_CASE("what is in force already changes nothing", "[dry_run]") {
    const DryRun found =
        run("plan,version,item,every_km,tolerance_km,labour_min,for_model\n"
            "P,1,oil,40000,1000,90,T7H\n");
    CHECK(found.plans.empty());
    CHECK(found.trucks_touched == 0);
    CHECK(found.history.before.front().scorecard == found.history.after.front().scorecard);
}

TEST_CASE("a file that an import would refuse is refused with its line", "[dry_run]") {
    CHECK_THROWS_WITH(run("plan,version,item,every_km\nP,1,oil,20000\n"),
                      Catch::Contains("line 2") && Catch::Contains("higher"));
    CHECK_THROWS_AS(run("plan,version,item,every_km\nP,2,oil,often\n"), Refused);
}

TEST_CASE("the served database is byte for byte the same afterwards", "[dry_run]") {
    const support::TempFolder folder;
    const Files files{.database = folder / "served.db", .copy = folder / "copy.db"};
    {
        const auto database = sql::open_sqlite(files.database, {});
        store::migrate(*database);
        live(*database);
    }
    const std::string before = bytes_of(files.database);
    CHECK(dry_run(files, shorter, day(today, 1)).trucks_touched == 1);
    CHECK(bytes_of(files.database) == before);
    CHECK(bytes_of(files.copy) != before);
}

TEST_CASE("the report says all of it, in both languages", "[dry_run]") {
    const DryRun found = run(shorter);
    const auto json = dry_run_json(found);
    CHECK(json["states"]["before"]["not_due"] == 1);
    CHECK(json["states"]["after"]["overdue"] == 1);
    CHECK(json["newly_overdue_first"][0]["expected_on"] == iso(day_of(day(150))));
    CHECK(json["load"].size() == 2);
    CHECK(json["history"]["completions"]["oil"]["before"]["on_time"] == 1);
    CHECK(json["history"]["completions"]["oil"]["after"]["late"] == 1);
    CHECK_THAT(dry_run_text(found, exchange::Language::en), Catch::Contains("newly overdue: 1"));
    CHECK_THAT(dry_run_text(found, exchange::Language::zh), Catch::Contains("新增超期: 1"));
}
