#include "backend/store/scope.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/io/sql.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using store::Scope;

namespace {

// Two dealers with a customer each; truck OLDTRUCK1 went from C1 to C2 at 1000 ms, NEWTRUCK2 is
// nobody's.
std::unique_ptr<sql::Connection> two_dealers() {
    auto connection = support::empty_store();
    connection->execute(
        "INSERT INTO customers VALUES ('C1', 'D1', '', '', '', 'zh', 1),"
        " ('C2', 'D2', '', '', '', 'zh', 1);"
        "INSERT INTO trucks (bucket, truck, is_entered, vin, plate, model, segment, workshop,"
        " customer) VALUES"
        " (1, 'OLDTRUCK1', 1, '', '', '', '', '', 'C2'), (2, 'NEWTRUCK2', 1, '', '', '', '', '', "
        "NULL);"
        "INSERT INTO ownership VALUES (1, 'OLDTRUCK1', 0, 1000, 'C1'),"
        " (1, 'OLDTRUCK1', 1000, NULL, 'C2');"
        "INSERT INTO evidence VALUES (1, 'OLDTRUCK1', 1, '', 0, 900, 0, 0, 0, '', '1'),"
        " (1, 'OLDTRUCK1', 1, '', 1000, 1100, 0, 0, 0, '', '2'),"
        " (1, 'OLDTRUCK1', 1, '', 500, 1500, 0, 0, 0, '', '4'),"
        " (2, 'NEWTRUCK2', 1, '', 0, 9, 0, 0, 0, '', '3')");
    return connection;
}

std::vector<std::string> all(sql::Statement& row) {
    std::vector<std::string> values;
    while (row.step()) {
        values.emplace_back(row.text(0));
    }
    return values;
}

Scope customer(std::string_view id) {
    return Scope::of(CustomerId::from(id).value());
}
Scope dealer(std::string_view id) {
    return Scope::of(DealerId::from(id).value());
}

using Rows = std::vector<std::string>;

}  // namespace

TEST_CASE("current rows are the present owner's", "[scope]") {
    const auto connection = two_dealers();
    const auto seen = [&](const Scope& scope) {
        return all(scope.select(
            *connection, "SELECT truck FROM trucks t WHERE {owner t} AND t.bucket < ? ORDER BY 1",
            10));
    };
    CHECK(seen(Scope::everything()) == Rows{"NEWTRUCK2", "OLDTRUCK1"});
    CHECK(seen(customer("C1")) == Rows{});
    CHECK(seen(customer("C2")) == Rows{"OLDTRUCK1"});
    CHECK(seen(dealer("D1")) == Rows{});
    CHECK(seen(dealer("D2")) == Rows{"OLDTRUCK1"});
    CHECK(seen(customer("C3")) == Rows{});
}

TEST_CASE("a row of history is the owner's of its time", "[scope]") {
    const auto connection = two_dealers();
    const auto seen = [&](const Scope& scope) {
        return all(scope.select(*connection,
                                "SELECT words FROM evidence e"
                                " WHERE {period e e.from_ms} AND e.bucket < ? ORDER BY 1",
                                10));
    };
    CHECK(seen(Scope::everything()) == Rows{"1", "2", "3", "4"});
    CHECK(seen(customer("C1")) == Rows{"1", "4"});
    CHECK(seen(customer("C2")) == Rows{"2"});
    CHECK(seen(dealer("D1")) == Rows{"1", "4"});
    CHECK(seen(dealer("D2")) == Rows{"2"});
}

TEST_CASE("a row of history that lasts is everybody's who owned the truck meanwhile", "[scope]") {
    const auto connection = two_dealers();
    const auto seen = [&](const Scope& scope) {
        return all(scope.select(*connection,
                                "SELECT words FROM evidence e WHERE {overlap e e.from_ms e.to_ms}"
                                " AND e.bucket < ? ORDER BY 1",
                                10));
    };
    CHECK(seen(Scope::everything()) == Rows{"1", "2", "3", "4"});
    CHECK(seen(customer("C1")) == Rows{"1", "4"});
    CHECK(seen(customer("C2")) == Rows{"2", "4"});
    CHECK(seen(customer("C3")) == Rows{});
    CHECK(seen(dealer("D2")) == Rows{"2", "4"});
}

TEST_CASE("a statement without its filter, or with a crooked one, throws", "[scope]") {
    const std::string text = GENERATE(
        "SELECT truck FROM trucks t", "SELECT truck FROM trucks t WHERE {owner}",
        "SELECT truck FROM trucks t WHERE {own t}", "SELECT truck FROM trucks t WHERE {owner t x}",
        "SELECT truck FROM trucks t WHERE {period t}",
        "SELECT truck FROM trucks t WHERE {overlap t}", "SELECT truck FROM trucks t WHERE {owner t",
        "SELECT truck FROM trucks t WHERE t.bucket = ? AND {owner t}",
        "SELECT truck FROM trucks t WHERE {owner t} OR {owner t}");
    INFO(text);
    CHECK_THROWS_AS(Scope::everything().filtered(text), std::logic_error);
    CHECK_THROWS_AS(customer("C1").filtered(text), std::logic_error);
}

TEST_CASE("an id with quotes filters, it does not speak SQL", "[scope]") {
    const auto connection = two_dealers();
    sql::Statement& rows =
        customer("' OR '1' = '1").select(*connection, "SELECT truck FROM trucks t WHERE {owner t}");
    CHECK(all(rows).empty());
}
