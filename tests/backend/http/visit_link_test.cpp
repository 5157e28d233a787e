// A proposed visit as its customer reads and answers it by a link alone.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "backend/http/message.hpp"
#include "backend/http/resources/routes.hpp"
#include "backend/http/router.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/due/visit_answers.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "tests/backend/http/tenants.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::http;
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
    // By nobody: with the link alone.
    Response open(std::string method, std::string path, std::string body = "",
                  std::string accept = "application/json") {
        return tenants.answer(router, {.method = std::move(method),
                                       .target = std::move(path),
                                       .authorization = "",
                                       .body = std::move(body),
                                       .content_type = "application/x-www-form-urlencoded",
                                       .accept = std::move(accept)});
    }
    json visit() { return get("/api/v1/trucks/TRUCKA01/visits").at("visits").at(0); }
    std::string links() {
        return "/api/v1/trucks/TRUCKA01/visits/" + visit().at("visit").get<std::string>() +
               "/links";
    }
    std::string link() {
        const auto made = ask("POST", links(), "{}");
        REQUIRE(made.status == 201);
        return json::parse(made.body).at("path");
    }
};

}  // namespace

TEST_CASE("a link shows a proposed visit to whoever has it, in the customer's language",
          "[visit_link]") {
    Stand stand;
    const std::string path = stand.link();
    CHECK(path.starts_with("/v/"));
    const json shown = json::parse(stand.open("GET", path).body);
    const json visit = stand.visit();
    CHECK(shown.at("plate") == "plate of TRUCKA01");
    CHECK(shown.at("until_on") == visit.at("until_on"));
    CHECK(shown.at("standing_min") == visit.at("standing_min"));
    CHECK(shown.at("jobs").at(0).at("item") == visit.at("jobs").at(0).at("item"));
    CHECK(shown.at("slots").at(0).at("arrives_at") == "2026-03-03T00:00:00Z");
    CHECK(shown.at("answer").is_null());
    const Response page = stand.open("GET", path, "", "text/html");
    CHECK_THAT(page.body, Catch::Contains("制动") && Catch::Contains("同意 2026-03-03 08:00") &&
                              !Catch::Contains("<script"));
    CHECK(page.fields.at(0).second.starts_with("default-src 'none'"));
}

TEST_CASE("a customer accepts a time that he was offered, once, and staff see it", "[visit_link]") {
    Stand stand;
    const std::string path = stand.link();
    const std::string form = "entry=link+1&accept=2026-03-03T00:00:00Z";
    for (int i = 0; i < 2; ++i) {
        const json shown = json::parse(stand.open("POST", path + "/answer", form).body);
        CHECK(shown.at("answer").at("is_accepted") == true);
        CHECK(shown.at("answer").at("when_at") == "2026-03-03T00:00:00Z");
    }
    CHECK(stand.visit().at("answer").at("is_accepted") == true);
    const json all = stand.get("/api/v1/visit-answers").at("items");
    REQUIRE(all.size() == 1);
    CHECK(all[0].at("truck") == "TRUCKA01");
    CHECK(all[0].at("customer") == "CUST-A");
    CHECK(all[0].at("jobs") == json::parse(stand.open("GET", path).body).at("jobs"));
    CHECK_THAT(stand.open("GET", path, "", "text/html").body, Catch::Contains("您已同意"));
}

TEST_CASE("a customer wishes another time by the workshop's clock, and the latest answer holds",
          "[visit_link]") {
    Stand stand;
    const std::string path = stand.link();
    stand.open("POST", path + "/answer", "entry=link+1&accept=2026-03-03T00:00:00Z");
    const std::string form = "entry=link+2&wish=2026-03-07T09:30&words=nach+Mittag%0D%0Abitte";
    const json answer = json::parse(stand.open("POST", path + "/answer", form).body).at("answer");
    CHECK(answer.at("is_accepted") == false);
    CHECK(answer.at("when_at") == "2026-03-07T01:30:00Z");
    CHECK(answer.at("words") == "nach Mittag bitte");
    CHECK(stand.visit().at("answer").at("is_accepted") == false);
    CHECK(stand.get("/api/v1/visit-answers").at("items").size() == 2);
}

TEST_CASE("what was not offered cannot be accepted, and what is no form is refused",
          "[visit_link]") {
    Stand stand;
    const std::string path = stand.link() + "/answer";
    const std::string body =
        GENERATE(as<std::string>(), "entry=link+1&accept=2026-03-04T00:00:00Z",
                 "entry=link+1&accept=any", "entry=e1&accept=2026-03-03T00:00:00Z",
                 "accept=2026-03-03T00:00:00Z", "entry=link+1&wish=tomorrow");
    CHECK(stand.open("POST", path, body).status == 400);
    CHECK(stand.get("/api/v1/visit-answers").at("items").empty());
}

TEST_CASE("a link to a visit can be revoked, and opens nothing for another owner", "[visit_link]") {
    Stand stand;
    const std::string path = stand.link();
    SECTION("revoked") {
        CHECK(json::parse(stand.ask("DELETE", stand.links()).body).at("revoked") == 1);
    }
    SECTION("sold") {
        stand.tenants.enter(
            {truck::Ownership{make::truck_id("TRUCKA01"), CustomerId::from("CUST-B").value(),
                              make::time("2026-03-02")}});
    }
    CHECK(stand.open("GET", path).status == 404);
    CHECK(stand.open("POST", path + "/answer", "entry=link+1&accept=any").status == 404);
}

TEST_CASE("an answer is its customer's: who owns the truck after him does not see it",
          "[visit_link]") {
    Stand stand;
    stand.open("POST", stand.link() + "/answer", "entry=link+1&words=my+secret");
    REQUIRE(stand.get("/api/v1/visit-answers?customer=CUST-A").at("items").size() == 1);
    stand.tenants.enter(
        {truck::Ownership{make::truck_id("TRUCKA01"), CustomerId::from("CUST-B").value(),
                          make::time("2026-03-02T13:00:00Z")}});
    CHECK(stand.get("/api/v1/visit-answers?customer=CUST-B").at("items").empty());
    const auto seen_by = [&](const char* customer) {
        return views::answers_of_truck(stand.tenants.database(), make::truck_id("TRUCKA01"),
                                       CustomerId::from(customer).value())
            .size();
    };
    CHECK(seen_by("CUST-A") == 1);
    CHECK(seen_by("CUST-B") == 0);
}

TEST_CASE("only staff make links, of visits that are proposed for trucks that they see",
          "[visit_link]") {
    Stand stand;
    const std::string links = stand.links();
    CHECK(stand.ask("POST", links, R"({"days": 91})").status == 422);
    CHECK(stand.ask("POST", "/api/v1/trucks/TRUCKA01/visits/2026-03-03.0/links", "{}").status ==
          404);
    stand.staff = "Bearer " + stand.tenants.token(dealer("DEALER-2"));
    CHECK(stand.ask("POST", links, "{}").status == 404);
    CHECK(stand.ask("DELETE", links).status == 404);
    stand.staff = "Bearer " + stand.tenants.token(customer("CUST-A"));
    CHECK(stand.ask("POST", links, "{}").status == 403);
}
