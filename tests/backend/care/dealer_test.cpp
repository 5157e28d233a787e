// A small dealer through two years; `care_dealer` is the whole one, with its table.

#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <string>

#include "backend/customers/care/timetable.hpp"
#include "tests/backend/care/dealer/dealer.hpp"

using namespace roadworthy;

namespace {

std::string words(const dealer::Owed& one) {
    return one.truck + ' ' + one.customer + ' ' + one.step + " \"" + one.which + "\" of " +
           iso(one.day) + ", made on " + iso(one.made);
}

}  // namespace

TEST_CASE("a dealer's tasks are exactly those that the lives of his trucks owe") {
    const auto seed = GENERATE(range(std::uint64_t{1}, std::uint64_t{4}));
    INFO(seed);
    const dealer::World world =
        dealer::make_world({.customers = 12, .trucks = 60, .days = 500, .seed = seed});
    const dealer::Outcome outcome = dealer::live(world, seed);
    const std::set<dealer::Owed> truth = dealer::truth_of(world);
    const std::set<dealer::Owed> made = dealer::made_of(outcome);
    for (const dealer::Owed& one : truth) {
        INFO("owed: " << words(one));
        CHECK(made.contains(one));
    }
    for (const dealer::Owed& one : made) {
        INFO("not owed: " << words(one));
        CHECK(truth.contains(one));
    }
    CHECK(truth.size() > 200);
    const auto& timetable = care::built_in_timetable();
    CHECK(dealer::over_cap(outcome, timetable.cap) == 0);
    CHECK(dealer::fallen_through(outcome, timetable, world.last) == 0);
}
