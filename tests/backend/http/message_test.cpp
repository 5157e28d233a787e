#include "backend/http/message.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace roadworthy::http;
using Path = std::vector<std::string>;

TEST_CASE("a target falls into decoded segments and parameters", "[http]") {
    const auto row = GENERATE(table<std::string, Path, Parameters>({
        {"/", {}, {}},
        {"/api/v1/trucks", {"api", "v1", "trucks"}, {}},
        {"/customers/%E5%BC%A0%2F1", {"customers", "张/1"}, {}},
        {"/a+b?c+d=e+f%2B", {"a+b"}, {{"c d", "e f+"}}},
        {"/due?state=due,overdue&limit=5", {"due"}, {{"state", "due,overdue"}, {"limit", "5"}}},
        {"/due?empty=&bare", {"due"}, {{"empty", ""}, {"bare", ""}}},
        {"/a//b", {"a", "", "b"}, {}},
        {"/a?", {"a"}, {}},
    }));
    INFO(std::get<0>(row));
    const auto target = parse_target(std::get<0>(row));
    REQUIRE(target);
    CHECK(target->path == std::get<1>(row));
    CHECK(target->query == std::get<2>(row));
}

TEST_CASE("a malformed target is a bad request", "[http]") {
    const auto text = GENERATE(values<std::string>(
        {"", "*", "trucks", "http://elsewhere/", "/%", "/%4", "/%zz", "/%00", "/a%0d%0ab", "/\xFF",
         "/%C0%AF", "/a?x=%ED%A0%80", "/a?x=1&x=2", "/a?%=1"}));
    INFO(text);
    const auto target = parse_target(text);
    REQUIRE_FALSE(target);
    CHECK(target.error().status == 400);
}

TEST_CASE("an error is JSON, and a missing token says how to come again", "[http]") {
    const Response missing = error_response({401, "unauthorized", "say who you are: \"x\""});
    CHECK(missing.status == 401);
    CHECK(missing.body ==
          "{\"error\":{\"code\":\"unauthorized\",\"message\":\"say who you are: \\\"x\\\"\"}}\n");
    CHECK(missing.fields == Parameters{{"WWW-Authenticate", "Bearer realm=\"roadworthy\""}});
    CHECK(error_response({404, "not_found", ""}).fields.empty());
}
