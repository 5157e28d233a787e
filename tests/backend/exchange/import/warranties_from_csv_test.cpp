#include "backend/exchange/import/warranties_from_csv.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "backend/customers/coverage.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::exchange;

namespace {

FileFacts read(const std::string& text) {
    return facts_from_csv(FileKind::warranties, text, make::time("2026-06-01"));
}

const std::string head =
    "truck,warranty,starts_on,months,ends_on,km_limit,covers,kind,name,withdrawn\n";

}  // namespace

TEST_CASE("a line is a paper, by months or by its last day", "[warranties]") {
    const auto file = read(head +
                           "TRUCK001,W1,2026-01-15,24,,200000,engine; brakes;engine,,basic,\n"
                           "TRUCK001,gold,2026-01-15,,2026-12-31,,all,agreement,,yes\n");
    REQUIRE(file.errors.empty());
    REQUIRE(file.rows.size() == 2);
    const auto& first = std::get<customers::TruckPaper>(file.rows[0].facts.at(0));
    CHECK(first.truck == make::truck_id("TRUCK001"));
    CHECK(first.paper == customers::Paper{.id = customers::PaperId::from("W1").value(),
                                          .name = "basic",
                                          .from = make::day("2026-01-15"),
                                          .until = make::day("2028-01-14"),
                                          .most_m = 200'000'000,
                                          .systems = {"brakes", "engine"}});
    const auto& second = std::get<customers::TruckPaper>(file.rows[1].facts.at(0)).paper;
    CHECK(second.kind == customers::PaperKind::agreement);
    CHECK(second.until == make::day("2026-12-31"));
    CHECK_FALSE(second.most_m);
    CHECK(second.systems.empty());
    CHECK(second.is_withdrawn);
}

TEST_CASE("a line that cannot be is refused by its column, and its neighbour is not",
          "[warranties]") {
    const auto [line, column] = GENERATE(table<std::string, std::string>({
        {"TRUCK001,W1,,24,,,,,,", "starts_on"},
        {"TRUCK001,W1,2026-01-15,,,,,,,", "months"},
        {"TRUCK001,W1,2026-01-15,24,2026-12-31,,,,,", "months"},
        {"TRUCK001,W1,2026-01-15,0,,,,,,", "months"},
        {"TRUCK001,W1,2026-01-15,,2026-01-14,,,,,", "ends_on"},
        {"TRUCK001,W1,2026-01-15,24,,much,,,,", "km_limit"},
        {"TRUCK001,W1,2026-01-15,24,,,gearbox,,,", "covers"},
        {"TRUCK001,W1,2026-01-15,24,,,,gift,,", "kind"},
        {"TRUCK001,,2026-01-15,24,,,,,,", "warranty"},
        {"TRUCK001,W2,2026-01-15,24,,,,,,", "warranty"},
    }));
    INFO(line);
    const auto file = read(head + "TRUCK001,W2,2026-01-15,24,,,,,,\n" + line + "\n");
    CHECK(file.rows.size() == 1);
    REQUIRE(file.errors.size() == 1);
    CHECK(file.errors[0].line == 3);
    CHECK(file.errors[0].column == column);
}
