#include "backend/exchange/import/workshops_from_csv.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "backend/due/visits/workshop.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::exchange;
using namespace std::chrono_literals;

namespace {

due::Workshop only(const FileFacts& file) {
    for (const RowError& error : file.errors) {
        FAIL_CHECK(error.line << ": " << error.column << ": " << error.reason);
    }
    REQUIRE(file.rows.size() == 1);
    return std::get<due::Workshop>(file.rows[0].facts.at(0));
}

}  // namespace

TEST_CASE("a workshop is read with its hours, its holidays and what a stay takes", "[facts]") {
    const auto workshop = only(workshops_from_csv(
        "workshop,name,dealer,utc_offset,mon,sat,sun,closed_on,mechanics,hand_over_min,phone,"
        "address\n"
        "W2,北站,D1,+05:30,06:00-24:00,closed,9:00 - 12:00,"
        "2027-01-01; 2026-10-01/2026-10-03;2026-10-02,2,45,0755 1,Road 1\n"));
    due::Workshop expected{.key = "W2",
                           .name = "北站",
                           .dealer = "D1",
                           .utc_offset = 330min,
                           .mechanics = 2,
                           .hand_over = 45min,
                           .phone = "0755 1",
                           .address = "Road 1"};
    expected.opening.week[0] = {.from = 6, .until = 24};
    expected.opening.week[5] = {.from = 0, .until = 0};
    expected.opening.week[6] = {.from = 9, .until = 12};
    expected.opening.closed = {make::day("2026-10-01"), make::day("2026-10-02"),
                               make::day("2026-10-03"), make::day("2027-01-01")};
    CHECK(workshop == expected);
}

TEST_CASE("what a workshop's line does not say is as usual: Sundays closed, China's time",
          "[facts]") {
    const auto workshop = only(workshops_from_csv("workshop,utc_offset,mon\nW1,,\n"));
    CHECK(workshop == due::Workshop{.key = "W1"});
    CHECK(workshop.utc_offset == 8h);
    CHECK(workshop.opening.is_open(make::day("2026-11-21")));
    CHECK_FALSE(workshop.opening.is_open(make::day("2026-11-22")));
}

TEST_CASE("a workshop's line that means nothing is refused with its column", "[facts]") {
    const auto [column, value] = GENERATE(table<std::string, std::string>({
        {"utc_offset", "8"},
        {"utc_offset", "+15:00"},
        {"utc_offset", "+08:0x"},
        {"mon", "08:00"},
        {"mon", "18:00-08:00"},
        {"mon", "08:30-18:00"},
        {"mon", "08:00-25:00"},
        {"closed_on", "tomorrow"},
        {"closed_on", "2026-10-07/2026-10-01"},
        {"closed_on", "2026-10-01/2028-10-01"},
        {"mechanics", "0"},
        {"mechanics", "51"},
        {"hand_over_min", "10081"},
    }));
    INFO(column << ' ' << value);
    const auto file = workshops_from_csv("workshop," + column + "\nW1," + value + '\n');
    REQUIRE(file.errors.size() == 1);
    CHECK(file.errors[0].column == column);
    CHECK(file.rows.empty());
}

TEST_CASE("a workshop that is never open, or stands there twice, is refused", "[facts]") {
    const std::string closed = "closed,closed,closed,closed,closed,closed";
    CHECK(
        workshops_from_csv("workshop,mon,tue,wed,thu,fri,sat\nW1," + closed + "\n").errors.size() ==
        1);
    CHECK(workshops_from_csv("workshop\nW1\nW1\n").errors.size() == 1);
}
