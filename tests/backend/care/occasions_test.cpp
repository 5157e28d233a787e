#include "backend/customers/care/occasions.hpp"

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "backend/customers/care/timetable.hpp"
#include "backend/due/due.hpp"
#include "backend/due/history.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using care::Occasion;
using care::OccasionKind;
using make::day;

namespace {

struct Life {
    std::optional<truck::TruckRecord> record = truck::TruckRecord{.id = make::truck_id()};
    std::vector<due::DueRow> due;
    due::HistoryByItem done;
    std::optional<Day> warranty_until;
    std::vector<Occasion> others;
    std::optional<Day> owned_from;

    std::vector<Occasion> at(const std::string& today) const {
        return care::occasions({.record = record,
                                .due = due,
                                .done = done,
                                .warranty_until = warranty_until,
                                .others = others,
                                .owned_from = owned_from},
                               {}, day(today));
    }
    std::vector<Occasion> at(const std::string& today, OccasionKind kind) const {
        std::vector<Occasion> all;
        for (const Occasion& occasion : at(today)) {
            if (occasion.kind == kind) {
                all.push_back(occasion);
            }
        }
        return all;
    }
    void serviced(const std::string& item, const std::string& when) {
        due::take(done,
                  due::Completion{.truck = make::truck_id(), .item = item, .at = make::time(when)});
    }
};

due::DueRow due_by_calendar(const std::string& item, const std::string& when) {
    return {.item = item, .limiting = due::Criterion::calendar, .calendar = day(when)};
}

}  // namespace

TEST_CASE("a truck of which nobody has entered anything is no reason to call") {
    Life life;
    life.record.reset();
    CHECK(life.at("2026-06-01").empty());
}

TEST_CASE("a delivery is an occasion from its day on") {
    Life life;
    life.record->delivered = day("2026-06-01");
    CHECK(life.at("2026-05-31").empty());
    CHECK(life.at("2026-06-01") ==
          std::vector<Occasion>{{OccasionKind::delivery, "2026-06-01", day("2026-06-01")}});
}

TEST_CASE("the first service is the item that comes first, and only of a truck that had none") {
    Life life;
    life.due = {due_by_calendar("air", "2026-09-01"), due_by_calendar("oil", "2026-08-01")};
    CHECK(life.at("2026-06-01", OccasionKind::first_service) ==
          std::vector<Occasion>{{OccasionKind::first_service, "first", day("2026-08-01")}});
    CHECK(life.at("2026-06-01", OccasionKind::service_due) ==
          std::vector<Occasion>{
              {OccasionKind::service_due, "air after delivery", day("2026-09-01")}});
    life.serviced("tyres", "2026-05-20");
    CHECK(life.at("2026-06-01", OccasionKind::first_service).empty());
    CHECK(life.at("2026-06-01", OccasionKind::service_due).size() == 2);
}

TEST_CASE("an item is named by what it follows, so it stays itself while its day moves") {
    Life life;
    due::DueRow row = due_by_calendar("oil", "2026-08-01");
    row.last_done = make::time("2026-02-01T10:00:00Z");
    life.due = {row};
    life.serviced("oil", "2026-02-01T10:00:00Z");
    const auto before = life.at("2026-06-01", OccasionKind::service_due);
    life.due[0].calendar = day("2026-08-20");
    const auto after = life.at("2026-06-01", OccasionKind::service_due);
    REQUIRE(before.size() == 1);
    REQUIRE(after.size() == 1);
    CHECK(before[0].which == "oil after 2026-02-01");
    CHECK(before[0].which == after[0].which);
    CHECK(after[0].day == day("2026-08-20"));
}

TEST_CASE("an item whose day nobody can say is no occasion") {
    Life life;
    life.due = {due::DueRow{.item = "oil"}};
    CHECK(life.at("2026-06-01").empty());
}

TEST_CASE("whatever was done on one day is one occasion to ask how it was") {
    Life life;
    life.serviced("oil", "2026-05-01T08:00:00Z");
    life.serviced("air", "2026-05-01T09:00:00Z");
    life.serviced("oil", "2026-06-20");
    CHECK(life.at("2026-06-01", OccasionKind::after_service) ==
          std::vector<Occasion>{{OccasionKind::after_service, "2026-05-01", day("2026-05-01")}});
}

TEST_CASE("a completion that was voided is no occasion") {
    Life life;
    life.serviced("oil", "2026-05-01");
    due::take(life.done, due::CompletionVoid{.truck = make::truck_id(),
                                             .item = "oil",
                                             .at = make::time("2026-05-01"),
                                             .reason = "other truck"});
    CHECK(life.at("2026-06-01", OccasionKind::after_service).empty());
}

TEST_CASE("a customer drifts away two months after the last day of the item that waits longest") {
    Life life;
    life.due = {due_by_calendar("air", "2026-03-10"), due_by_calendar("oil", "2026-03-01")};
    life.due[0].latest = day("2026-03-20");
    life.due[1].latest = day("2026-03-11");
    CHECK(life.at("2026-05-09", OccasionKind::drifting_away).empty());
    const std::vector<Occasion> expected{
        {OccasionKind::drifting_away, "oil after delivery", day("2026-05-10")}};
    CHECK(life.at("2026-05-10", OccasionKind::drifting_away) == expected);
    CHECK(life.at("2026-07-10", OccasionKind::drifting_away) == expected);
}

TEST_CASE("a truck's replacement is looked at on its birthdays from the eighth on") {
    Life life;
    life.record->delivered = day("2016-02-29");
    CHECK(life.at("2024-02-28", OccasionKind::replacement).empty());
    CHECK(life.at("2024-02-29", OccasionKind::replacement) ==
          std::vector<Occasion>{{OccasionKind::replacement, "8 years", day("2024-02-29")}});
    CHECK(life.at("2025-02-28", OccasionKind::replacement)[0].which == "8 years");
    CHECK(life.at("2025-03-01", OccasionKind::replacement) ==
          std::vector<Occasion>{{OccasionKind::replacement, "9 years", day("2025-03-01")}});
}

TEST_CASE("what ends is an occasion by its last day, and what others name is taken as it is") {
    Life life;
    life.record->agreement_until = day("2026-12-31");
    life.warranty_until = day("2027-01-31");
    life.others = {{OccasionKind::complaint, "C7", day("2026-06-01")}};
    CHECK(life.at("2026-06-01") ==
          std::vector<Occasion>{{OccasionKind::complaint, "C7", day("2026-06-01")},
                                {OccasionKind::warranty_ends, "2027-01-31", day("2027-01-31")},
                                {OccasionKind::agreement_ends, "2026-12-31", day("2026-12-31")}});
}

TEST_CASE(
    "what goes by the day of the year is an occasion of its own, and never the first service") {
    Life life;
    due::DueRow rains = due_by_calendar("waterproofing", "2026-05-01");
    rains.kind = due::ItemKind::seasonal;
    life.due = {rains, due_by_calendar("oil", "2026-08-01")};
    const auto seasonal = life.at("2026-04-20", OccasionKind::seasonal);
    REQUIRE(seasonal.size() == 1);
    CHECK(seasonal[0].day == day("2026-05-01"));
    const auto first = life.at("2026-04-20", OccasionKind::first_service);
    REQUIRE(first.size() == 1);
    CHECK(first[0].day == day("2026-08-01"));
}

TEST_CASE("what the owner before lived through is no reason to call the one of today") {
    Life life;
    life.record->delivered = day("2024-01-10");
    life.record->agreement_until = day("2026-07-01");
    life.serviced("oil", "2026-05-30");
    life.others = {{OccasionKind::complaint, "case B1", day("2026-05-20")}};
    life.owned_from = day("2026-06-01");
    CHECK(life.at("2026-06-02") ==
          std::vector<Occasion>{{OccasionKind::agreement_ends, "2026-07-01", day("2026-07-01")}});
}

TEST_CASE("a history that is full may have forgotten what lies before its oldest") {
    Life life;
    for (int i = 1; i <= 7; ++i) {
        life.serviced("grease", "2026-01-0" + std::to_string(i));
    }
    CHECK_FALSE(care::remembered_from(life.done));
    life.serviced("grease", "2026-01-08");
    CHECK(care::remembered_from(life.done) == day("2026-01-01"));
    life.serviced("grease", "2026-01-09");
    CHECK(care::remembered_from(life.done) == day("2026-01-02"));
}
