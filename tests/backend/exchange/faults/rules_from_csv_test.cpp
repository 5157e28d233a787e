#include "backend/exchange/faults/rules_from_csv.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/faults/comebacks.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using exchange::FileKind;
using faults::RuleSet;

namespace {

const Time now = make::time("2026-11-23");

exchange::FileFacts read(FileKind kind, const std::string& text) {
    return exchange::facts_from_csv(kind, text, now);
}

std::string wrong(FileKind kind, const std::string& text) {
    const auto file = read(kind, text);
    REQUIRE(file.errors.size() == 1);
    CHECK(file.rows.empty());
    return file.errors[0].column;
}

}  // namespace

TEST_CASE("the built-in rules as a file read back as what they are", "[rules_csv]") {
    const auto built_in = faults::built_in_rules();
    const auto file = read(FileKind::rules, exchange::rules_csv(7, built_in));
    REQUIRE(file.errors.empty());
    REQUIRE(file.rows.size() == 1);
    const auto& set = std::get<RuleSet>(file.rows[0].facts.at(0));
    CHECK(set.version == 7);
    CHECK(std::ranges::equal(set.rules, built_in));
}

TEST_CASE("every column of a rule says what it names", "[rules_csv]") {
    const auto file =
        read(FileKind::rules,
             "version,rule,action,effect,spn,fmi,source_address,lamp,flash,times_in_30_days,flaps,"
             "occurrences,open_days,model,customer,within_days,within_km,name_zh,name_en\n"
             "3,noise,log,at_most,100;520192-520200,3-5,0;3,amber_warning,fast,2,4,5,6,X3000,C1,7,"
             "1500,噪声,noise\n"
             "3,red_stop_lamp,,off,,,,,,,,,,,,,,,\n");
    REQUIRE(file.rows.size() == 1);
    const auto& set = std::get<RuleSet>(file.rows[0].facts.at(0));
    REQUIRE(set.rules.size() == 2);
    faults::Rule wanted;
    wanted.key = "noise";
    wanted.effect = faults::Effect::at_most;
    wanted.when = {.spns = {{.first = 100, .last = 100}, {.first = 520'192, .last = 520'200}},
                   .fmis = 0b111000,
                   .source_addresses = {0, 3},
                   .lamp = faults::LampKind::amber_warning,
                   .flash = Flash::fast,
                   .episodes = 2,
                   .flaps = 4,
                   .occurrences = 5,
                   .open_for = std::chrono::days{6},
                   .model = "X3000",
                   .customer = "C1"};
    wanted.within = std::chrono::days{7};
    wanted.within_m = 1'500'000;
    wanted.name_zh = "噪声";
    wanted.name_en = "noise";
    CHECK(set.rules[0] == wanted);
    CHECK(set.rules[1].effect == faults::Effect::off);
}

TEST_CASE("a system stands for its codes in the catalogue", "[rules_csv]") {
    const auto file = read(FileKind::rules, "version,rule,action,system\n1,b,stop_now,brakes\n");
    REQUIRE(file.rows.size() == 1);
    const auto& set = std::get<RuleSet>(file.rows[0].facts.at(0));
    const faults::Conditions& when = set.rules.at(0).when;
    CHECK(when.spns.size() > 10);
    CHECK(faults::applies(when, {.key = {.spn = 563}, .lamps = {}}, {}));
    CHECK_FALSE(faults::applies(when, {.key = {.spn = 100}, .lamps = {}}, {}));
}

TEST_CASE("a set of rules with one wrong row is not taken at all", "[rules_csv]") {
    const auto with = [](const std::string& head, const std::string& row) {
        return wrong(FileKind::rules,
                     "version,rule,action" + head + "\n1,good,log" +
                         std::string(static_cast<std::size_t>(std::ranges::count(head, ',')), ',') +
                         '\n' + row + '\n');
    };
    CHECK(with("", "2,b,log") == "version");
    CHECK(with("", "1,good,log") == "rule");
    CHECK(with("", "1,\"a,b\",log") == "rule");
    CHECK(with("", "1,b,") == "action");
    CHECK(with("", "1,b,panic") == "action");
    CHECK(with(",spn", "1,b,log,524288") == "spn");
    CHECK(with(",spn", "1,b,log,9-3") == "spn");
    CHECK(with(",spn", "1,b,log,1;;2") == "spn");
    CHECK(with(",system", "1,b,log,wings") == "system");
    CHECK(with(",fmi", "1,b,log,32") == "fmi");
    CHECK(with(",flash", "1,b,log,fast") == "flash");
    CHECK(with(",occurrences", "1,b,log,127") == "occurrences");
}

TEST_CASE("a repair names what it was for", "[rules_csv]") {
    const auto file = read(FileKind::repairs,
                           "truck,repair,done_at,faults,odometer_km,by,words,void\n"
                           "TRUCK001,A1,2026-11-20T10:00Z,110;3216/4; 3/191/12 ,1000.5,Li,pump,\n"
                           "TRUCK001,A2,2026-11-21T10:00Z,110,,,,yes\n");
    REQUIRE(file.errors.empty());
    REQUIRE(file.rows.size() == 2);
    const auto& repair = std::get<faults::Repair>(file.rows[0].facts.at(0));
    CHECK(repair == faults::Repair{.truck = make::truck_id(),
                                   .id = "A1",
                                   .at = make::time("2026-11-20T10:00Z"),
                                   .faults = {{.source_address = {}, .spn = 110, .fmi = {}},
                                              {.source_address = {}, .spn = 3216, .fmi = 4},
                                              {.source_address = 3, .spn = 191, .fmi = 12}},
                                   .odometer_m = 1'000'500,
                                   .by = "Li",
                                   .words = "pump"});
    CHECK(std::get<faults::Repair>(file.rows[1].facts.at(0)).is_void);
    const std::string head = "truck,repair,done_at,faults\nTRUCK001,A1,";
    CHECK(wrong(FileKind::repairs, head + "2026-11-30T10:00Z,110\n") == "done_at");
    CHECK(wrong(FileKind::repairs, head + "2026-11-20T10:00Z,oil\n") == "faults");
    CHECK(wrong(FileKind::repairs, head + "2026-11-20T10:00Z,1/2/3/4\n") == "faults");
    CHECK(wrong(FileKind::repairs, head + "2026-11-20T10:00Z,110/32\n") == "faults");
}
