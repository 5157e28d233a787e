// Cases by HTTP: what is listed and said, and the customer's link.

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/http/message.hpp"
#include "backend/http/resources/cases/entry_json.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/resources/routes.hpp"
#include "backend/http/router.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"
#include "tests/backend/cases/tales.hpp"
#include "tests/backend/http/tenants.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::http;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

struct Stand {
    Tenants tenants;
    Router router{routes(), tenants.services()};
    std::string staff = "Bearer " + tenants.token(dealer("DEALER-1"));

    Response ask(std::string method, std::string target, std::string body = "") {
        return tenants.answer(router, {.method = std::move(method),
                                       .target = std::move(target),
                                       .authorization = staff,
                                       .body = std::move(body),
                                       .content_type = "application/json"});
    }
    json get(const std::string& target) { return json::parse(ask("GET", target).body); }
    Response say(const std::string& body, const std::string& about = "TRUCKA01/cases/B1") {
        return ask("POST", "/api/v1/trucks/" + about + "/entries", body);
    }
    // By nobody: with the link alone.
    Response open(std::string method, std::string path, std::string accept = "text/html",
                  std::string body = "") {
        return tenants.answer(router, {.method = std::move(method),
                                       .target = std::move(path),
                                       .authorization = "",
                                       .body = std::move(body),
                                       .content_type = "application/x-www-form-urlencoded",
                                       .accept = std::move(accept)});
    }
    std::string link() {
        const auto made = ask("POST", "/api/v1/trucks/TRUCKA01/cases/B1/links", "{}");
        CHECK(made.status == 201);
        return json::parse(made.body).at("path");
    }
};

std::string error_of(const Response& response) {
    return json::parse(response.body).at("error").at("message");
}

}  // namespace

TEST_CASE("an entry in JSON reads back as it was said", "[cases_http]") {
    const Time at = make::time("2026-03-02T11:00:00Z");
    const std::vector<cases::Said> sayings = {
        cases::Opened{.kind = cases::CaseKind::complaint,
                      .caller = "c",
                      .phone = "p",
                      .words = "w",
                      .where = "h",
                      .place = cases::Place{-225'000'001, 1'140'000'002},
                      .happened = at},
        cases::Reached{cases::Stage::rescue_on_the_way},
        cases::Owned{"o", "w"},
        cases::Note{"n"},
        cases::Link{"https://x", "t"},
        cases::NextStep{"s", make::day("2027-03-01")},
        cases::NextStep{"s", std::nullopt},
        cases::Paused{cases::PauseReason::weather_or_road, "w"},
        cases::Resumed{},
        cases::Estimate{at, "w"},
        cases::Answer{true, at, "w"},
        cases::Joined{make::case_id("B")},
        cases::KeptApart{},
        cases::Withdrawn{make::entry_id("e")},
        make::closing()};
    for (const cases::Said& said : sayings) {
        const cases::CaseEntry entry{.at = at,
                                     .said = said,
                                     .about = make::case_id("B1"),
                                     .id = make::entry_id("e"),
                                     .by = "Li"};
        Json body = entry_json(entry);
        body.erase("about");
        INFO(body.dump());
        const EntryDefaults defaults{.about = make::case_id("B1"), .at = {}, .by = "x", .id = {}};
        CHECK(entry_from_json(body, defaults) == entry);
        body["nonsense"] = 1;
        CHECK_FALSE(entry_from_json(body, defaults));
    }
}

TEST_CASE("what is wrong with an entry is said by its field", "[cases_http]") {
    const auto [body, words] = GENERATE(table<std::string, std::string>({
        {R"(7)", "an object"},
        {R"({"entry": "1"})", "say"},
        {R"({"entry": "1", "say": "shouted"})", "expected one of opened, reached"},
        {R"({"entry": "1", "say": "reached"})", "stage"},
        {R"({"entry": "1", "say": "reached", "stage": "lost"})", "got \"lost\""},
        {R"({"entry": "1", "say": "reached", "stage": "answered", "words": "w"})", "words"},
        {R"({"entry": "1", "say": "answer", "is_accepted": "yes"})", "true or false"},
        {R"({"entry": "1", "say": "estimate"})", "ready_at"},
        {R"({"entry": "1", "say": "estimate", "ready_at": "soon"})", "ready_at"},
        {R"({"say": "resumed"})", "entry"},
        {R"({"entry": "1", "say": "closed", "parts": "hose"})", "list of texts"},
        {R"({"entry": "1", "say": "closed", "labour_min": 1.5})", "whole number"},
        {R"({"entry": "1", "say": "opened", "latitude": 22.5})", "both or neither"},
        {R"({"entry": "1", "say": "opened", "latitude": 99, "longitude": 1})", "degrees"},
    }));
    const auto entry = entry_from_json(
        Json::parse(body), {.about = make::case_id("B1"), .at = {}, .by = "x", .id = {}});
    REQUIRE_FALSE(entry);
    CHECK_THAT(entry.error().message, Catch::Contains(words));
}

TEST_CASE("what is said of a case is there when it is answered, and once", "[cases_http]") {
    Stand stand;
    const std::string answered = R"({"entry": "e1", "say": "reached", "stage": "answered"})";
    const Response first = stand.say(answered);
    CHECK(first.status == 201);
    const json told = json::parse(first.body);
    CHECK(told.at("stage") == "answered");
    // The fault that belongs to it was heard of at eight in the evening before the call.
    CHECK(told.at("response").at("state") == "missed");
    CHECK(told.at("response").at("over_s") == 16 * 3600 - 1800);
    CHECK(told.at("solution").at("left_s") == 8 * 3600);
    CHECK(told.at("stages").at(0).at("by") == "test");
    CHECK(stand.say(answered).status == 200);
    CHECK(stand.get("/api/v1/trucks/TRUCKA01/cases/B1").at("entries").size() == 2);
    CHECK(stand.say(R"({"entry": "e1", "say": "reached", "stage": "repaired"})").status == 409);
    CHECK(stand.say(R"({"entry": "e2", "say": "resumed"})").status == 422);
    CHECK(
        stand.say(R"({"entry": "e3", "say": "note", "words": "w"})", "TRUCKA01/cases/B7").status ==
        422);
    CHECK(
        stand.say(R"({"entry": "e3", "say": "note", "words": "w"})", "TRUCK404/cases/B1").status ==
        404);
    CHECK(stand.say("{").status == 400);
}

TEST_CASE("a fault that joined a call is found by its own id", "[cases_http]") {
    Stand stand;
    const json told = stand.get("/api/v1/trucks/TRUCKA01/cases/F3?lang=en");
    CHECK(told.at("case") == "B1");
    CHECK(told.at("joined") == json{"F3"});
    CHECK(told.at("faults").at(0).at("spn") == 222);
    CHECK(told.at("faults").at(0).at("description").at("language") == "en");
    CHECK(told.at("call").at("caller") == "caller of CUST-A");
}

TEST_CASE("customers read how far a case is, not what was said of it inside", "[cases_http]") {
    Stand stand;
    stand.say(R"({"entry": "e1", "say": "reached", "stage": "answered"})");
    stand.say(R"({"entry": "e2", "say": "note", "words": "a secret"})");
    stand.staff = "Bearer " + stand.tenants.token(customer("CUST-A"));
    const std::string body = stand.ask("GET", "/api/v1/trucks/TRUCKA01/cases/B1").body;
    const json told = json::parse(body);
    CHECK(told.at("stages").at(0).at("stage") == "answered");
    CHECK(told.at("stages").at(0).at("by").is_null());
    CHECK_FALSE(told.contains("entries"));
    CHECK_FALSE(told.contains("call"));
    CHECK(body.find("a secret") == std::string::npos);
}

TEST_CASE("open cases come by their next deadline, page by page, and by what is asked for",
          "[cases_http]") {
    Stand stand;
    stand.staff = "Bearer " + stand.tenants.administrator();
    // All are open since the evening before, with the same deadline: those go by the truck.
    const auto ids = [&](const std::string& query) {
        std::vector<std::string> found;
        std::string next;
        do {
            const json page = stand.get("/api/v1/cases?limit=1" + query + next);
            for (const json& item : page.at("items")) {
                found.push_back(item.at("truck").get<std::string>() + ' ' +
                                item.at("case").get<std::string>());
            }
            next = page.at("next").is_null() ? "" : "&cursor=" + page.at("next").get<std::string>();
        } while (!next.empty());
        return found;
    };
    using Found = std::vector<std::string>;
    CHECK(ids("") ==
          Found{"TRUCKA01 B1", "TRUCKB01 F3", "TRUCKT01 F3", "TRUCKU01 F3", "TRUCKX01 B1"});
    CHECK(ids("&late=yes").size() == 5);
    CHECK(ids("&kind=breakdown") == Found{"TRUCKA01 B1", "TRUCKX01 B1"});
    CHECK(ids("&workshop=workshop+of+CUST-A") == Found{"TRUCKA01 B1"});
    CHECK(ids("&truck=TRUCKB01") == Found{"TRUCKB01 F3"});
    stand.say(R"({"entry": "e1", "say": "owned", "owner": "Li"})");
    stand.say(R"({"entry": "e2", "say": "reached", "stage": "released"})");
    CHECK(ids("&owner=Li") == Found{"TRUCKA01 B1"});
    CHECK(ids("").back() == "TRUCKA01 B1");  // nothing of it is due any more
    stand.say(R"({"entry": "e3", "say": "closed", "cause": "c", "action": "a", "labour_min": 0,)"
              R"( "cost_minor": 0, "currency": "CNY", "paid_by": "warranty"})");
    CHECK(ids("").size() == 4);
    CHECK(ids("&state=closed").front() == "TRUCKA01 B1");
    CHECK(ids("&state=closed&truck=TRUCKA01") ==
          Found{"TRUCKA01 B1", "TRUCKA01 F2", "TRUCKA01 F1"});
}

TEST_CASE("a link shows one case to whoever has it, in the customer's language", "[cases_link]") {
    Stand stand;
    stand.say(R"({"entry": "e1", "say": "reached", "stage": "in_workshop", "by": "Zhang San"})");
    stand.say(R"({"entry": "e2", "say": "note", "words": "a secret"})");
    const std::string path = stand.link();
    const Response page = stand.open("GET", path);
    CHECK(page.status == 200);
    CHECK(page.content_type == "text/html; charset=utf-8");
    CHECK_THAT(page.body, Catch::Contains("已进站") && Catch::Contains("plate of TRUCKA01"));
    for (const char* secret : {"Zhang San", "a secret", "caller of", "phone of"}) {
        CHECK(page.body.find(secret) == std::string::npos);
    }
    const json told = json::parse(stand.open("GET", path, "application/json").body);
    CHECK(told.at("stages").at(0).at("stage") == "in_workshop");
    CHECK(told.at("estimate").is_null());
    CHECK(stand.open("GET", "/c/" + std::string(64, '0')).status == 404);
}

TEST_CASE("a customer accepts an estimate by his link, once", "[cases_link]") {
    Stand stand;
    const std::string path = stand.link();
    CHECK(stand.open("POST", path + "/answer", "", "entry=link+1&say=accept").status == 422);
    stand.say(R"({"entry": "e1", "say": "estimate", "ready_at": "2026-03-03T02:00:00Z"})");
    const std::string form = stand.open("GET", path).body;
    CHECK_THAT(form, Catch::Contains("2026-03-03 10:00") && Catch::Contains(path + "/answer"));
    const auto answer = [&] { return stand.get("/api/v1/trucks/TRUCKA01/cases/B1").at("answer"); };
    const std::string accept = "entry=link+1&say=accept&wish=&words=";
    CHECK(stand.open("POST", path + "/answer", "", accept).status == 200);
    CHECK(stand.open("POST", path + "/answer", "", accept).status == 200);
    CHECK(answer().at("is_accepted") == true);
}

TEST_CASE("a customer wishes another time by the workshop's clock", "[cases_link]") {
    Stand stand;
    const std::string path = stand.link();
    stand.say(R"({"entry": "e1", "say": "estimate", "ready_at": "2026-03-03T02:00:00Z"})");
    const auto answer = [&] { return stand.get("/api/v1/trucks/TRUCKA01/cases/B1").at("answer"); };
    CHECK(stand
              .open("POST", path + "/answer", "",
                    "entry=link+2&say=wish&wish=2026-03-04T08%3A30&words=early%0D%0Aplease")
              .status == 200);
    CHECK(answer().at("is_accepted") == false);
    CHECK(answer().at("wish_at") == "2026-03-04T00:30:00Z");
    CHECK(answer().at("words") == "early please");
    CHECK(stand.open("POST", path + "/answer", "", "entry=link+3&say=maybe").status == 400);
    CHECK(stand.open("POST", path + "/answer", "", "entry=e9&say=accept").status == 400);
    CHECK(stand.open("POST", path + "/answer", "", "say=wish&entry=link+4&wish=soon").status ==
          400);
}

TEST_CASE("a link ends, can be revoked, and opens nothing for another owner", "[cases_link]") {
    Stand stand;
    const std::string path = stand.link();
    SECTION("revoked") {
        CHECK(stand.get("/api/v1/cases").at("items").size() > 0);
        const auto revoked = stand.ask("DELETE", "/api/v1/trucks/TRUCKA01/cases/B1/links");
        CHECK(json::parse(revoked.body).at("revoked") == 1);
    }
    SECTION("expired") {
        stand.tenants.database().execute("UPDATE case_links SET expires_ms = " +
                                         std::to_string(milliseconds_of(Tenants::now())));
    }
    SECTION("another owner") {
        stand.tenants.enter(
            {truck::Ownership{make::truck_id("TRUCKA01"), CustomerId::from("CUST-B").value(),
                              make::time("2026-01-15")}});
    }
    CHECK(stand.open("GET", path).status == 404);
    CHECK_THAT(stand.open("GET", path).body, Catch::Contains("此链接已失效"));
    CHECK(stand.open("POST", path + "/answer", "", "entry=link+1&say=accept").status == 404);
    CHECK(error_of(stand.open("GET", path, "application/json")) == "there is nothing here");
}

TEST_CASE("only staff make links, of cases that they see, for at most 90 days", "[cases_link]") {
    Stand stand;
    const auto status = [&](const std::string& body, const std::string& about) {
        return stand.ask("POST", "/api/v1/trucks/" + about + "/links", body).status;
    };
    CHECK(status(R"({"days": 90})", "TRUCKA01/cases/B1") == 201);
    CHECK(status(R"({"days": 91})", "TRUCKA01/cases/B1") == 422);
    CHECK(status(R"({"days": 0})", "TRUCKA01/cases/B1") == 422);
    CHECK(status(R"({"weeks": 1})", "TRUCKA01/cases/B1") == 422);
    CHECK(status("[]", "TRUCKA01/cases/B1") == 422);
    CHECK(status("{}", "TRUCKX01/cases/B1") == 404);
    stand.staff = "Bearer " + stand.tenants.token(customer("CUST-A"));
    CHECK(status("{}", "TRUCKA01/cases/B1") == 403);
}

TEST_CASE("a case says by what it is covered, also by what is entered after it", "[cases_http]") {
    Stand stand;
    const std::string path = "/api/v1/trucks/TRUCKA01/cases/F1";
    const json before = stand.get(path);
    CHECK(before.at("covered_by") == "unknown");
    CHECK(before.at("coverage").at(0).at("reason") == "items_unknown");
    const auto enter = [&](customers::Paper paper) {
        stand.tenants.enter({customers::TruckPaper{make::truck_id("TRUCKA01"), std::move(paper)}});
    };
    customers::Paper paper{.id = customers::PaperId::from("W1").value(),
                           .from = make::day("2025-06-01"),
                           .until = make::day("2026-01-10"),
                           .most_m = 98'765'432,
                           .systems = {"cooling"}};
    enter(paper);
    CHECK(stand.get(path).at("covered_by") == "warranty");
    CHECK(stand.get(path).at("coverage").at(0).at("until_on") == "2026-01-10");
    // Of the call nobody knows what has failed; on that day the warranty had ended.
    CHECK(stand.get("/api/v1/trucks/TRUCKA01/cases/B1").at("coverage").at(1).at("reason") ==
          "ended");
    paper.most_m = 98'765'431;
    enter(paper);
    CHECK(stand.get(path).at("coverage").at(1).at("reason") == "too_far");
}

TEST_CASE("a link says its whole address where that is known", "[cases_link]") {
    Stand stand;
    const auto made = [&](Services services) {
        Router router(routes(), std::move(services));
        return json::parse(stand.tenants
                               .answer(router, {.method = "POST",
                                                .target = "/api/v1/trucks/TRUCKA01/cases/B1/links",
                                                .authorization = stand.staff,
                                                .body = "{}",
                                                .content_type = "application/json"})
                               .body);
    };
    CHECK(made(stand.tenants.services()).at("url").is_null());
    Services services = stand.tenants.services();
    services.public_url = "https://care.example/rw";
    const json link = made(std::move(services));
    CHECK(link.at("url") == "https://care.example/rw" + link.at("path").get<std::string>());
}

TEST_CASE("an agreement is its customer's, not the one's before him", "[cases_http]") {
    Stand stand;
    const auto record = views::truck(stand.tenants.database(), store::Scope::everything(),
                                     make::truck_id("TRUCKT01"))
                            ->record;
    truck::TruckRecord with = record;
    with.agreement = "gold of CUST-B";
    stand.tenants.enter({with});
    CHECK(stand.get("/api/v1/trucks/TRUCKT01/cases/F1").dump().find("gold") == std::string::npos);
    CHECK(stand.get("/api/v1/trucks/TRUCKT01/cases/F3").at("agreement") == "gold of CUST-B");
}
