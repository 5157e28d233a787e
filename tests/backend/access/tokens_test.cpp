#include "backend/access/tokens.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <string>

#include "backend/store/scope.hpp"
#include "backend/store/token_rows.hpp"
#include "common/io/sql.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using namespace roadworthy::access;
using store::Scope;
using support::at;

TEST_CASE("a token opens what it was made for", "[tokens]") {
    const auto database = support::empty_store();
    const auto scope = GENERATE(values({Scope::everything(), Scope::of(*DealerId::from("D1")),
                                        Scope::of(*CustomerId::from("张三"))}));
    const std::string text =
        add_token(*database, {.name = "phone", .scope = scope, .expires = {}}, at(0));
    const auto token = check_token(*database, text, at(1'000'000'000));
    REQUIRE(token);
    CHECK(token->scope == scope);
    CHECK(token->name == "phone");
    CHECK(token->created == at(0));
    CHECK_FALSE(token->last_used);
}

TEST_CASE("what is no token opens nothing", "[tokens]") {
    const auto database = support::empty_store();
    std::string text = add_token(*database, {.name = "a"}, at(0));
    CHECK_FALSE(check_token(*database, "", at(1)));
    CHECK_FALSE(check_token(*database, text.substr(1), at(1)));
    CHECK_FALSE(check_token(*database, text + ' ', at(1)));
    text.back() = text.back() == '0' ? '1' : '0';
    CHECK_FALSE(check_token(*database, text, at(1)));
}

TEST_CASE("a token ends at its expiry", "[tokens]") {
    const auto database = support::empty_store();
    const std::string text = add_token(*database, {.name = "a", .expires = at(100)}, at(0));
    CHECK(check_token(*database, text, at(99)));
    CHECK_FALSE(check_token(*database, text, at(100)));
}

TEST_CASE("no two tokens are alike, and none stands in the database", "[tokens]") {
    const auto database = support::empty_store();
    const std::string one = add_token(*database, {.name = "a"}, at(0));
    const std::string two = add_token(*database, {.name = "a"}, at(0));
    CHECK(one != two);
    CHECK(one.size() == 3 + 64);
    CHECK(support::number(*database, "SELECT count(*) FROM tokens") == 2);
    for (const std::string& stored : support::column(*database, "SELECT hash FROM tokens")) {
        CHECK(stored != one);
    }
    CHECK(hash_of("abc")[0] == std::byte{0xBA});  // FIPS 180-2, B.1
    CHECK(hash_of("abc")[31] == std::byte{0xAD});
}

TEST_CASE("a use is written down once a minute", "[tokens]") {
    const auto database = support::empty_store();
    const std::string text = add_token(*database, {.name = "a"}, at(0));
    CHECK(is_use_news(*check_token(*database, text, at(10)), at(10)));
    store::note_token_use(*database, hash_of(text), at(10));
    CHECK(check_token(*database, text, at(11))->last_used == at(10));
    CHECK_FALSE(is_use_news(*check_token(*database, text, at(69)), at(69)));
    CHECK(is_use_news(*check_token(*database, text, at(70)), at(70)));
}

TEST_CASE("a token whose row was damaged opens nothing", "[tokens]") {
    const auto database = support::empty_store();
    const std::string text = add_token(*database, {.name = "a"}, at(0));
    database->execute("UPDATE tokens SET kind = 'emperor'");
    CHECK_THROWS_AS(check_token(*database, text, at(1)), sql::Failure);
}

TEST_CASE("a bearer token is taken from the field in any case of its scheme", "[tokens]") {
    CHECK(bearer_token("Bearer abc") == "abc");
    CHECK(bearer_token("bEARER  abc") == "abc");
    CHECK_FALSE(bearer_token(""));
    CHECK_FALSE(bearer_token("Bearer"));
    CHECK_FALSE(bearer_token("Bearer  "));
    CHECK_FALSE(bearer_token("Basic abc"));
    CHECK_FALSE(bearer_token("Bearerabc"));
}
