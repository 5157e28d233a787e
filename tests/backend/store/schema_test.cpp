#include "backend/store/schema.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using support::column;
using support::number;

TEST_CASE("a new database has every derived table twice", "[schema]") {
    const auto connection = support::empty_store();
    for (const std::string_view table : store::derived_tables()) {
        const std::string count = "SELECT COUNT(*) FROM ";
        CHECK(number(*connection, count + std::string(table)) == 0);
        CHECK(number(*connection, count + "base_" + std::string(table)) == 0);
    }
}

TEST_CASE("every table with a base of its own is listed as derived", "[schema]") {
    const auto connection = support::empty_store();
    CHECK(number(*connection,
                 "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name LIKE 'base\\_%'"
                 " ESCAPE '\\'") == static_cast<std::int64_t>(store::derived_tables().size()));
}

TEST_CASE("migrating twice changes nothing", "[schema]") {
    const auto connection = support::empty_store();
    const auto before = column(*connection, "SELECT sql FROM sqlite_master ORDER BY name");
    store::migrate(*connection);
    CHECK(column(*connection, "SELECT sql FROM sqlite_master ORDER BY name") == before);
}

TEST_CASE("migrating from any earlier version ends in the same tables", "[schema]") {
    const auto fresh = support::empty_store();
    const auto wanted = column(*fresh, "SELECT sql FROM sqlite_master ORDER BY name");
    for (std::size_t known = 0; known <= store::migrations().size(); ++known) {
        INFO("from version " << known);
        const auto connection = sql::open_sqlite(":memory:", {});
        store::migrate(*connection, store::migrations().first(known));
        store::migrate(*connection);
        CHECK(column(*connection, "SELECT sql FROM sqlite_master ORDER BY name") == wanted);
    }
}

TEST_CASE("a database that a newer program brought forward is refused untouched", "[schema]") {
    const auto connection = support::empty_store();
    connection->execute("INSERT INTO schema_version VALUES (1000)");
    CHECK_THROWS_WITH(store::migrate(*connection), Catch::Contains("version 1000"));
}

TEST_CASE("a migration that fails leaves nothing behind", "[schema]") {
    const auto connection = sql::open_sqlite(":memory:", {});
    const std::array<store::Migration, 1> broken{
        store::Migration{1, "CREATE TABLE good (a INTEGER)", "CREATE TABLE @bad (a INTEGER"}};
    CHECK_THROWS_AS(store::migrate(*connection, broken), sql::Failure);
    CHECK(number(*connection, "SELECT COUNT(*) FROM sqlite_master") == 0);
}
