// What is served to people's browsers, from packs of the test's own.

#include "backend/http/resources/web.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backend/http/assets/pack.hpp"
#include "backend/http/message.hpp"
#include "backend/http/router.hpp"
#include "common/io/metrics.hpp"
#include "common/io/sql.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using namespace roadworthy::http;

namespace {

const std::string head = "roadworthy-web 1\n";
const std::string two = head +
                        "/\ttext/html; charset=utf-8\tabc\t4\t2\t1\n"
                        "/assets/a-f00d.js\ttext/javascript\tf00d\t3\t0\t0\n"
                        "\nPAGEgzBxyz";

struct Stand {
    std::unique_ptr<sql::Connection> database = support::empty_store();
    metrics::Registry registry;
    std::vector<std::string> failures;
    Services services{*database, registry, [] { return support::at(0); },
                      [this] { return failures; }};

    Call call(std::string accept_encoding, std::string if_none_match = "") const {
        return {.services = services,
                .scope = store::Scope::everything(),
                .ids = {},
                .query = {},
                .now = support::at(0),
                .accept_language = {},
                .accept_encoding = std::move(accept_encoding),
                .if_none_match = std::move(if_none_match)};
    }
};

std::optional<std::string> field(const Response& response, const std::string& name) {
    for (const auto& [key, value] : response.fields) {
        if (key == name) {
            return value;
        }
    }
    return std::nullopt;
}

}  // namespace

TEST_CASE("a pack gives each file in its forms", "[web]") {
    const auto pack = Pack::read(two);
    REQUIRE(pack);
    const Asset* page = pack->find("/");
    REQUIRE(page != nullptr);
    CHECK(page->plain == "PAGE");
    CHECK(page->gzip == "gz");
    CHECK(page->brotli == "B");
    CHECK_FALSE(is_immutable(*page));
    const Asset* script = pack->find("/assets/a-f00d.js");
    REQUIRE(script != nullptr);
    CHECK(script->plain == "xyz");
    CHECK(is_immutable(*script));
    CHECK(pack->find("/assets/b.js") == nullptr);
}

TEST_CASE("a pack that is torn or of another kind is not read", "[web]") {
    const auto text = GENERATE_COPY(values<std::string>(
        {"", "roadworthy-web 2\n\n", two.substr(0, two.size() - 1),
         head + "/\ttext/html\tabc\t4\t2\n\n", head + "/\ttext/html\tabc\tx\t0\t0\n\n",
         head + "x\ttext/html\tabc\t0\t0\t0\n\n"}));
    INFO(text);
    CHECK_FALSE(Pack::read(text));
    CHECK(Pack::read(head + '\n')->is_empty());
}

TEST_CASE("a file goes out in the smallest form that its reader takes", "[web]") {
    const auto [takes, body, encoding] = GENERATE(table<std::string, std::string, std::string>({
        {"", "PAGE", ""},
        {"gzip, deflate, br", "B", "br"},
        {"gzip;q=1.0", "gz", "gzip"},
        {"br;q=0, gzip", "gz", "gzip"},
        {"br;q=0.5", "B", "br"},
        {"brotli, zip", "PAGE", ""},
        {"*", "PAGE", ""},
    }));
    INFO(takes);
    const Stand stand;
    const auto pack = Pack::read(two);
    const Response response = asset_response(*pack->find("/"), stand.call(takes));
    CHECK(response.status == 200);
    CHECK(response.body == body);
    CHECK(field(response, "Content-Encoding").value_or("") == encoding);
    CHECK(field(response, "Vary") == "Accept-Encoding");
}

TEST_CASE("a name with its hash is kept for ever, any other is asked for again", "[web]") {
    const Stand stand;
    const auto pack = Pack::read(two);
    const Response script = asset_response(*pack->find("/assets/a-f00d.js"), stand.call("br"));
    CHECK(field(script, "Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(script.body == "xyz");
    const Response page = asset_response(*pack->find("/"), stand.call("br"));
    CHECK(field(page, "Cache-Control") == "no-cache");
    CHECK(field(page, "ETag") == "\"abc\"");
    const Response again = asset_response(*pack->find("/"), stand.call("br", "W/\"x\", \"abc\""));
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(asset_response(*pack->find("/"), stand.call("br", "\"ab\"")).status == 200);
}

TEST_CASE("the first page loads from here alone, and without pages it says so", "[web]") {
    Stand stand;
    const auto page = get_front_page(stand.call(""));
    REQUIRE(page);
    CHECK(page->content_type == "text/html; charset=utf-8");
    const std::string policy = field(*page, "Content-Security-Policy").value_or("");
    CHECK_THAT(policy, Catch::StartsWith("default-src 'none'"));
    CHECK_THAT(policy, !Catch::Contains("unsafe") && !Catch::Contains("http"));
    if (embedded_pack().is_empty()) {
        CHECK_THAT(page->body, !Catch::Contains("<script") &&
                                   Catch::Contains("without its pages") &&
                                   Catch::Contains("All is working"));
        stand.failures = {"anything"};
        CHECK_THAT(get_front_page(stand.call(""))->body,
                   Catch::Contains("Something is not working"));
    } else {
        CHECK_THAT(page->body, Catch::Contains("src=\"/assets/") && !Catch::Contains("://"));
    }
}
