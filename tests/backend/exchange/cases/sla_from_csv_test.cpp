#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <string_view>

#include "backend/cases/calendar/calendar.hpp"
#include "backend/cases/calendar/zone.hpp"
#include "backend/cases/clocks.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/policy.hpp"
#include "backend/exchange/cases/hours.hpp"
#include "backend/exchange/cases/policy_import.hpp"
#include "backend/exchange/cases/sla_from_csv.hpp"
#include "backend/faults/severity.hpp"
#include "backend/ingest/apply/applier.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/views/cases/promises.hpp"
#include "backend/truck/registry.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using namespace roadworthy::exchange;
using namespace std::chrono_literals;

namespace {

Result<cases::Zone> eight_east(std::string_view name) {
    return name == "Asia/Shanghai" ? cases::Zone::from(8h) : fail("no such zone");
}

const std::string head =
    "what,tier,action,case,agreement,response_min,solution_min,calendar,"
    "reason,stage,clock,percent,level,role\n";

}  // namespace

TEST_CASE("hours on the wall may end on the next day", "[cases_csv]") {
    CHECK(day_hours("08:00-12:00; 13:00-18:00") ==
          cases::DayHours{{.from = 8h, .until = 12h}, {.from = 13h, .until = 18h}});
    CHECK(day_hours("22:00-06:00") == cases::DayHours{{.from = 22h, .until = 30h}});
    CHECK(day_hours("00:00-24:00") == cases::DayHours{{.from = 0h, .until = 24h}});
    CHECK(day_hours("closed") == cases::DayHours{});
    CHECK(day_hours("") == cases::DayHours{});
    const std::string bad = GENERATE("8:00-12:00", "08:00", "08:00-08:00", "25:00-26:00",
                                     "08:60-09:00", "08:00-12:00,13:00-18:00", "-");
    CHECK_FALSE(day_hours(bad));
}

TEST_CASE("a holiday has no hours, and a special day its own", "[cases_csv]") {
    const auto local = [](const char* day) {
        return cases::LocalDay{make::day(day).time_since_epoch()};
    };
    CHECK(special_days("2026-10-01/2026-10-02", "2026-10-10=09:00-12:00+13:00-17:00") ==
          std::vector<cases::SpecialDay>{
              {.day = local("2026-10-01"), .hours = {}},
              {.day = local("2026-10-02"), .hours = {}},
              {.day = local("2026-10-10"),
               .hours = {{.from = 9h, .until = 12h}, {.from = 13h, .until = 17h}}}});
    CHECK_FALSE(special_days("2026-10-02/2026-10-01", ""));
    CHECK_FALSE(special_days("2026-10-01/2028-10-01", ""));
    CHECK_FALSE(special_days("", "2026-10-10"));
}

TEST_CASE("a file of targets makes a policy as a whole", "[cases_csv]") {
    const SlaFile file =
        sla_from_csv(head + "target,vip,stop_now,breakdown,gold,10,120,office,,,,,,\n" +
                     "stops,,,,,,,,weather_or_road,,,,,\n" + "solved_by,,,,,,,,,repaired,,,,\n" +
                     "escalation,,,,,,,,,,solution,120,4,owner\n");
    CHECK(file.errors.empty());
    REQUIRE(file.policy);
    CHECK(file.policy->rows == std::vector<cases::SlaRow>{{.tier = truck::Tier::vip,
                                                           .action = faults::Action::stop_now,
                                                           .kind = cases::CaseKind::breakdown,
                                                           .agreement = "gold",
                                                           .response = 10min,
                                                           .solution = 2h,
                                                           .calendar = "office"}});
    CHECK(file.policy->stops == std::set{cases::PauseReason::weather_or_road});
    CHECK(file.policy->solved_by == cases::Stage::repaired);
    CHECK(file.policy->escalation ==
          std::vector<cases::EscalationStep>{
              {.clock = cases::ClockKind::solution, .percent = 120, .level = 4, .role = "owner"}});
    const SlaFile only_targets = sla_from_csv(head + "target,,,,,45,,,,,,,,\n");
    REQUIRE(only_targets.policy);
    CHECK(only_targets.policy->escalation == cases::SlaPolicy{}.escalation);
    CHECK(only_targets.policy->stops == cases::SlaPolicy{}.stops);
}

TEST_CASE("one bad row of a promise keeps the whole of it out", "[cases_csv]") {
    const std::string row =
        GENERATE("target,,,,,,,,,,,,,\n", "target,,,,,0,,,,,,,,\n", "target,king,,,,10,,,,,,,,\n",
                 "stops,,,,,,,,laziness,,,,,\n", "stops,,,,,,,,,,,,,\n",
                 "solved_by,,,,,,,,,reported,,,,\n", "escalation,,,,,,,,,,response,100,0,r\n",
                 "escalation,,,,,,,,,,response,100,1,\n", "nothing,,,,,,,,,,,,,\n");
    INFO(row);
    const SlaFile file = sla_from_csv(head + "target,,,,,45,,,,,,,,\n" + row);
    CHECK_FALSE(file.policy);
    REQUIRE(file.errors.size() == 1);
    CHECK(file.errors[0].line == 3);
}

TEST_CASE("a calendar goes by the clocks of its zone, and without hours day and night",
          "[cases_csv]") {
    const auto file = calendars_from_csv(
        "calendar,zone,mon,tue,wed,thu,fri,sat,sun,closed_on,open_on\n"
        "office,Asia/Shanghai,09:00-17:00,09:00-17:00,,,,,,2026-11-24,\n"
        "always,Asia/Shanghai,,,,,,,,,\n",
        eight_east);
    CHECK(file.errors.empty());
    REQUIRE(file.calendars);
    const cases::Calendar& office = file.calendars->at("office");
    CHECK_FALSE(office.is_open(make::time("2026-11-23T00:59:59Z")));
    CHECK(office.is_open(make::time("2026-11-23T01:00:00Z")));
    CHECK_FALSE(office.is_open(make::time("2026-11-24T03:00:00Z")));
    CHECK(file.calendars->at("always").is_open(make::time("2026-11-25T18:00:00Z")));
    CHECK(calendars_from_csv("calendar,zone\nx,Mars\n", eight_east).errors.size() == 1);
    CHECK(calendars_from_csv("calendar,zone\nx,Asia/Shanghai\nx,Asia/Shanghai\n", eight_east)
              .errors.size() == 1);
}

TEST_CASE("each file of promises keeps what the other says, and known ones change nothing",
          "[cases_csv]") {
    const auto database = support::empty_store();
    const auto fold = [&](const ImportReport& report) {
        ingest::Applier(*database, store::Version::live)
            .fold_until(store::last_position(*database));
        return report;
    };
    const std::string calendars = "calendar,zone\noffice,Asia/Shanghai\n";
    const std::string sla = head + "target,,,,,45,,office,,,,,,\n";
    CHECK(fold(import_sla(*database, sla, support::at(1))).errors.size() == 1);  // no calendar yet
    CHECK(fold(import_calendars(*database, calendars, eight_east, support::at(2))).taken == 1);
    CHECK(fold(import_sla(*database, sla, support::at(3))).taken == 1);
    CHECK(fold(import_sla(*database, sla, support::at(4))).unchanged == 1);
    CHECK(fold(import_calendars(*database, calendars, eight_east, support::at(5))).unchanged == 1);
    CHECK(fold(import_calendars(*database, "calendar,zone\nother,Asia/Shanghai\n", eight_east,
                                support::at(6)))
              .errors.size() == 1);
    const auto book = views::policies(*database);
    REQUIRE(book.entered().size() == 2);
    CHECK(book.entered().back().entered.policy.calendars.contains("office"));
    CHECK(book.at(support::at(3)).rows.size() == 1);
    CHECK(book.at(support::at(2)).rows.empty());
}
