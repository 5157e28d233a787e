#include "backend/customers/care/triggers.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/customers/care/occasions.hpp"
#include "backend/faults/comebacks.hpp"
#include "common/time.hpp"
#include "tests/backend/cases/tales.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using care::Occasion;
using care::OccasionKind;
using make::day;

namespace {

std::vector<Occasion> after(const std::vector<cases::CaseEntry>& entries) {
    const cases::CaseBook book = cases::fold(entries, {});
    std::vector<Occasion> all;
    for (const cases::Case& it : book.cases) {
        care::add_case(all, it);
    }
    return all;
}

}  // namespace

TEST_CASE("a complaint is to be answered from the day on which we heard of it") {
    const auto all = after({make::entry("e1", "B1", 8h, make::call(cases::CaseKind::complaint))});
    CHECK(all == std::vector<Occasion>{{OccasionKind::complaint, "case B1", day("2026-11-23")}});
}

TEST_CASE("a complaint that was answered in its case is no reason to call any more") {
    const auto all =
        after({make::entry("e1", "B1", 8h, make::call(cases::CaseKind::complaint)),
               make::entry("e2", "B1", 9h, cases::Reached{.stage = cases::Stage::answered})});
    REQUIRE(all.size() == 1);
    CHECK(all[0].is_over);
}

TEST_CASE("a breakdown is asked about once it is closed, not before") {
    std::vector<cases::CaseEntry> entries{make::entry("e1", "B1", 8h, make::call())};
    CHECK(after(entries).empty());
    entries.push_back(make::entry("e2", "B1", 40h, make::closing()));
    CHECK(after(entries) ==
          std::vector<Occasion>{{OccasionKind::after_repair, "case B1", day("2026-11-24")}});
}

TEST_CASE("a repair is asked about, and one that was taken back is not") {
    const faults::Repair done{
        .truck = make::truck_id(), .id = "R7", .at = make::time("2026-06-01T16:00:00Z")};
    faults::Repair voided = done;
    voided.id = "R8";
    voided.is_void = true;
    std::vector<Occasion> all;
    care::add_repairs(all, {done, voided});
    CHECK(all ==
          std::vector<Occasion>{{OccasionKind::after_repair, "repair R7", day("2026-06-01")}});
}
