// Uptime by HTTP: figures, the intervals behind them, corrections, the monthly report.

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/due/plans.hpp"
#include "backend/faults/comebacks.hpp"
#include "backend/http/message.hpp"
#include "backend/http/resources/routes.hpp"
#include "backend/http/router.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/uptime/intervals.hpp"
#include "backend/uptime/operating.hpp"
#include "backend/uptime/said.hpp"
#include "common/time.hpp"
#include "tests/backend/cases/places.hpp"
#include "tests/backend/cases/tales.hpp"
#include "tests/backend/http/tenants.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::http;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

struct Desk {
    Tenants tenants;
    Router router{routes(), tenants.services()};
    std::string staff = "Bearer " + tenants.token(dealer("DEALER-1"));

    Response ask(const std::string& target, const std::string& who = "") {
        return tenants.answer(router, {.method = "GET",
                                       .target = target,
                                       .authorization = who.empty() ? staff : who,
                                       .body = "",
                                       .content_type = ""});
    }
    json get(const std::string& target, const std::string& who = "") {
        return json::parse(ask(target, who).body);
    }
    Response correct(const json& body, const std::string& truck = "TRUCKB01") {
        return tenants.answer(router, {.method = "POST",
                                       .target = "/api/v1/trucks/" + truck + "/uptime/corrections",
                                       .authorization = staff,
                                       .body = body.dump(),
                                       .content_type = "application/json"});
    }
    std::string customer_token(const char* id) { return "Bearer " + tenants.token(customer(id)); }
};

const std::string january = "from_on=2026-01-01&to_on=2026-02-01";
const std::string february = "from_on=2026-02-01&to_on=2026-03-01";
const std::string both = "from_on=2026-01-01&to_on=2026-03-01";

json correction(const char* id, const char* from, const char* to, const char* condition) {
    return {{"correction", id}, {"from", from},           {"to", to},
            {"by", "Li"},       {"condition", condition}, {"reason", "the driver was ill"}};
}

due::Completion stay(const char* truck, const char* arrived, const char* left) {
    auto done = make::completion("oil", make::time(left));
    done.truck = make::truck_id(truck);
    done.workshop = "W1";
    done.arrived = make::time(arrived);
    done.left = make::time(left);
    return done;
}

std::int64_t hours_of(const json& row, const char* name) {
    return row.at(name).get<std::int64_t>() / 3600;
}

}  // namespace

TEST_CASE("each second of a transfer is its owner's, and the parts are the whole", "[uptime]") {
    Desk desk;
    // Over the transfer of 1 February: 10 h of January, 14 h of February.
    desk.tenants.enter({stay("TRUCKT01", "2026-01-31T14:00:00Z", "2026-02-01T14:00:00Z"),
                        uptime::Correction{.truck = make::truck_id("TRUCKT01"),
                                           .id = "before",
                                           .from = make::time("2026-01-31T20:00:00Z"),
                                           .to = make::time("2026-02-01T02:30:01Z"),
                                           .condition = uptime::Condition::unplanned,
                                           .by = "Li",
                                           .reason = "it did not start",
                                           .entered = Tenants::now()}});
    const auto of = [&](const char* who) {
        return desk.get("/api/v1/uptime?truck=TRUCKT01&" + both, desk.customer_token(who))
            .at("items")
            .at(0);
    };
    const json before = of("CUST-A");
    const json since = of("CUST-B");
    CHECK(before.at("period_s") == 31 * 86'400);
    CHECK(since.at("period_s") == 28 * 86'400);
    CHECK(before.at("planned_s") == 6 * 3600);
    CHECK(since.at("planned_s") == 14 * 3600 - 9001);
    CHECK(before.at("unplanned_s") == 4 * 3600);
    CHECK(since.at("unplanned_s") == 9001);
    const json all = desk.get("/api/v1/uptime?truck=TRUCKT01&" + both).at("items").at(0);
    for (const char* part : {"period_s", "up_s", "planned_s", "unplanned_s", "unknown_s"}) {
        CHECK(all.at(part) ==
              before.at(part).get<std::int64_t>() + since.at(part).get<std::int64_t>());
    }
    SECTION("what began before is shown from his time on, without its name and its words") {
        const json mine = desk.get("/api/v1/uptime/intervals?truck=TRUCKT01&" + both,
                                   desk.customer_token("CUST-B"))
                              .at("items");
        CHECK(mine.at(0).at("from") == "2026-02-01T00:00:00Z");
        CHECK(mine.at(0).at("condition") == "unplanned");
        CHECK(mine.at(0).at("ref") == "");
        CHECK(mine.at(0).at("by") == "");
        CHECK(mine.at(0).at("words") == "");
        const json his = desk.get("/api/v1/uptime/intervals?truck=TRUCKT01&" + both,
                                  desk.customer_token("CUST-A"))
                             .at("items");
        CHECK(his.back().at("ref") == "before");
        CHECK(his.back().at("words") == "it did not start");
        CHECK(his.back().at("to") == "2026-02-01T00:00:00Z");
    }
}

TEST_CASE("a figure opens into its intervals, which touch each other and add up to it",
          "[uptime]") {
    Desk desk;
    const json figure = desk.get("/api/v1/uptime?truck=TRUCKB01&" + both).at("items").at(0);
    const json rows = desk.get("/api/v1/uptime/intervals?truck=TRUCKB01&" + both).at("items");
    json sums = {{"up", 0}, {"planned", 0}, {"unplanned", 0}, {"unknown", 0}};
    std::string at = "2026-01-01T00:00:00Z";
    for (const json& row : rows) {
        CHECK(row.at("from") == at);
        at = row.at("to");
        auto& sum = sums.at(row.at("condition").get<std::string>());
        sum = sum.get<std::int64_t>() + row.at("length_s").get<std::int64_t>();
    }
    CHECK(at == "2026-03-01T00:00:00Z");
    CHECK(sums.at("up") == figure.at("up_s"));
    CHECK(sums.at("planned") == figure.at("planned_s"));
    CHECK(sums.at("unplanned") == figure.at("unplanned_s"));
    CHECK(sums.at("unknown") == figure.at("unknown_s"));
    SECTION("of one condition alone") {
        const json up =
            desk.get("/api/v1/uptime/intervals?condition=up&truck=TRUCKB01&" + both).at("items");
        for (const json& row : up) {
            CHECK(row.at("condition") == "up");
        }
        CHECK_FALSE(up.empty());
    }
    SECTION("for a spreadsheet, with the formula") {
        const auto csv = desk.ask("/api/v1/uptime?format=csv&" + both);
        CHECK(csv.content_type == "text/csv; charset=utf-8");
        CHECK_THAT(csv.body, Catch::StartsWith("key,name,trucks,period_s,up_s") &&
                                 Catch::Contains("up / (up + planned + unplanned)"));
        CHECK_THAT(desk.ask("/api/v1/uptime/intervals?format=csv&truck=TRUCKB01&" + both).body,
                   Catch::StartsWith("truck,plate,customer,from,to,length_s") &&
                       Catch::Contains("TRUCKB01"));
    }
}

TEST_CASE("months are cut where they begin, and add up to the whole", "[uptime]") {
    Desk desk;
    const json months = desk.get("/api/v1/uptime?group=month&" + both).at("items");
    REQUIRE(months.size() == 2);
    CHECK(months.at(0).at("key") == "2026-01");
    CHECK(months.at(0).at("period_s") == 3 * 31 * 86'400);
    CHECK(months.at(1).at("period_s") == 3 * 28 * 86'400);
    for (const char* group : {"model", "segment", "workshop", "customer"}) {
        std::int64_t sum = 0;
        const json rows =
            desk.get("/api/v1/uptime?group=" + std::string(group) + '&' + both).at("items");
        for (const json& row : rows) {
            sum += row.at("up_s").get<std::int64_t>();
        }
        CHECK(sum == months.at(0).at("up_s").get<std::int64_t>() +
                         months.at(1).at("up_s").get<std::int64_t>());
    }
}

TEST_CASE("a correction holds over all else until it is taken back", "[uptime]") {
    Desk desk;
    const auto unplanned = [&] {
        return desk.get("/api/v1/uptime?truck=TRUCKB01&" + february)
            .at("items")
            .at(0)
            .at("unplanned_s")
            .get<std::int64_t>();
    };
    REQUIRE(unplanned() == 0);
    const json said = correction("1", "2026-02-10T08:00:00Z", "2026-02-10T11:00:07Z", "unplanned");
    CHECK(desk.correct(said).status == 201);
    CHECK(unplanned() == 3 * 3600 + 7);
    CHECK(desk.correct(said).status == 200);
    CHECK(unplanned() == 3 * 3600 + 7);
    SECTION("one that was entered later holds over it") {
        CHECK(
            desk.correct(correction("2", "2026-02-10T09:00:00Z", "2026-02-10T10:00:00Z", "planned"))
                .status == 201);
        CHECK(unplanned() == 2 * 3600 + 7);
    }
    SECTION("taken back for good") {
        CHECK(desk.correct({{"correction", "1"},
                            {"reason", "it was TRUCKA01"},
                            {"by", "Li"},
                            {"withdrawn", true}})
                  .status == 201);
        CHECK(unplanned() == 0);
    }
    SECTION("other words under the same name are a conflict") {
        json other = said;
        other["reason"] = "another";
        CHECK(desk.correct(other).status == 409);
    }
    SECTION("what cannot be is refused with words") {
        CHECK(desk.correct(correction("3", "2026-02-10T08:00:00Z", "2026-02-10T08:00:00Z", "up"))
                  .status == 422);
        CHECK(desk.correct(correction("3", "2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z", "up"))
                  .status == 422);
        CHECK(
            desk.correct(correction("3", "2026-02-10T08:00:00Z", "2026-02-10T09:00:00Z", "broken"))
                .status == 422);
        CHECK(
            desk.correct({{"correction", "9"}, {"reason", "?"}, {"by", "Li"}, {"withdrawn", true}})
                .status == 404);
        CHECK(desk.correct(said, "TRUCKX01").status == 404);
    }
    SECTION("with its author and its reason") {
        const json row =
            desk.get("/api/v1/uptime/intervals?condition=unplanned&truck=TRUCKB01&" + february)
                .at("items")
                .at(0);
        CHECK(row.at("by") == "Li");
        CHECK(row.at("words") == "the driver was ill");
        CHECK(row.at("source") == "correction");
    }
}

TEST_CASE("a case that is entered late changes the month in which it was", "[uptime]") {
    Desk desk;
    const auto enter = [&](const char* id, const char* at, cases::Said said) {
        desk.tenants.enter({cases::TruckEntry{.truck = make::truck_id("TRUCKB01"),
                                              .entry = {.at = make::time(at),
                                                        .said = std::move(said),
                                                        .about = make::case_id("B7"),
                                                        .id = make::entry_id(id),
                                                        .by = "Li"}}});
    };
    const auto figures = [&] {
        return desk.get("/api/v1/uptime?truck=TRUCKB01&" + february).at("items").at(0);
    };
    // Its end first, its beginning last.
    enter("5", "2026-02-11T16:00:00Z", cases::Reached{.stage = cases::Stage::released});
    enter("4", "2026-02-11T15:00:00Z", cases::Reached{.stage = cases::Stage::repaired});
    enter("3", "2026-02-11T08:00:00Z", cases::Reached{.stage = cases::Stage::in_workshop});
    enter("2", "2026-02-10T20:20:00Z", cases::Reached{.stage = cases::Stage::answered});
    CHECK(figures().at("unplanned_s") == 0);
    enter("1", "2026-02-10T20:00:00Z", make::call());
    const json it = figures();
    CHECK(hours_of(it, "unplanned_s") == 20);
    CHECK(it.at("stops") == 1);
    CHECK(it.at("stops_begun") == 1);
    CHECK(it.at("mttr_s") == 20 * 3600);
    CHECK(it.at("mtbf_s") == it.at("up_s"));
    CHECK(it.at("repair").at("mean_s") == 7 * 3600);
    SECTION("and is among what cost the most") {
        const json causes =
            desk.get("/api/v1/uptime/causes?truck=TRUCKB01&" + february).at("items");
        REQUIRE(causes.size() == 1);
        CHECK(causes.at(0).at("stood_s") == 20 * 3600);
        CHECK(causes.at(0).at("stops") == 1);
        // The fault that came up before the call is what it was about.
        CHECK(causes.at(0).at("source") == "fault");
        CHECK(causes.at(0).at("spn").is_number());
    }
}

TEST_CASE("what a fault cost is told by its code and its system", "[uptime]") {
    Desk desk;
    const json body = desk.get("/api/v1/uptime/causes?lang=en&from_on=2026-03-01&to_on=2026-03-03");
    REQUIRE_FALSE(body.at("items").empty());
    CHECK(body.at("items").at(0).at("spn") == 222);
    CHECK(body.at("items").at(0).at("condition") == "unplanned");
    CHECK(body.at("systems").at(0).at("stood_s") == body.at("items").at(0).at("stood_s"));
}

TEST_CASE("operating hours and targets stand beside the figures", "[uptime]") {
    Desk desk;
    desk.tenants.enter(
        {uptime::OperatingHours{
             .whose = uptime::Whose::all,
             .name = "",
             .calendar = {make::place::shanghai, make::open(7, make::hours(8, 18))}},
         uptime::OperatingHours{.whose = uptime::Whose::truck, .name = "TRUCKA01", .calendar = {}},
         uptime::Targets{.segment = "", .availability_bp = 9'700, .mtbf_s = 3'600}});
    const auto of = [&](const char* truck) {
        return desk.get("/api/v1/uptime?truck=" + std::string(truck) + '&' + february)
            .at("items")
            .at(0);
    };
    CHECK(of("TRUCKB01").at("operating").at("period_s") == 28 * 10 * 3600);
    CHECK(of("TRUCKA01").at("operating").at("period_s") == 28 * 86'400);
    CHECK(of("TRUCKB01").at("targets").at("availability_percent") == 97.0);
    CHECK(of("TRUCKB01").at("targets").at("mttr_s").is_null());
    SECTION("the working hours that were lost are those of the calendar") {
        // 07:00 to 10:00 in Shanghai: two of its three hours.
        desk.correct(correction("1", "2026-02-09T23:00:00Z", "2026-02-10T02:00:00Z", "unplanned"));
        CHECK(hours_of(of("TRUCKB01"), "unplanned_s") == 3);
        CHECK(hours_of(of("TRUCKB01").at("operating"), "unplanned_s") == 2);
    }
}

TEST_CASE("the monthly report is one page in the reader's language, and his alone", "[uptime]") {
    Desk desk;
    desk.tenants.enter({stay("TRUCKB01", "2026-02-09T01:00:00Z", "2026-02-09T05:00:00Z")});
    desk.correct(correction("<b>", "2026-02-10T08:00:00Z", "2026-02-10T10:00:00Z", "unplanned"));
    const std::string path = "/api/v1/customers/CUST-B/report?month=2026-02";
    const auto zh = desk.ask(path + "&lang=zh");
    CHECK(zh.status == 200);
    CHECK(zh.content_type == "text/html; charset=utf-8");
    CHECK_THAT(zh.body, Catch::Contains("车辆运行月报 2026-02") &&
                            Catch::Contains("name of CUST-B") && Catch::Contains("出勤率") &&
                            Catch::Contains("我们的建议"));
    const auto en = desk.ask(path + "&lang=en");
    CHECK_THAT(en.body, Catch::Contains("Monthly fleet report 2026-02") &&
                            Catch::Contains("Availability") &&
                            Catch::Contains("the driver was ill"));
    SECTION("it asks for no other file") {
        CHECK_THAT(en.body, !Catch::Contains("src=") && !Catch::Contains("href=") &&
                                !Catch::Contains("url("));
    }
    SECTION("and has nothing of other customers") {
        CHECK_THAT(en.body, !Catch::Contains("CUST-A") && !Catch::Contains("CUST-X"));
        CHECK(desk.ask(path, desk.customer_token("CUST-A")).status == 404);
        CHECK(desk.ask(path, desk.customer_token("CUST-B")).status == 200);
    }
    SECTION("a month that is none is refused") {
        for (const char* month : {"", "2026", "2026-13", "2026-02-01"}) {
            CHECK(desk.ask("/api/v1/customers/CUST-B/report?month=" + std::string(month)).status ==
                  400);
        }
    }
}
