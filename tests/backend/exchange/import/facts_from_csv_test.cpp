#include "backend/exchange/import/facts_from_csv.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::exchange;

namespace {

const Time now = make::time("2026-11-22T12:00:00Z");

FileFacts read(FileKind kind, std::string_view text) {
    return facts_from_csv(kind, text, now);
}

// The only fact of the only row.
template <class Fact>
Fact only(FileKind kind, std::string_view text) {
    const FileFacts file = read(kind, text);
    for (const RowError& error : file.errors) {
        FAIL_CHECK(error.line << ": " << error.column << ": " << error.reason);
    }
    REQUIRE(file.rows.size() == 1);
    REQUIRE(file.rows[0].facts.size() == 1);
    return std::get<Fact>(file.rows[0].facts[0]);
}

std::vector<std::size_t> lines_of(const std::vector<RowError>& errors) {
    std::vector<std::size_t> lines;
    for (const RowError& error : errors) {
        lines.push_back(error.line);
    }
    return lines;
}

}  // namespace

TEST_CASE("a customer is read with all that the file says", "[facts]") {
    CHECK(only<truck::Customer>(FileKind::customers,
                                "tier,customer,dealer,name,contact,phone,language\n"
                                "vip,C1,济南,\"Li, Wang\",王,0531,en\n") ==
          truck::Customer{.id = CustomerId::from("C1").value(),
                          .dealer = DealerId::from("济南").value(),
                          .name = "Li, Wang",
                          .contact = "王",
                          .phone = "0531",
                          .language = "en",
                          .tier = truck::Tier::vip});
    CHECK(only<truck::Customer>(FileKind::customers, "customer,dealer,name\nC1,D1,N\n").language ==
          "zh");
}

TEST_CASE("a truck's line is its record, and whose it is since when", "[facts]") {
    const std::string header = "truck,plan,delivered_on,customer,owned_from\n";
    const auto owner_of = [&](const std::string& line) {
        const FileFacts file = read(FileKind::trucks, header + line);
        REQUIRE(file.rows.size() == 1);
        REQUIRE(file.rows[0].facts.size() == 2);
        return std::get<truck::Ownership>(file.rows[0].facts[1]);
    };
    const TruckId truck = make::truck_id("TRUCK001");
    const auto customer = CustomerId::from("C1").value();
    CHECK(owner_of("TRUCK001,P,2026-01-05,C1,2026-03-01") ==
          truck::Ownership{truck, customer, make::time("2026-03-01")});
    CHECK(owner_of("TRUCK001,P,2026-01-05,C1,") ==
          truck::Ownership{truck, customer, make::time("2026-01-05")});
    CHECK(owner_of("TRUCK001,,,C1,") == truck::Ownership{truck, customer, Time{}});
    CHECK(owner_of("TRUCK001,,,,2026-04-01") ==
          truck::Ownership{truck, std::nullopt, make::time("2026-04-01")});
    CHECK(only<truck::TruckRecord>(FileKind::trucks, header + "TRUCK001,P,2026-01-05,,") ==
          truck::TruckRecord{.id = truck,
                             .plan = PlanId::from("P").value(),
                             .delivered = make::day("2026-01-05")});
}

TEST_CASE("a truck may have several owners, and only them", "[facts]") {
    const std::string header = "truck,plate,customer,owned_from\n";
    CHECK(read(FileKind::trucks, header + "TRUCK001,A,C1,2026-01-01\nTRUCK001,A,C2,2026-02-01\n")
              .rows.size() == 2);
    CHECK(lines_of(read(FileKind::trucks,
                        header + "TRUCK001,A,C1,2026-01-01\nTRUCK001,B,C2,2026-02-01\n")
                       .errors) == std::vector<std::size_t>{3});
    CHECK(lines_of(read(FileKind::trucks,
                        header + "TRUCK001,A,C1,2026-01-01\nTRUCK001,A,C2,2026-01-01\n")
                       .errors) == std::vector<std::size_t>{3});
}

TEST_CASE("the lines of a plan are one plan", "[facts]") {
    const FileFacts file =
        read(FileKind::plans,
             "plan,version,item,name_zh,name_en,first_km,first_h,first_days,every_km,every_h,"
             "every_days,tolerance_km,tolerance_h,tolerance_days,labour_min\n"
             "P,2,oil,机油,oil,5000,,30,20000.5,500,365,1000,25,14,90\n"
             "P,2,belt,,,,1000,,,,,,,,\n"
             "Q,1,oil,,,,,,,,180,,,,\n");
    REQUIRE(file.errors.empty());
    REQUIRE(file.rows.size() == 2);
    CHECK(std::get<due::Plan>(file.rows[0].facts[0]) ==
          due::Plan{.id = PlanId::from("P").value(),
                    .version = 2,
                    .items = {{.key = "oil",
                               .name_zh = "机油",
                               .name_en = "oil",
                               .first = {5'000'000, std::nullopt, 30},
                               .every = {20'000'500, 1'800'000, 365},
                               .tolerance = {1'000'000, 90'000, 14},
                               .labour_minutes = 90},
                              {.key = "belt", .first = {{}, 3'600'000, {}}}}});
    CHECK(file.rows[1].line == 4);
}

TEST_CASE("a plan with one wrong line is not taken, its neighbours are", "[facts]") {
    const auto bad = GENERATE(values<std::string>({
        "P,1,belt,often",  // no number
        "P,1,oil,100",     // twice
        "P,1,belt,",       // no interval at all
        "P,1,,100",        // no item
        "P,1,belt",        // no row
        "P,1,be\"lt,100",  // no CSV
    }));
    INFO(bad);
    const auto place = GENERATE(0, 1);
    const std::string good = "P,1,oil,20000\n";
    const std::string body =
        place == 0 ? bad + "\nP,1,filter,5\n" + good : good + "P,1,filter,5\n" + bad + "\n";
    const FileFacts file = read(
        FileKind::plans, "plan,version,item,every_km\nO,1,oil,10000\n" + body + "Q,1,oil,10000\n");
    std::vector<std::string> taken;
    for (const RowFacts& row : file.rows) {
        taken.push_back(std::get<due::Plan>(row.facts[0]).id.text());
    }
    CHECK(std::ranges::count(taken, "P") == 0);
    CHECK(file.errors.size() >= 2);
    if (bad.find("\"") == std::string::npos && bad != "P,1,belt") {
        CHECK(taken == std::vector<std::string>{"O", "Q"});
    }
}

TEST_CASE("a service is read exactly", "[facts]") {
    const auto done = only<due::Completion>(
        FileKind::services,
        "truck,item,done_at,odometer_km,engine_h,workshop,cost,note\n"
        "TRUCK001,oil,2026-03-04 08:15,142300.4,2704.5,东站,2460.50,\"pads, front\"\n");
    CHECK(done == due::Completion{.truck = make::truck_id("TRUCK001"),
                                  .item = "oil",
                                  .at = make::time("2026-03-04T08:15:00Z"),
                                  .odometer_m = 142'300'400,
                                  .engine_time_s = 9'736'200,
                                  .workshop = "东站",
                                  .note = "pads, front",
                                  .cost_cents = 246'050});
}

TEST_CASE("a service may say when the truck stood in the workshop for it", "[facts]") {
    const auto done = only<due::Completion>(FileKind::services,
                                            "truck,item,done_at,arrived,left\n"
                                            "TRUCK001,oil,2026-03-04 08:15,2026-03-04 07:30,"
                                            "2026-03-04T12:00Z\n");
    CHECK(done.arrived == make::time("2026-03-04T07:30:00Z"));
    CHECK(done.left == make::time("2026-03-04T12:00:00Z"));
    const auto none = only<due::Completion>(
        FileKind::services, "truck,item,done_at,arrived,left\nTRUCK001,oil,2026-03-04,,\n");
    CHECK_FALSE(none.arrived);
    CHECK_FALSE(none.left);
}

TEST_CASE("a reading's line is one reading a meter", "[facts]") {
    const FileFacts file = read(FileKind::readings,
                                "truck,at,odometer_km,engine_h,by\n"
                                "TRUCK001,2026-03-04,10.5,,Li\n"
                                "TRUCK001,2026-03-05,11,2,Li\n");
    REQUIRE(file.errors.empty());
    CHECK(file.rows[0].facts ==
          std::vector<store::Fact>{truck::ManualReading{.truck = make::truck_id("TRUCK001"),
                                                        .kind = MeterKind::odometer,
                                                        .at = make::time("2026-03-04"),
                                                        .value = 10'500,
                                                        .by = "Li"}});
    CHECK(file.rows[1].facts.size() == 2);
}

TEST_CASE("a level's line says what an instrument shows from then on", "[facts]") {
    const FileFacts file = read(FileKind::levels,
                                "truck,from,odometer_km,life_km,engine_h,spn,source_address,state\n"
                                "TRUCK001,2026-03-04,10.5,500010.5,,917,23,\n"
                                "TRUCK001,2026-03-05,,,2,,,withdrawn\n");
    REQUIRE(file.errors.empty());
    const Time at = make::time("2026-03-04");
    CHECK(file.rows[0].facts ==
          std::vector<store::Fact>{
              truck::MeterLevel{.truck = make::truck_id("TRUCK001"),
                                .kind = MeterKind::odometer,
                                .level = {.at = at,
                                          .source = MeterSource{.spn = 917, .source_address = 23},
                                          .shown = 10'500,
                                          .life = 500'010'500}}});
    CHECK(file.rows[1].facts ==
          std::vector<store::Fact>{truck::MeterLevel{
              .truck = make::truck_id("TRUCK001"),
              .kind = MeterKind::engine_time,
              .level = {.at = at + std::chrono::days{1}, .shown = 7'200, .is_withdrawn = true}}});
}

TEST_CASE("a level that says too little, or two things, is refused by its column", "[facts]") {
    const auto [head, row, column] = GENERATE(table<std::string, std::string, std::string>(
        {{"odometer_km", "", "odometer_km"},
         {"odometer_km,engine_h", "5,5", "odometer_km"},
         {"engine_h,life_km", "5,5", "life_km"},
         {"engine_h,spn", "5,917", "spn"},
         {"engine_h,spn,source_address", "5,917,256", "spn"},
         {"odometer_km", "99999999999", "odometer_km"},
         {"odometer_km,state", "5,gone", "state"}}));
    INFO(head << ' ' << row);
    const FileFacts file =
        read(FileKind::levels, "truck,from," + head + "\nTRUCK001,2026-01-01," + row + '\n');
    REQUIRE(file.errors.size() == 1);
    CHECK(file.errors.front().column == column);
    CHECK(file.rows.empty());
}

TEST_CASE("a calendar of quiet days is taken as a whole, or not at all", "[facts]") {
    const auto calendar = only<truck::QuietDays>(
        FileKind::quiet_days,
        "from,until,weight\n2027-02-04,2027-02-14,\n2026-10-01,2026-10-08,0.3\n");
    REQUIRE(calendar.spans().size() == 2);
    CHECK(calendar.spans()[0].from == make::time("2026-10-01T00:00:00Z"));
    CHECK(calendar.spans()[0].weight == 0.3);
    CHECK(calendar.spans()[1].until == make::time("2027-02-14T00:00:00Z"));
    CHECK(calendar.spans()[1].weight == 0.1);
    CHECK(only<truck::QuietDays>(FileKind::quiet_days, "from,until\n") == truck::QuietDays{});
    const FileFacts wrong =
        read(FileKind::quiet_days,
             "from,until,weight\n2026-10-01,2026-10-08,\n2026-10-07,2026-10-09,\n"
             "2027-02-04,,\n2027-02-04,2027-02-14,7\n");
    CHECK(wrong.rows.empty());
    CHECK(lines_of(wrong.errors) == std::vector<std::size_t>{3, 4, 5});
}

TEST_CASE("each wrong row is named with line, column and reason, and costs no other", "[facts]") {
    const auto row = GENERATE(table<FileKind, std::string, std::string, std::string>({
        {FileKind::customers, "customer,dealer,name,tier", "C1,D1,,vip", "name"},
        {FileKind::customers, "customer,dealer,name,tier", "C1,D1,N,gold", "tier"},
        {FileKind::customers, "customer,dealer,name,tier", ",D1,N,", "customer"},
        {FileKind::trucks, "truck,delivered_on", "TRUCK-1,2026-01-01", "truck"},
        {FileKind::trucks, "truck,delivered_on", "TRUCK001,1.1.2026", "delivered_on"},
        {FileKind::services, "truck,item,done_at", "TRUCK001,oil,", "done_at"},
        {FileKind::services, "truck,item,done_at", "TRUCK001,,2026-01-01", "item"},
        {FileKind::services, "truck,item,done_at", "TRUCK001,oil,2026-11-24", "done_at"},
        {FileKind::services, "truck,item,done_at,arrived,left",
         "TRUCK001,oil,2026-01-01,2026-01-01,", "left"},
        {FileKind::services, "truck,item,done_at,arrived,left",
         "TRUCK001,oil,2026-01-01,,2026-01-01", "arrived"},
        {FileKind::services, "truck,item,done_at,arrived,left",
         "TRUCK001,oil,2026-01-01,2026-01-02,2026-01-01", "left"},
        {FileKind::services, "truck,item,done_at,arrived,left",
         "TRUCK001,oil,2026-01-01,2026-01-01,2026-12-24", "left"},
        {FileKind::readings, "truck,at,odometer_km", "TRUCK001,2026-01-01,", "odometer_km"},
        {FileKind::readings, "truck,at,odometer_km", "TRUCK001,2026-01-01,-5", "odometer_km"},
        {FileKind::readings, "truck,at,odometer_km", "TRUCK001,2027-01-01,5", "at"},
    }));
    INFO(std::get<2>(row));
    const std::map<FileKind, std::string> good = {
        {FileKind::customers, "C9,D1,N,vip"},
        {FileKind::trucks, "TRUCK009,2026-01-01"},
        {FileKind::services, "TRUCK009,oil,2026-01-01"},
        {FileKind::readings, "TRUCK009,2026-01-01,5"},
    };
    const FileKind kind = std::get<0>(row);
    const auto columns = std::ranges::count(std::get<1>(row), ',');
    const auto of_good = std::ranges::count(good.at(kind), ',');
    const std::string more(static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, columns - of_good)),
                           ',');
    const FileFacts file =
        read(kind, std::get<1>(row) + '\n' + std::get<2>(row) + '\n' + good.at(kind) + more + '\n');
    CHECK(file.rows.size() == 1);
    REQUIRE(file.errors.size() == 1);
    CHECK(file.errors[0].line == 2);
    CHECK(file.errors[0].column == std::get<3>(row));
    CHECK_FALSE(file.errors[0].reason.empty());
}

TEST_CASE("what stands twice in a file is refused the second time", "[facts]") {
    const auto row = GENERATE(table<FileKind, std::string, std::string>({
        {FileKind::customers, "customer,dealer,name", "C1,D1,N"},
        {FileKind::trucks, "truck,customer", "TRUCK001,C1"},
        {FileKind::services, "truck,item,done_at", "TRUCK001,oil,2026-01-01"},
        {FileKind::readings, "truck,at,odometer_km", "TRUCK001,2026-01-01,5"},
    }));
    const std::string line = std::get<2>(row) + '\n';
    const FileFacts file = read(std::get<0>(row), std::get<1>(row) + '\n' + line + line);
    CHECK(file.rows.size() == 1);
    CHECK(lines_of(file.errors) == std::vector<std::size_t>{3});
    CHECK_THAT(file.errors[0].reason, Catch::Contains("line 2"));
}

TEST_CASE("the sample files are without fault", "[facts]") {
    const auto row = GENERATE(table<FileKind, std::string, std::size_t>({
        {FileKind::customers, "customers", 3},
        {FileKind::plans, "plans", 3},
        {FileKind::trucks, "trucks", 4},
        {FileKind::services, "services", 8},
    }));
    std::ifstream stream(SOURCE_DIR "/tests/simulator/sample/" + std::get<1>(row) + ".csv");
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const FileFacts file = read(std::get<0>(row), text);
    CHECK(file.errors.empty());
    CHECK(file.rows.size() == std::get<2>(row));
}
