#include "backend/store/check.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "backend/store/inputs/journal_rows.hpp"
#include "common/io/sql.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using Faults = std::vector<std::string>;

namespace {

void append(sql::Connection& connection, std::uint64_t first, std::uint64_t last) {
    sql::Transaction transaction(connection);
    store::JournalAppender journal(connection);
    journal.append(support::at(0),
                   {.kind = store::EntryKind::reports,
                    .truck = support::truck("TRUCK001"),
                    .stream_id = {1},
                    .first = first,
                    .last = last},
                   {});
    journal.finish();
    transaction.commit();
}

}  // namespace

TEST_CASE("an empty database and a stream without holes are sound", "[check]") {
    const auto connection = support::empty_store();
    CHECK(store::check(*connection) == Faults{});
    append(*connection, 1, 3);
    append(*connection, 4, 4);
    CHECK(store::check(*connection) == Faults{});
}

TEST_CASE("a hole or an overlap within a stream is found", "[check]") {
    const auto connection = support::empty_store();
    append(*connection, 1, 3);
    append(*connection, GENERATE(3U, 5U), 6);
    REQUIRE(store::check(*connection).size() == 1);
    CHECK(store::check(*connection).front().find("TRUCK001") != std::string::npos);
}

TEST_CASE("what disagrees is named", "[check]") {
    const auto connection = support::empty_store();
    append(*connection, 1, 3);
    const auto [damage, words] = GENERATE(table<const char*, const char*>({
        {"DELETE FROM journal_1", "has 0 rows, expected 1"},
        {"INSERT INTO positions VALUES ('applied', 2)", "ahead"},
        {"INSERT INTO positions VALUES ('base', 1)", "base"},
        {"INSERT INTO positions VALUES ('streams', 1);"
         "INSERT INTO streams VALUES (1, 'TRUCK001', 1, 0, 9, 9, 0, 0, 0, 0)",
         "watermark"},
        {"INSERT INTO evidence VALUES (1, 'TRUCK001', 3, '1', 5, 4, 0, 0, 0, '', '')",
         "end before they begin"},
        {"INSERT INTO dossiers VALUES (1, 'TRUCK001', 1, NULL, 1, x'00')", "disagree"},
    }));
    INFO(damage);
    connection->execute(damage);
    const Faults faults = store::check(*connection);
    REQUIRE_FALSE(faults.empty());
    CHECK(faults.front().find(words) != std::string::npos);
}
