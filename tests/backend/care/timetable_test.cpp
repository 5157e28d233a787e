#include "backend/customers/care/timetable.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "backend/truck/registry.hpp"

using namespace roadworthy;
using care::CareRule;
using care::OccasionKind;
using care::Timetable;

namespace {

std::vector<std::string> keys(const Timetable& timetable, OccasionKind occasion,
                              const care::Audience& audience) {
    std::vector<std::string> all;
    for (const CareRule* rule : care::rules_for(timetable, occasion, audience)) {
        all.push_back(rule->key);
    }
    return all;
}

std::string error_of(const Timetable& timetable) {
    const auto checked = care::check(timetable);
    return checked ? "" : checked.error().message;
}

Timetable with(std::vector<CareRule> rules) {
    return {.rules = std::move(rules)};
}

}  // namespace

TEST_CASE(
    "the built-in timetable has a rule for each kind of occasion, with words in both languages") {
    const Timetable& timetable = care::built_in_timetable();
    REQUIRE(error_of(timetable).empty());
    for (int kind = 0; kind <= static_cast<int>(OccasionKind::campaign); ++kind) {
        CHECK_FALSE(keys(timetable, static_cast<OccasionKind>(kind), {}).empty());
    }
    for (const CareRule& rule : timetable.rules) {
        CHECK_FALSE(rule.script_zh.empty());
        CHECK_FALSE(rule.script_en.empty());
    }
}

TEST_CASE(
    "the seeds of the product: a call within three days of delivery, a week before a service") {
    const CareRule* delivery = care::find(care::built_in_timetable(), "delivery_call");
    REQUIRE(delivery != nullptr);
    CHECK(delivery->days.until == 3);
    const CareRule* first = care::find(care::built_in_timetable(), "first_service");
    REQUIRE(first != nullptr);
    CHECK(first->days.on == -7);
}

TEST_CASE("a rule that holds instead of another takes its place for its own audience alone") {
    const Timetable& timetable = care::built_in_timetable();
    CHECK(keys(timetable, OccasionKind::service_due, {.tier = truck::Tier::vip}) ==
          std::vector<std::string>{"service_due_vip"});
    CHECK(keys(timetable, OccasionKind::service_due, {}) ==
          std::vector<std::string>{"service_due"});
    CHECK(care::step_of(*care::find(timetable, "service_due_vip")) == "service_due");
}

TEST_CASE("a rule with segments is for these alone") {
    const Timetable timetable =
        with({{.key = "mixers", .occasion = OccasionKind::campaign, .segments = {"mixer"}}});
    CHECK(keys(timetable, OccasionKind::campaign, {.segment = "mixer"}).size() == 1);
    CHECK(keys(timetable, OccasionKind::campaign, {.segment = "tipper"}).empty());
}

TEST_CASE("a timetable that cannot be kept is refused with words") {
    CHECK(error_of(with({{.key = ""}})) == "a care rule without a key");
    CHECK(error_of(with({{.key = "a"}, {.key = "a"}})) == "care rule 'a': is there twice");
    CHECK(error_of(with({{.key = "a", .days = {.from = 1, .on = 0, .until = 2}}})) ==
          "care rule 'a': its days must be in the order from, on, until");
    CHECK(error_of(with({{.key = "a", .days = {.from = 0, .on = 3, .until = 2}}})) ==
          "care rule 'a': its days must be in the order from, on, until");
    CHECK(error_of(with({{.key = "a", .late_days = -1}})) ==
          "care rule 'a': late_days must not be negative");
    CHECK(error_of(with({{.key = "a", .instead_of = "b"}})) ==
          "care rule 'a': it can only hold instead of a rule of its own occasion that replaces "
          "none, not of 'b'");
    CHECK_FALSE(
        error_of(with({{.key = "a", .instead_of = "b"}, {.key = "b", .instead_of = "a"}})).empty());
    CHECK_FALSE(error_of(with({{.key = "a", .occasion = OccasionKind::delivery, .instead_of = "b"},
                               {.key = "b", .occasion = OccasionKind::complaint}}))
                    .empty());
    CHECK_FALSE(error_of({.cap = {.most = 0}}).empty());
    CHECK_FALSE(error_of({.cap = {.apart_days = 0}}).empty());
    CHECK_FALSE(error_of({.persistence = {.most_tries = 0}}).empty());
    CHECK_FALSE(error_of({.thresholds = {.replacement_years = 0}}).empty());
}
