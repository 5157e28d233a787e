// Cases that were worked out by hand, exact to the second.
#include "backend/uptime/figures.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "backend/cases/calendar/calendar.hpp"
#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/intervals.hpp"
#include "backend/uptime/operating.hpp"
#include "common/time.hpp"
#include "tests/backend/cases/places.hpp"
#include "tests/backend/cases/tales.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/backend/uptime/evidences.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using cases::Calendar;
using cases::Stage;
using make::after;
using make::evidence;
using make::open_evidence;
using uptime::Condition;
using uptime::Evidence;
using uptime::Figures;
using uptime::figures_of;
using uptime::Source;
using uptime::tile;
using uptime::Totals;
using namespace std::chrono_literals;

namespace {

Evidence hour(Source source, double from, double to, const std::string& ref = "") {
    return evidence(source, after(0, from), after(0, to), ref);
}

Evidence at(Source source, const char* from, const char* to, const std::string& ref = "") {
    return evidence(source, make::time(from), make::time(to), ref);
}

}  // namespace

TEST_CASE("days of hand-calculated trucks are exact to the second", "[figures]") {
    struct Case {
        const char* what;
        std::vector<Evidence> evidence;
        Totals day;
        double now = 24;  // o'clock
    };
    const auto ready = hour(Source::ready, 0, 24);
    const auto one = GENERATE_COPY(values<Case>({
        {"a service while it stands broken down in the same workshop is unplanned",
         {ready, hour(Source::repair, 8, 17, "B1"), hour(Source::visit, 10, 12, "oil")},
         {.up = 15h, .unplanned = 9h}},
        {"a service before the breakdown is planned until then",
         {ready, hour(Source::visit, 6, 10, "oil"), hour(Source::repair, 9, 17, "B1")},
         {.up = 13h, .planned = 3h, .unplanned = 8h}},
        {"two items and a longer third are one stay",
         {ready, hour(Source::visit, 8, 10, "oil"), hour(Source::visit, 8, 11.5, "belt"),
          hour(Source::visit, 9, 9.25, "filter")},
         {.up = 20h + 30min, .planned = 3h + 30min}},
        {"a red lamp at six, driven on until seven, called in at eight, released at twenty past "
         "three",
         {ready, open_evidence(Source::fault, after(0, 6), after(0, 9), "7"),
          hour(Source::driven, 6, 7), hour(Source::stands, 8, 10, "B1"),
          evidence(Source::repair, after(0, 10), after(0, 15) + 20min, "B1")},
         // From twenty past three nobody knows: the lamp is still open and was confirmed until nine.
         {.up = 7h, .unplanned = 8h + 20min, .unknown = 8h + 40min, .driven = 1h}},
        {"an open case at four o'clock",
         {ready, open_evidence(Source::stands, after(0, 9), after(0, 9.5), "B1")},
         {.up = 9h, .unplanned = 7h, .unknown = 8h},
         16},
        {"a case that was forgotten: the truck drives from eleven",
         {ready, open_evidence(Source::stands, after(0, 9), after(0, 9.5), "B1"),
          hour(Source::driven, 11, 15)},
         {.up = 22h, .unplanned = 2h, .driven = 4h}},
        {"a person says that it only waited for its driver",
         {ready, hour(Source::stands, 9, 12, "B1"),
          make::correction("1", {after(0, 10) + 1s, after(0, 11)}, Condition::up, after(1))},
         {.up = 21h + 59min + 59s, .unplanned = 2h + 1s}},
        {"nothing was heard for half of it",
         {hour(Source::ready, 0, 12)},
         {.up = 12h, .unknown = 12h}},
    }));
    INFO(one.what);
    CHECK(uptime::totals(tile({after(0), after(1)}, one.evidence, after(0, one.now))) == one.day);
}

TEST_CASE("days on which the clocks are changed are as long as they are, everywhere", "[figures]") {
    struct Place {
        const char* what;
        Calendar calendar;
        const char* day;
        std::vector<Evidence> evidence;
        Totals clock;
        Totals operating;
        int clock_bp;
        int operating_bp;
    };
    const auto always = at(Source::ready, "2026-01-01", "2027-01-01");
    const auto night = make::open(7, make::hours(0, 6));
    const auto one = GENERATE_COPY(values<Place>({
        {"London in spring: 23 h, and a night shift of five",
         {make::place::london, night},
         "2026-03-29",
         {always, at(Source::repair, "2026-03-29T00:30:00Z", "2026-03-29T02:15:07Z", "B1")},
         {.up = 76'493s, .unplanned = 6'307s},
         {.up = 11'693s, .unplanned = 6'307s},
         9'238,
         6'496},
        {"London in autumn: 25 h, and a night shift of seven",
         {make::place::london, night},
         "2026-10-25",
         {always, at(Source::visit, "2026-10-24T23:30:00Z", "2026-10-25T01:30:30Z", "oil")},
         {.up = 82'770s, .planned = 7'230s},
         {.up = 17'970s, .planned = 7'230s},
         9'196,
         7'130},
        {"Lord Howe puts its clocks back by half an hour",
         {make::place::lord_howe, make::open(7, make::hours(1, 3))},
         "2026-04-05",
         {always, at(Source::fault, "2026-04-04T14:45:00Z", "2026-04-04T15:20:20Z", "1")},
         {.up = 86'080s, .unplanned = 2'120s},
         {.up = 6'880s, .unplanned = 2'120s},
         9'759,
         7'644},
        {"St. John's in spring: half an hour off, 23 h",
         {make::place::st_johns, make::open(7, make::hours(8, 18))},
         "2026-03-08",
         {always, at(Source::stands, "2026-03-08T10:00:00Z", "2026-03-08T11:00:00Z", "B1")},
         {.up = 22h, .unplanned = 1h},
         // 08:00 is 10:30 in Greenwich: half of it lies before the working day.
         {.up = 9h + 30min, .unplanned = 30min},
         9'565,
         9'500},
        {"Chatham in spring: three quarters of an hour off, 23 h",
         {make::place::chatham, make::open(7, make::hours(2, 5))},
         "2026-09-27",
         {always, at(Source::repair, "2026-09-26T13:15:00Z", "2026-09-26T15:15:00Z", "B1")},
         {.up = 21h, .unplanned = 2h},
         {.unplanned = 2h},
         9'130,
         0},
        {"Shanghai never changes its clocks; Sunday is no working day",
         {make::place::shanghai, make::open(6, make::hours(8, 18))},
         "2026-03-29",
         {always, at(Source::repair, "2026-03-29T00:00:00Z", "2026-03-29T04:00:00Z", "B1")},
         {.up = 20h, .unplanned = 4h},
         {},
         8'333,
         -1},
        {"a holiday is none either",
         {make::place::shanghai,
          make::open(7, make::hours(8, 18), {{make::local_day("2026-10-01"), {}}})},
         "2026-10-01",
         {always},
         {.up = 24h},
         {},
         10'000,
         -1},
    }));
    INFO(one.what);
    const Day day = make::day(one.day);
    const uptime::Period period{uptime::begin_of(day, one.calendar.zone),
                                uptime::begin_of(day + std::chrono::days{1}, one.calendar.zone)};
    const auto figures =
        figures_of(tile(period, one.evidence, make::time("2027-06-01")), one.calendar);
    CHECK(figures.clock == one.clock);
    CHECK(figures.operating == one.operating);
    CHECK(uptime::availability_bp(figures.clock) == one.clock_bp);
    CHECK(uptime::availability_bp(figures.operating).value_or(-1) == one.operating_bp);
}

TEST_CASE("a month in which the clocks are changed is an hour shorter", "[figures]") {
    CHECK(uptime::begin_of(make::day("2026-04-01"), make::place::london) -
              uptime::begin_of(make::day("2026-03-01"), make::place::london) ==
          743h);
    CHECK(uptime::begin_of(make::day("2026-03-01"), make::place::shanghai) ==
          make::time("2026-02-28T16:00:00Z"));
    CHECK(uptime::begin_of(make::day("2026-03-01"), {}) == make::time("2026-03-01"));
}

TEST_CASE("MTBF and MTTR of a hand-calculated month", "[figures]") {
    const auto figures = figures_of(
        tile({after(0), after(30)},
             std::vector{evidence(Source::ready, after(-5), after(40)),
                         // Began two days before the month and ended in it: 10 h of it.
                         hour(Source::repair, -48, 10, "B0"),
                         // One breakdown, though it stood twice within a day: 6 h + 2 h.
                         hour(Source::stands, 100, 106, "B1"), hour(Source::fault, 120, 122, "9"),
                         // A day and more later: another one, 4 h.
                         hour(Source::stands, 146, 150, "B2")},
             after(60)),
        {});
    CHECK(figures.clock == Totals{.up = 698h, .unplanned = 22h});
    CHECK(figures.stops == 3);
    CHECK(figures.begun == 2);
    CHECK(figures.mtbf() == 349h);
    CHECK(figures.mttr() == 7h + 20min);
    CHECK(uptime::availability_bp(figures.clock) == 9'694);
}

TEST_CASE("without a stop there is no mean time", "[figures]") {
    const auto figures =
        figures_of(tile({after(0), after(30)},
                        std::vector{evidence(Source::ready, after(-5), after(40))}, after(60)),
                   {});
    CHECK_FALSE(figures.mtbf());
    CHECK_FALSE(figures.mttr());
    CHECK_FALSE(figures.first_time_fix_bp());
    CHECK_FALSE(figures.response.value());
}

TEST_CASE("stages of a case: answered, repaired, released", "[figures]") {
    const auto reached = [](const char* id, Duration at, Stage stage) {
        return make::entry(id, "B1", at, cases::Reached{.stage = stage});
    };
    const auto book = cases::fold(
        {make::entry("1", "B1", 9h, make::call()), reached("2", 9h + 12min, Stage::answered),
         reached("3", 11h, Stage::in_workshop), reached("4", 15h, Stage::repaired),
         reached("5", 16h, Stage::released)},
        {});
    Figures figures;
    uptime::add_stages(figures, book.cases.at(0));
    CHECK(figures.response.value() == 12min);
    CHECK(figures.repair.value() == 4h);
    CHECK(figures.solution.value() == 7h);
    SECTION("a mean over several, rounded down") {
        Figures other{.response = {.count = 2, .total = 25min}};
        other += figures;
        CHECK(other.response.value() == 740s);
    }
    SECTION("a complaint is nobody's standstill") {
        auto complaint = book.cases.at(0);
        complaint.kind = cases::CaseKind::complaint;
        Figures none;
        uptime::add_stages(none, complaint);
        CHECK(none == Figures{});
    }
}

TEST_CASE("what was repaired and did not come back was fixed at first", "[figures]") {
    CHECK(Figures{.repairs = 8, .comebacks = 1}.first_time_fix_bp() == 8'750);
}

TEST_CASE("figures of parts are the figures of the whole", "[figures]") {
    Figures sum{.clock = {.up = 1h},
                .operating = {.up = 1h},
                .stops = 1,
                .begun = 1,
                .response = {1, 60s},
                .repair = {1, 60s},
                .solution = {1, 60s},
                .repairs = 1,
                .comebacks = 1};
    sum += sum;
    CHECK(sum == Figures{.clock = {.up = 2h},
                         .operating = {.up = 2h},
                         .stops = 2,
                         .begun = 2,
                         .response = {2, 120s},
                         .repair = {2, 120s},
                         .solution = {2, 120s},
                         .repairs = 2,
                         .comebacks = 2});
}
