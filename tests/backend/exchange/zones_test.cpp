#include "backend/exchange/zones.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "backend/cases/calendar/zone.hpp"
#include "tests/backend/cases/places.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using exchange::zone_table;
namespace place = make::place;

TEST_CASE("a zone's table for a year is what the place's law says", "[zones]") {
    const auto [name, expected] = GENERATE(table<std::string, cases::Zone>({
        {"Pacific/Pago_Pago", place::pago_pago},
        {"America/St_Johns", place::st_johns},
        {"Europe/London", place::london},
        {"UTC", cases::Zone{}},
        {"Asia/Kathmandu", place::kathmandu},
        {"Asia/Katmandu", place::kathmandu},  // an older name of the same
        {"Asia/Shanghai", place::shanghai},
        {"Australia/Lord_Howe", place::lord_howe},
        {"Pacific/Chatham", place::chatham},
        {"Pacific/Kiritimati", place::kiritimati},
    }));
    INFO(name);
    CHECK(zone_table(name, 2026y, 2026y) == expected);
}

TEST_CASE("a zone's table goes to the end of its last year", "[zones]") {
    const auto zone = zone_table("Europe/London", 2026y).value();
    CHECK(zone.changes().size() == 24);
    CHECK(zone.changes().back() == cases::OffsetChange{make::time("2037-10-25T01:00:00Z"), 0h});
    // In Kiritimati, 1995 began on what was still the last day of 1994 elsewhere.
    CHECK(zone_table("Pacific/Kiritimati", 1995y, 1995y).value() ==
          make::zone(-10h, {{make::time("1994-12-31T10:00:00Z"), 14h}}));
    // London called its summer time standard time in October 1968: no change of the clocks.
    CHECK(zone_table("Europe/London", 1968y, 1970y).value() ==
          make::zone(0h, {{make::time("1968-02-18T02:00:00Z"), 1h}}));
    CHECK(zone_table("Asia/Kathmandu", 1980y, 1990y).value().changes() ==
          std::vector<cases::OffsetChange>{{make::time("1985-12-31T18:30:00Z"), 5h + 45min}});
    CHECK(zone_table("Pacific/Apia", 2011y, 2011y).value().changes().back() ==
          cases::OffsetChange{make::time("2011-12-30T10:00:00Z"), 14h});
}

TEST_CASE("a name that is no zone's, or years without a table, are refused with words", "[zones]") {
    const auto name = GENERATE(as<std::string>{}, "", "Nowhere/Land", "asia/shanghai",
                               "../../etc/passwd", "+08:00", "Asia");
    CHECK(zone_table(name, 2026y).error().message ==
          "expected a time zone's name as Asia/Shanghai, got \"" + name + '"');
    CHECK(zone_table("Asia/Shanghai", 2026y, 2038y).error().message ==
          "expected years in order, at most 2037, got 2026 to 2038");
    CHECK_FALSE(zone_table("Asia/Shanghai", 2027y, 2026y));
}
