// Where a truck's or a customer's faults stand, they stand in words.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "backend/http/message.hpp"
#include "backend/http/resources/routes.hpp"
#include "backend/http/router.hpp"
#include "tests/backend/http/tenants.hpp"

using namespace roadworthy::http;
using nlohmann::json;

TEST_CASE("a truck and a customer say in words what is wrong, in the reader's language",
          "[fault_words]") {
    Tenants tenants;
    Router router(routes(), tenants.services());
    const std::string token = "Bearer " + tenants.token(customer("CUST-A"));
    const auto ask = [&](const std::string& target) {
        return json::parse(
            tenants.answer(router, {.method = "GET", .target = target, .authorization = token})
                .body);
    };
    const std::string code = "/api/v1/fault-codes/222-3";
    const auto check = [&](const json& truck, const std::string& lang) {
        REQUIRE(truck.at("faults").size() == 1);
        const json said = truck.at("faults").at(0).at("description");
        CHECK(said.at("title") == ask(code + "?lang=" + lang).at("description").at("title"));
        CHECK_FALSE(said.at("meaning").get<std::string>().empty());
    };
    for (const std::string lang : {"zh", "en"}) {
        check(ask("/api/v1/trucks/TRUCKA01?lang=" + lang), lang);
        check(ask("/api/v1/customers/CUST-A?lang=" + lang).at("trucks").at(0), lang);
    }
}
