#include "backend/exchange/import/sheet.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backend/exchange/csv.hpp"
#include "common/ids.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::exchange;

namespace {

constexpr std::array<Column, 3> columns = {{{"key", Presence::required}, {"a"}, {"b"}}};

// The only row of `key,a` with this text as a.
Fields row_with(const std::string& a) {
    static std::vector<std::string> names;
    names = {"key", "a"};
    return {names, CsvRow{2, {"k", a}}};
}

std::vector<RowError> errors_of(std::string_view text) {
    Sheet sheet(text, columns);
    while (auto row = sheet.next()) {
        if (row->error()) {
            sheet.refuse(*row->error());
        }
    }
    return sheet.errors();
}

}  // namespace

TEST_CASE("a header has its columns in any order, each once, and no other", "[sheet]") {
    CHECK(errors_of("b,key,a\n").empty());
    CHECK(errors_of(" key , a\n").empty());
    CHECK(errors_of("").size() == 1);
    CHECK(errors_of("a,b\n1,2\n") ==
          std::vector<RowError>{{1, "key", "this column is missing from the header"}});
    CHECK(errors_of("key,colour\n") ==
          std::vector<RowError>{{1, "colour", "an unknown column; known are key,a,b"}});
    CHECK(errors_of("key,a,a\n").size() == 2);
}

TEST_CASE("after a wrong header no row is read", "[sheet]") {
    Sheet sheet("colour\n1\n2\n", columns);
    CHECK_FALSE(sheet.next());
}

TEST_CASE("a column that the file does not have reads as empty", "[sheet]") {
    Sheet sheet("key\nk1\n", columns);
    auto row = sheet.next();
    REQUIRE(row);
    CHECK(row->text("key") == "k1");
    CHECK(row->text("a").empty());
    CHECK_FALSE(row->day("a"));
    CHECK_FALSE(row->amount("b", 1000));
    CHECK_FALSE(row->error());
}

TEST_CASE("amounts are exact in their smallest unit", "[sheet]") {
    const auto row = GENERATE(table<std::string, std::int64_t, std::int64_t>({
        {"0", 1000, 0},
        {"12", 1000, 12'000},
        {"12.5", 1000, 12'500},
        {"0.1", 1000, 100},
        {"131072.3", 1000, 131'072'300},
        {"1.5", 3600, 5'400},
        {"0.0001", 3600, 0},
        {"0.00015", 3600, 1},
        {"12.345", 100, 1'235},
        {"7.", 100, 700},
        {"99999999.999999999", 1000, 100'000'000'000},
    }));
    Fields fields = row_with(std::get<0>(row));
    INFO(std::get<0>(row));
    CHECK(fields.amount("a", std::get<1>(row)) == std::get<2>(row));
    CHECK_FALSE(fields.error());
}

TEST_CASE("what is no amount is refused", "[sheet]") {
    const auto text =
        GENERATE(values<std::string>({"-1", "+1", "-0", "1,5", "1 000", ".5", "1.5.2", "1e5",
                                      "12km", "100000001", "nan", "99999999999999999999", "1.-5"}));
    INFO(text);
    Fields fields = row_with(text);
    CHECK_FALSE(fields.amount("a", 1000));
    REQUIRE(fields.error());
    CHECK(fields.error()->line == 2);
    CHECK(fields.error()->column == "a");
}

TEST_CASE("each kind of field says what it expected", "[sheet]") {
    constexpr std::array<std::string_view, 2> words = {"zh", "en"};
    CHECK(row_with("en").word("a", words) == 1U);
    CHECK(row_with("2026-11-22").day("a") == make::day("2026-11-22"));
    CHECK(row_with("2026-11-22 08:30").time("a") == make::time("2026-11-22T08:30:00Z"));
    CHECK(row_with("42").whole("a") == 42);
    CHECK(row_with("TRUCK001").id<TruckId>("a") == make::truck_id("TRUCK001"));
    const auto refused = [](const std::string& text, auto read) {
        Fields fields = row_with(text);
        read(fields);
        return fields.error() ? fields.error()->reason : "";
    };
    CHECK(refused("de", [&](Fields& row) { row.word("a", words); }) ==
          "expected one of zh, en, got \"de\"");
    CHECK_THAT(refused("22.11.2026", [](Fields& row) { row.day("a"); }),
               Catch::Contains("expected a date"));
    CHECK_THAT(refused("1.5", [](Fields& row) { row.whole("a"); }),
               Catch::Contains("expected a whole number"));
    CHECK_THAT(refused("truck 1", [](Fields& row) { row.id<TruckId>("a"); }),
               Catch::Contains("expected a truck id"));
    CHECK_THAT(refused(std::string(1001, 'x'), [](Fields& row) { row.text("a"); }),
               Catch::Contains("at most 1000 bytes"));
    CHECK(refused("a\x1B[31m", [](Fields& row) { row.text("a"); }) == "a control character");
    CHECK(refused("two\r\nlines", [](Fields& row) { row.text("a"); }).empty());
}
