#include "backend/due/templates.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using due::PlanById;
using due::PlanSource;
using due::Selector;

namespace {

PlanId id(const std::string& text) {
    return PlanId::from(text).value();
}

due::Plan plan(const std::string& name, std::optional<Selector> selector, int version = 1) {
    return {.id = id(name), .version = version, .selector = std::move(selector)};
}

PlanById book(const std::vector<due::Plan>& plans) {
    PlanById book;
    for (const due::Plan& one : plans) {
        due::take(book, one);
    }
    return book;
}

// A construction truck T7H with the engine MC11.
truck::TruckRecord tipper() {
    return {.id = make::truck_id(),
            .model = "T7H",
            .segment = "heavy",
            .engine = "MC11",
            .duty = "construction"};
}

std::string chosen(const truck::TruckRecord& record, const std::vector<due::Plan>& plans) {
    const auto choice = due::plan_for(record, book(plans));
    return choice ? choice->plan.text() : "";
}

}  // namespace

TEST_CASE("the plan that a truck's people have named goes before any template", "[templates]") {
    auto record = tipper();
    record.plan = id("own");
    CHECK(due::plan_for(record, book({plan("T", Selector{.models = {"T7H"}})})) ==
          due::PlanChoice{id("own"), PlanSource::named});
    record.plan.reset();
    CHECK(due::plan_for(record, book({plan("T", Selector{.models = {"T7H"}})})) ==
          due::PlanChoice{id("T"), PlanSource::by_template});
}

TEST_CASE("a template fits where each of its lists has the truck's word", "[templates]") {
    CHECK(due::fits({}, tipper()));
    CHECK(due::fits({.models = {"T5G", "t7h"}, .duties = {"Construction"}}, tipper()));
    CHECK_FALSE(due::fits({.models = {"T7H"}, .duties = {"long-haul"}}, tipper()));
    CHECK_FALSE(due::fits({.models = {"T7"}}, tipper()));
    CHECK_FALSE(due::fits({.engines = {"MC11"}}, {.id = make::truck_id(), .model = "T7H"}));
    CHECK(chosen(tipper(), {plan("no template", std::nullopt)}).empty());
}

TEST_CASE("the template that names most of a truck is its plan", "[templates]") {
    const auto any = plan("A", Selector{});
    const auto model = plan("B", Selector{.models = {"T7H"}});
    const auto work = plan("C", Selector{.segments = {"heavy"}, .duties = {"construction"}});
    CHECK(chosen(tipper(), {any}) == "A");
    CHECK(chosen(tipper(), {any, model}) == "B");
    CHECK(chosen(tipper(), {any, model, work}) == "C");
}

TEST_CASE("of templates that name as much, model, engine, duty, segment and the id decide",
          "[templates]") {
    const auto model = plan("M", Selector{.models = {"T7H"}});
    const auto engine = plan("E", Selector{.engines = {"MC11"}});
    const auto duty = plan("D", Selector{.duties = {"construction"}});
    const auto segment = plan("A", Selector{.segments = {"heavy"}});
    const auto twin = plan("L", Selector{.models = {"T7H"}});
    CHECK(chosen(tipper(), {segment, duty}) == "D");
    CHECK(chosen(tipper(), {segment, duty, engine}) == "E");
    CHECK(chosen(tipper(), {segment, duty, engine, model}) == "M");
    CHECK(chosen(tipper(), {segment, duty, engine, model, twin}) == "L");
}

TEST_CASE("templates tie where some truck fits both and neither names more", "[templates]") {
    CHECK(due::may_tie({.models = {"T7H", "T5G"}}, {.models = {"t5g"}}));
    CHECK(due::may_tie({.models = {"T7H"}}, {.duties = {"construction"}}));
    CHECK_FALSE(due::may_tie({.models = {"T7H"}}, {.models = {"T5G"}}));
    CHECK_FALSE(due::may_tie({.models = {"T7H"}}, {}));
    const auto plans =
        book({plan("A", Selector{.models = {"T7H"}}), plan("B", Selector{.engines = {"MC11"}}),
              plan("C", Selector{}), plan("D", std::nullopt)});
    CHECK(due::rivals(plans, id("A")) == std::vector{id("B")});
    CHECK(due::rivals(plans, id("C")).empty());
    CHECK(due::rivals(plans, id("D")).empty());
}

TEST_CASE("the highest version is in force in whatever order they come", "[templates]") {
    std::vector<due::Plan> versions = {plan("P", Selector{}, 1), plan("P", std::nullopt, 2),
                                       plan("P", Selector{.models = {"T7H"}}, 3)};
    auto in_order = [](const due::Plan& one, const due::Plan& other) {
        return one.version < other.version;
    };
    do {
        CHECK(book(versions).at(id("P")).version == 3);
    } while (std::ranges::next_permutation(versions, in_order).found);
}

TEST_CASE("a version is what was entered first under its number", "[templates]") {
    PlanById plans;
    CHECK(due::take(plans, plan("P", Selector{}, 2)));
    CHECK(due::take(plans, plan("P", Selector{}, 2)));
    CHECK_FALSE(due::take(plans, plan("P", std::nullopt, 2)));
    CHECK_FALSE(due::take(plans, plan("P", std::nullopt, 1)));
    CHECK(plans.at(id("P")).selector == Selector{});
}
