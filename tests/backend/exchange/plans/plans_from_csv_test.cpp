#include "backend/exchange/plans/plans_from_csv.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "backend/due/plans.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::exchange;

namespace {

template <class Fact>
Fact only(const FileFacts& file) {
    for (const RowError& error : file.errors) {
        FAIL_CHECK(error.line << ": " << error.column << ": " << error.reason);
    }
    REQUIRE(file.rows.size() == 1);
    REQUIRE(file.rows[0].facts.size() == 1);
    return std::get<Fact>(file.rows[0].facts[0]);
}

}  // namespace

TEST_CASE("an item of a plan is read with all that the file says", "[facts]") {
    const auto plan = only<due::Plan>(plans_from_csv(
        "plan,version,item,every_km,every_l,tolerance_days,early_km,early_l,counting,season,bring,"
        "parts,service_component\n"
        "P,1,oil,20000,6000.5,10,1500,400,anniversary,south 04-01; * 02-29,行驶证;keys ;,"
        "LF9080; CI-4 x 42.5,3\n"));
    CHECK(plan.items ==
          std::vector{due::PlanItem{.key = "oil",
                                    .every = {.distance_m = 20'000'000, .fuel_used_ml = 6'000'500},
                                    .tolerance = {.days = 10},
                                    .early = {.distance_m = 1'500'000, .fuel_used_ml = 400'000},
                                    .counting = due::Counting::anniversary,
                                    .seasons = {{"south", 4, 1}, {"", 2, 29}},
                                    .bring = {"行驶证", "keys"},
                                    .parts = {{"LF9080", 1000}, {"CI-4", 42'500}},
                                    .service_component = 3}});
}

TEST_CASE("a season alone makes an item", "[facts]") {
    CHECK(only<due::Plan>(plans_from_csv("plan,version,item,season\nP,1,battery,* 11-01\n"))
              .items.size() == 1);
}

TEST_CASE("the first line of a plan says for which trucks it is the template", "[facts]") {
    const std::string head =
        "plan,version,item,every_km,for_model,for_engine,for_segment,for_duty\n";
    const auto selector = [&](const std::string& lines) {
        return only<due::Plan>(plans_from_csv(head + lines)).selector;
    };
    CHECK(selector("P,1,oil,5,,,,\n") == std::nullopt);
    CHECK(selector("P,1,oil,5,*,,,\n") == due::Selector{});
    CHECK(selector("P,1,oil,5,T7H; T5G,,*,construction\nP,1,belt,9,,,,\n") ==
          due::Selector{.models = {"T7H", "T5G"}, .duties = {"construction"}});
    CHECK(selector("P,1,oil,5,,MC11,,\nP,1,belt,9,,MC11,,\n") ==
          due::Selector{.engines = {"MC11"}});
    const auto line = GENERATE(as<std::string>{}, "P,1,belt,9,T5G,,,", "P,1,belt,9,*;T7H,,,");
    const FileFacts file = plans_from_csv(head + "P,1,oil,5,T7H,,,\n" + line + '\n');
    CHECK(file.rows.empty());
    REQUIRE(file.errors.size() == 2);
    CHECK(file.errors[0].column == "for_model");
    CHECK(file.errors[0].line == 3);
}

TEST_CASE("what is different for one truck is read, and what is empty stays the plan's",
          "[facts]") {
    const auto change = only<due::ItemOverride>(overrides_from_csv(
        "truck,item,from,excluded,every_km,early_days,counting,due_on,note,name_zh,name_en\n"
        "TRUCK001,inspection,2026-01-01,no,,30,anniversary,2027-03-01,by the papers,年检,"
        "inspection\n"));
    CHECK(change == due::ItemOverride{.truck = make::truck_id("TRUCK001"),
                                      .item = "inspection",
                                      .from = make::time("2026-01-01"),
                                      .early = due::Interval{.days = 30},
                                      .counting = due::Counting::anniversary,
                                      .due_on = make::day("2027-03-01"),
                                      .note = "by the papers",
                                      .name_zh = "年检",
                                      .name_en = "inspection"});
    CHECK(only<due::ItemOverride>(
              overrides_from_csv("truck,item,from,excluded\nTRUCK001,oil,2026-01-01,yes\n"))
              .is_excluded);
}

TEST_CASE("a service that was not done is voided", "[facts]") {
    const auto voided =
        only<due::CompletionVoid>(facts_from_csv(FileKind::services,
                                                 "truck,item,done_at,odometer_km,note,void\n"
                                                 "TRUCK001,oil,2026-01-01,5,another truck,yes\n",
                                                 make::time("2026-11-22")));
    CHECK(voided == due::CompletionVoid{.truck = make::truck_id("TRUCK001"),
                                        .item = "oil",
                                        .at = make::time("2026-01-01"),
                                        .reason = "another truck"});
}

TEST_CASE("a wrong value is named by its column", "[facts]") {
    const auto row = GENERATE(table<std::string, std::string>({
        {"season", "south"},
        {"season", "04-01"},
        {"season", "south 02-30"},
        {"parts", "CI-4 x many"},
        {"service_component", "251"},
        {"counting", "sometimes"},
        {"early_km", "-1"},
    }));
    const auto& [column, value] = row;
    INFO(column << ' ' << value);
    const FileFacts file =
        plans_from_csv("plan,version,item,every_days," + column + "\nP,1,oil,5," + value + '\n');
    CHECK(file.rows.empty());
    REQUIRE_FALSE(file.errors.empty());
    CHECK(file.errors[0].line == 2);
    CHECK(file.errors[0].column == column);
}

TEST_CASE("an override without a time from which it holds is refused", "[facts]") {
    const FileFacts file = overrides_from_csv("truck,item,from\nTRUCK001,oil,\n");
    CHECK(file.rows.empty());
    REQUIRE(file.errors.size() == 1);
    CHECK(file.errors[0].column == "from");
}
