#include "backend/exchange/care/timetable_csv.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "backend/customers/care/timetable.hpp"
#include "backend/store/care/timetable_rows.hpp"
#include "backend/truck/registry.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using exchange::RowError;

namespace {

const std::string head = "version,rule,occasion,from_days,on_days,until_days";

std::vector<RowError> errors_of(const std::string& lines) {
    return exchange::timetable_from_csv(head + '\n' + lines).errors;
}

std::string replaced(std::string text, const std::string& from, const std::string& by) {
    return text.replace(text.find(from), from.size(), by);
}

}  // namespace

TEST_CASE("a timetable is written as it is read", "[care_csv]") {
    care::Timetable own = care::built_in_timetable();
    own.version = 4;
    own.cap = {.most = 3, .in_days = 20, .apart_days = 5};
    own.persistence = {.again_after_days = 1, .most_tries = 4, .escalate_after_days = 9};
    own.thresholds = {.drifting_after_days = 50, .replacement_years = 6};
    own.rules[0].segments = {"long-haul", "tipper"};
    const auto read = exchange::timetable_from_csv(exchange::to_csv(own));
    CHECK(read.errors.empty());
    CHECK(read.timetable == own);
}

TEST_CASE("what is wrong with a timetable is named by line and column", "[care_csv]") {
    CHECK(errors_of("1,call,delivery,0,one,3") ==
          std::vector<RowError>{
              {2, "on_days", "expected days from the occasion like -7, got \"one\""}});
    CHECK(errors_of("0,call,delivery,0,1,3").at(0).column == "version");
    CHECK(errors_of("1,call,wedding,0,1,3").at(0).column == "occasion");
    CHECK(errors_of("1,call,,0,1,3").at(0).column == "occasion");
    CHECK(errors_of("1,call,delivery,0,1,3\n2,win,delivery,0,1,3").at(0) ==
          RowError{3, "version", "another version than in the first line"});
    CHECK(errors_of("1,call,delivery,0,1,3\n1,call,delivery,0,1,3").at(0).column == "rule");
    CHECK(errors_of("1,call,delivery,4,1,3").at(0).reason ==
          "care rule 'call': its days must be in the order from, on, until");
    CHECK(errors_of("").at(0).reason == "no rule stands in the file");
}

TEST_CASE("a timetable is imported as a whole, once, and under a version that rises",
          "[care_csv]") {
    const auto database = support::empty_store();
    const Time now = make::time("2026-06-01");
    care::Timetable own = care::built_in_timetable();
    own.version = 1;
    const std::string text = exchange::to_csv(own);
    CHECK(exchange::import_timetable(*database, text, now).taken == own.rules.size());
    CHECK(exchange::import_timetable(*database, text, now).unchanged == own.rules.size());
    CHECK(store::timetable_in_force(*database) == own);
    const auto refused =
        exchange::import_timetable(*database, replaced(text, ",3,30,60,", ",2,30,60,"), now);
    REQUIRE(refused.errors.size() == 1);
    CHECK(refused.errors[0].column == "version");
    CHECK(store::timetable_in_force(*database) == own);
}
