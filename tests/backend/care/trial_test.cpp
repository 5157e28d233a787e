#include "backend/customers/care/trial.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "backend/customers/care/occasions.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/due/history.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using care::OccasionKind;
using make::day;

namespace {

care::PastOccasions truck_with(std::vector<care::Occasion> occasions) {
    return {.customer = CustomerId::from("C1").value(),
            .audience = {},
            .occasions = std::move(occasions)};
}

care::Trial half_a_year(const std::vector<care::PastOccasions>& trucks,
                        const care::Timetable& timetable = care::built_in_timetable()) {
    return care::tried(trucks, timetable, day("2026-01-01"), day("2026-06-30"));
}

}  // namespace

TEST_CASE("a trial counts what was best done in its months, once") {
    const care::Occasion delivery{OccasionKind::delivery, "d", day("2026-03-01")};
    const care::Occasion before{OccasionKind::delivery, "e", day("2025-12-30")};
    const care::Occasion after{OccasionKind::delivery, "f", day("2026-06-30")};
    const auto trial = half_a_year({truck_with({delivery, delivery, before, after})});
    CHECK(trial.tasks == std::map<std::string, int>{{"delivery_call", 1}});
    CHECK(trial.contacts == 1);
    CHECK(trial.late == 0);
}

TEST_CASE("a trial joins what can be joined, and says what the cap makes late") {
    const care::Occasion service{OccasionKind::after_service, "s", day("2026-03-01")};
    const care::Occasion repair{OccasionKind::after_repair, "r", day("2026-03-02")};
    CHECK(half_a_year({truck_with({service}), truck_with({repair})}).contacts == 1);
    std::vector<care::PastOccasions> many;
    for (int i = 0; i < 6; ++i) {
        many.push_back(truck_with(
            {{OccasionKind::after_repair, "r", day("2026-03-01") + std::chrono::days{8 * i}}}));
    }
    const auto trial = half_a_year(many);
    CHECK(trial.tasks.at("after_repair") == 6);
    CHECK(trial.late > 0);
    care::Timetable wide = care::built_in_timetable();
    wide.cap = {.most = 10, .in_days = 30, .apart_days = 1};
    CHECK(half_a_year(many, wide).late == 0);
    CHECK(half_a_year(many, wide).contacts == 6);
}

TEST_CASE("a truck without an owner has tasks in a trial, and no contacts") {
    care::PastOccasions truck = truck_with({{OccasionKind::delivery, "d", day("2026-03-01")}});
    truck.customer.reset();
    const auto trial = half_a_year({truck});
    CHECK(trial.nobody_to_call == 1);
    CHECK(trial.contacts == 0);
}

TEST_CASE("services that were done count as having been due, the earliest as the first") {
    due::HistoryByItem done;
    for (const std::string at : {"2026-02-01", "2026-05-01"}) {
        due::take(done,
                  due::Completion{.truck = make::truck_id(), .item = "oil", .at = make::time(at)});
    }
    const auto past = care::past_services(done);
    REQUIRE(past.size() == 2);
    CHECK(past[0].kind == OccasionKind::first_service);
    CHECK(past[1] ==
          care::Occasion{OccasionKind::service_due, "oil of 2026-05-01", day("2026-05-01")});
}
