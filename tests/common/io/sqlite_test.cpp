#include "common/io/sqlite.hpp"

#include <sys/stat.h>
#include <sys/types.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <ios>
#include <optional>
#include <string>
#include <string_view>

#include "common/io/sql.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using sql::Fault;

namespace {

std::int64_t number(sql::Connection& connection, std::string_view statement) {
    const auto query = connection.prepare(statement);
    REQUIRE(query->step());
    return query->integer(0);
}

Fault fault_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const sql::Failure& failure) {
        INFO(failure.what());
        return failure.fault();
    }
    FAIL("nothing was thrown");
    return Fault::other;
}

mode_t mode_of(const std::filesystem::path& path) {
    struct stat state{};
    REQUIRE(stat(path.c_str(), &state) == 0);
    return state.st_mode & 0777U;
}

constexpr auto make_table = "CREATE TABLE report(number INTEGER, body BLOB)";

}  // namespace

TEST_CASE("a file is opened with the settings that survive a power cut", "[sqlite]") {
    const support::TempFolder folder;
    sql::SqliteOptions options;
    options.page_bytes = 1024;
    options.most_pages = 50;
    options.checkpoint_pages = 64;
    const auto database = sql::open_sqlite(folder / "a.db", options);
    const auto mode = database->prepare("PRAGMA journal_mode");
    REQUIRE(mode->step());
    CHECK(mode->text(0) == "wal");
    CHECK(number(*database, "PRAGMA synchronous") == 2);  // FULL
    CHECK(number(*database, "PRAGMA page_size") == 1024);
    CHECK(number(*database, "PRAGMA max_page_count") == 50);
    CHECK(number(*database, "PRAGMA wal_autocheckpoint") == 64);
    CHECK(number(*database, "PRAGMA foreign_keys") == 1);
}

TEST_CASE("the file and its log are for their owner alone", "[sqlite]") {
    const support::TempFolder folder;
    const auto database = sql::open_sqlite(folder / "a.db", {});
    database->execute(make_table);
    CHECK(mode_of(folder / "a.db") == 0600);
    CHECK(mode_of(folder / "a.db-wal") == 0600);
}

TEST_CASE("every kind of value comes back as it was bound", "[sqlite]") {
    const auto database = sql::open_sqlite(":memory:", {});
    database->execute("CREATE TABLE t(i INTEGER, r REAL, s TEXT, b BLOB, n INTEGER, o INTEGER)");
    const std::array bytes{std::byte{0}, std::byte{255}};
    const auto insert = database->prepare("INSERT INTO t VALUES(?,?,?,?,?,?)");
    const std::string text("a\0ü", 4);
    insert->with(std::int64_t{-5}, 0.5, text, sql::Blob(bytes), nullptr, std::optional<int>(7))
        .run();
    insert->with(1, 1.0, std::string_view{}, sql::Blob{}, std::optional<int>{}, 1).run();

    const auto query = database->prepare("SELECT * FROM t");
    REQUIRE(query->step());
    CHECK(query->integer(0) == -5);
    CHECK(query->real(1) == 0.5);
    CHECK(query->text(2) == text);
    CHECK(std::ranges::equal(query->blob(3), bytes));
    CHECK(query->is_null(4));
    CHECK(query->integer(5) == 7);
    REQUIRE(query->step());
    CHECK_FALSE(query->is_null(2));  // empty is not absent
    CHECK(query->text(2).empty());
    CHECK_FALSE(query->is_null(3));
    CHECK(query->blob(3).empty());
    CHECK(query->is_null(4));
    CHECK_FALSE(query->step());
}

TEST_CASE("a transaction that was not committed leaves nothing", "[sqlite]") {
    const auto database = sql::open_sqlite(":memory:", {});
    database->execute(make_table);
    {
        const sql::Transaction transaction(*database);
        database->prepared("INSERT INTO report VALUES(?, x'00')").with(1).run();
        CHECK(database->changes() == 1);
    }
    CHECK(number(*database, "SELECT count(*) FROM report") == 0);
    sql::Transaction transaction(*database);
    database->prepared("INSERT INTO report VALUES(?, x'00')").with(2).run();
    transaction.commit();
    CHECK(number(*database, "SELECT number FROM report") == 2);
}

TEST_CASE("a prepared statement is made once and comes back reset", "[sqlite]") {
    const auto database = sql::open_sqlite(":memory:", {});
    database->execute("CREATE TABLE t(i INTEGER); INSERT INTO t VALUES(1), (2)");
    auto& query = database->prepared("SELECT i FROM t ORDER BY i");
    REQUIRE(query.step());
    auto& again = database->prepared("SELECT i FROM t ORDER BY i");
    CHECK(&again == &query);
    REQUIRE(again.step());
    CHECK(again.integer(0) == 1);
}

TEST_CASE("each failure says what kind it is", "[sqlite]") {
    const support::TempFolder folder;
    SECTION("the quota is used up") {
        sql::SqliteOptions options;
        options.page_bytes = 1024;
        options.most_pages = 8;
        const auto database = sql::open_sqlite(folder / "a.db", options);
        database->execute(make_table);
        CHECK(fault_of([&] {
                  database->execute("INSERT INTO report VALUES(1, zeroblob(20000))");
              }) == Fault::full);
        database->execute("INSERT INTO report VALUES(2, x'00')");  // still of use
    }
    SECTION("another connection writes") {
        sql::SqliteOptions options;
        options.busy_timeout_ms = 0;
        const auto one = sql::open_sqlite(folder / "a.db", options);
        const auto other = sql::open_sqlite(folder / "a.db", options);
        const sql::Transaction transaction(*one);
        CHECK(fault_of([&] { const sql::Transaction second(*other); }) == Fault::busy);
    }
    SECTION("another connection has the file to itself") {
        sql::SqliteOptions options;
        options.busy_timeout_ms = 0;
        options.exclusive = true;
        const auto one = sql::open_sqlite(folder / "a.db", options);
        one->execute(make_table);
        CHECK(fault_of([&] { sql::open_sqlite(folder / "a.db", options); }) == Fault::busy);
    }
    SECTION("the file is no database") {
        std::ofstream(folder / "a.db") << std::string(4096, 'x');
        CHECK(fault_of([&] { sql::open_sqlite(folder / "a.db", {}); }) == Fault::corrupt);
    }
    SECTION("the connection may only read") {
        sql::open_sqlite(folder / "a.db", {})->execute(make_table);
        sql::SqliteOptions options;
        options.access = sql::Access::read_only;
        const auto reader = sql::open_sqlite(folder / "a.db", options);
        CHECK(number(*reader, "SELECT count(*) FROM report") == 0);
        CHECK(fault_of([&] { reader->execute("DELETE FROM report"); }) == Fault::read_only);
    }
    SECTION("the folder is not there") {
        CHECK(fault_of([&] { sql::open_sqlite(folder / "none" / "a.db", {}); }) == Fault::other);
    }
    SECTION("the statement is wrong") {
        const auto database = sql::open_sqlite(":memory:", {});
        CHECK(fault_of([&] { database->prepare("SELEKT 1"); }) == Fault::other);
    }
}

TEST_CASE("a torn file does not pass the quick check", "[sqlite]") {
    const support::TempFolder folder;
    const auto path = folder / "a.db";
    {
        const auto database = sql::open_sqlite(path, {});
        database->execute(make_table);
        database->execute(
            "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
            "INSERT INTO report SELECT i, zeroblob(100) FROM n");
        CHECK(sql::quick_check(*database).empty());
    }
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(4096 * 2);
        file << std::string(4096 * 3, '\xA5');
    }
    CHECK_FALSE(sql::quick_check(*sql::open_sqlite(path, {})).empty());
}

TEST_CASE("a copy holds one moment of a database that is written to", "[sqlite]") {
    const support::TempFolder folder;
    const auto source = sql::open_sqlite(folder / "a.db", {});
    source->execute("CREATE TABLE pair(a INTEGER, b INTEGER); INSERT INTO pair VALUES(1, 1)");
    const auto writer = sql::open_sqlite(folder / "a.db", {});
    sql::Transaction open_write(*writer);
    writer->execute("UPDATE pair SET a = 2");
    sql::copy_sqlite(*source, folder / "copy.db");
    writer->execute("UPDATE pair SET b = 2");
    open_write.commit();

    const auto copy = sql::open_sqlite(folder / "copy.db", {});
    CHECK(number(*copy, "SELECT a * 10 + b FROM pair") == 11);
    CHECK(number(*source, "SELECT a * 10 + b FROM pair") == 22);
    CHECK(mode_of(folder / "copy.db") == 0600);
    CHECK_FALSE(std::filesystem::exists(folder / "copy.db.part"));
}
