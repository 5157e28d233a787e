// Whom to call, by HTTP, and what became of it.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "backend/http/message.hpp"
#include "backend/http/resources/routes.hpp"
#include "backend/http/router.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/scope.hpp"
#include "backend/truck/registry.hpp"
#include "tests/backend/http/tenants.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::http;
using nlohmann::json;

namespace {

// CUST-A got two trucks on the day before.
struct Stand {
    Tenants tenants;
    Router router{routes(), tenants.services()};
    std::string asker = "Bearer " + tenants.token(dealer("DEALER-1"));

    Stand() {
        for (const std::string id : {"TRUCKN01", "TRUCKN02"}) {
            tenants.enter({truck::TruckRecord{.id = make::truck_id(id),
                                              .plate = "plate of " + id,
                                              .delivered = make::day("2026-03-01")},
                           truck::Ownership{make::truck_id(id), CustomerId::from("CUST-A").value(),
                                            make::time("2026-03-01")}});
        }
        settle();
    }
    // As days go by: what people say is taken, and the contacts are planned.
    void settle() {
        for (int i = 0; i < 3; ++i) {
            tenants.enter(
                {truck::Ownership{make::truck_id("TRUCKN02"), CustomerId::from("CUST-A").value(),
                                  make::time("2026-03-01")}});
        }
    }
    Response ask(std::string method, std::string target, std::string body = "") {
        return tenants.answer(router, {.method = std::move(method),
                                       .target = std::move(target),
                                       .authorization = asker,
                                       .body = std::move(body),
                                       .content_type = "application/json"});
    }
    json get(const std::string& target) { return json::parse(ask("GET", target).body); }
    // The delivery calls of CUST-A.
    json deliveries() {
        json found = json::array();
        const json list = get("/api/v1/care");
        for (const json& contact : list.at("items")) {
            for (const json& task : contact.at("tasks")) {
                if (task.at("occasion") == "delivery" && contact.at("customer") == "CUST-A") {
                    found.push_back(task);
                }
            }
        }
        return found;
    }
    Response say(const json& tasks, const std::string& outcome) {
        return ask("POST", "/api/v1/care/outcomes",
                   json{{"tasks", tasks}, {"outcome", outcome}}.dump());
    }
};

}  // namespace

TEST_CASE("a customer stands once in the list, with what to say of each truck", "[care_http]") {
    Stand stand;
    const json found = stand.deliveries();
    REQUIRE(found.size() == 2);
    CHECK(found[0].at("plate") == "plate of TRUCKN01");
    CHECK(found[0].at("planned_on") == "2026-03-02");
    CHECK(found[0].at("last_on") == "2026-03-04");
    CHECK_FALSE(found[0].at("script_zh").get<std::string>().empty());
    CHECK_FALSE(found[0].at("script_en").get<std::string>().empty());
    int rows = 0;
    const json list = stand.get("/api/v1/care");
    for (const json& contact : list.at("items")) {
        rows += contact.at("customer") == "CUST-A" ? 1 : 0;
    }
    CHECK(rows == 1);
}

TEST_CASE("one call ends all tasks that were spoken about, and is the last contact",
          "[care_http]") {
    Stand stand;
    const json found = stand.deliveries();
    REQUIRE(found.size() == 2);
    const json one = json::array({found[0].at("task")});
    CHECK(stand.say(one, "agreed").status == 201);
    CHECK(stand.say(one, "agreed").status == 200);
    CHECK(stand.say(one, "declined").status == 409);
    CHECK(stand.say(one, "perhaps").status == 422);
    CHECK(stand.say(json::array(), "agreed").status == 422);
    CHECK(stand.say(json::array({404'404}), "agreed").status == 404);
    // The other one waits for the cap, and whoever calls then reads what was said.
    const json later = stand.get("/api/v1/care?until_on=2026-03-31&customer=CUST-A");
    REQUIRE(later.at("items").size() == 1);
    CHECK(later["items"][0].at("last_contact").at("outcome") == "agreed");
    CHECK(later["items"][0].at("last_contact").at("by") == "test");
}

TEST_CASE("who is to be called is read and answered by the people of his dealer alone",
          "[care_http]") {
    Stand stand;
    const json task = json::array({stand.deliveries().at(0).at("task")});
    stand.asker = "Bearer " + stand.tenants.token(dealer("DEALER-2"));
    CHECK(stand.deliveries().empty());
    CHECK(stand.say(task, "agreed").status == 404);
    stand.asker = "Bearer " + stand.tenants.token(customer("CUST-A"));
    CHECK(stand.ask("GET", "/api/v1/care").status == 403);
    CHECK(stand.say(task, "agreed").status == 403);
}

TEST_CASE("a call that nobody made or could make is a work item, but not the customer's",
          "[care_http]") {
    Stand stand;
    const json task = json::array({stand.deliveries().at(0).at("task")});
    const std::string target = "/api/v1/work-items?reason=care_escalated&customer=CUST-A";
    const auto found = [&] {
        json all = json::array();
        const json list = stand.get(target);
        for (const json& item : list.at("items")) {
            if (item.at("truck") == "TRUCKN01") {
                all.push_back(item);
            }
        }
        return all;
    };
    CHECK(found().empty());
    CHECK(stand.say(task, "wrong_number").status == 201);
    const json items = found();
    REQUIRE(items.size() == 1);
    CHECK(items[0].at("first_item") == "delivery_call");
    CHECK(items[0].at("due_since_on") == "2026-03-02");
    stand.asker = "Bearer " + stand.tenants.token(customer("CUST-A"));
    CHECK(stand.get(target).at("items").empty());
}
