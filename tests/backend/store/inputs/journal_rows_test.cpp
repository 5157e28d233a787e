#include "backend/store/inputs/journal_rows.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/store/schema.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/report.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using namespace roadworthy::store;
using support::at;
using support::bytes;

namespace {

JournalEntry reports(std::uint64_t first, std::uint64_t last) {
    return {.kind = EntryKind::reports,
            .truck = support::truck("TRUCK0001"),
            .stream = Stream::meters,
            .stream_id = {0xFFFF'FFFF'FFFF'FFF0U},
            .first = first,
            .last = last};
}

// One row a number, a second apart, in transactions of their own.
void append(sql::Connection& connection, std::uint64_t first, std::uint64_t last,
            PartitionRule rule = {}) {
    for (std::uint64_t number = first; number <= last; ++number) {
        sql::Transaction transaction(connection);
        JournalAppender journal(connection, rule);
        journal.append(at(static_cast<std::int64_t>(number)), reports(number, number),
                       bytes("report " + std::to_string(number)));
        journal.finish();
        transaction.commit();
    }
}

std::vector<std::uint64_t> numbers(const std::vector<JournalRow>& rows) {
    std::vector<std::uint64_t> found;
    for (const JournalRow& row : rows) {
        found.push_back(row.entry.first);
    }
    return found;
}

using Numbers = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("what is appended is read again as it was, in the order of its position", "[journal]") {
    const auto connection = support::empty_store();
    const JournalEntry fact{.kind = EntryKind::fact, .truck = std::nullopt};
    {
        sql::Transaction transaction(*connection);
        JournalAppender journal(*connection);
        CHECK(journal.append(at(1), reports(7, 9), bytes("a batch")) == 1);
        CHECK(journal.append(at(2), fact, bytes("a fact")) == 2);
        journal.finish();
        transaction.commit();
    }
    CHECK(last_position(*connection) == 2);
    CHECK(rows_after(*connection, 0, 10) ==
          std::vector<JournalRow>{{1, at(1), reports(7, 9), bytes("a batch")},
                                  {2, at(2), fact, bytes("a fact")}});
}

TEST_CASE("an append that is not committed leaves neither row nor position", "[journal]") {
    const auto connection = support::empty_store();
    append(*connection, 1, 1);
    {
        const sql::Transaction transaction(*connection);
        JournalAppender journal(*connection, {.most_rows = 1});
        journal.append(at(2), reports(2, 2), bytes("lost"));
        journal.finish();
    }
    CHECK(last_position(*connection) == 1);
    CHECK(partitions(*connection).size() == 1);
    append(*connection, 3, 3, {.most_rows = 1});
    CHECK(numbers(rows_after(*connection, 0, 10)) == Numbers{1, 3});
    CHECK(rows_after(*connection, 1, 10).front().position == 2);
}

TEST_CASE("a partition ends by its rows or by its age, and reading does not see the seam",
          "[journal]") {
    const auto connection = support::empty_store();
    const auto rule = GENERATE(PartitionRule{.most_rows = 3, .most_age = std::chrono::days{7}},
                               PartitionRule{.most_rows = 1000, .most_age = std::chrono::days{0}});
    append(*connection, 1, 10, rule);
    CHECK(partitions(*connection).size() == (rule.most_rows == 3 ? 4 : 10));
    CHECK(numbers(rows_after(*connection, 0, 100)) == Numbers{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    CHECK(numbers(rows_after(*connection, 2, 3)) == Numbers{3, 4, 5});
    CHECK(numbers(rows_after(*connection, 10, 3)) == Numbers{});
}

TEST_CASE("partitions tile the positions and say when they were received", "[journal]") {
    const auto connection = support::empty_store();
    CHECK(partitions(*connection).empty());
    append(*connection, 1, 5, {.most_rows = 2});
    CHECK(partitions(*connection) == std::vector<Partition>{{1, 1, 2, at(1), at(3)},
                                                            {2, 3, 4, at(3), at(5)},
                                                            {3, 5, 5, at(5), at(5)}});
}

TEST_CASE("positions go on after a partition was dropped, even after the last", "[journal]") {
    const auto connection = support::empty_store();
    append(*connection, 1, 4, {.most_rows = 2});
    drop_partition(*connection, 1);
    CHECK(numbers(rows_after(*connection, 0, 10)) == Numbers{3, 4});
    drop_partition(*connection, 2);
    append(*connection, 5, 5);
    CHECK(rows_after(*connection, 0, 10).front().position == 5);
}

TEST_CASE("a clock that steps back opens no partition and loses no row", "[journal]") {
    const auto connection = support::empty_store();
    for (const int second : {100, 50, 101}) {
        sql::Transaction transaction(*connection);
        JournalAppender journal(*connection, {.most_age = std::chrono::days{1}});
        journal.append(at(second), reports(1, 1), bytes("x"));
        journal.finish();
        transaction.commit();
    }
    CHECK(partitions(*connection).size() == 1);
    CHECK(rows_after(*connection, 0, 10).size() == 3);
}

TEST_CASE("two connections append to one journal without a hole or a double position",
          "[journal]") {
    const support::TempFolder folder;
    const auto one = sql::open_sqlite(folder / "a.db", {});
    migrate(*one);
    const auto other = sql::open_sqlite(folder / "a.db", {});
    for (std::uint64_t number = 1; number <= 20; number += 2) {
        append(*one, number, number, {.most_rows = 7});
        append(*other, number + 1, number + 1, {.most_rows = 7});
    }
    const auto rows = rows_after(*one, 0, 100);
    REQUIRE(rows.size() == 20);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(rows[i].position == static_cast<store::Position>(i + 1));
        CHECK(rows[i].entry.first == i + 1);
    }
}

TEST_CASE("a read is bounded by its bytes, and ends nowhere short of a row", "[journal]") {
    const auto connection = support::empty_store();
    const std::vector<std::byte> megabyte(1024 * 1024);
    sql::Transaction transaction(*connection);
    JournalAppender journal(*connection);
    for (std::uint64_t number = 1; number <= 6; ++number) {
        journal.append(at(1), reports(number, number), megabyte);
    }
    journal.finish();
    transaction.commit();
    CHECK(numbers(rows_after(*connection, 0, 100)) == Numbers{1, 2, 3, 4});
    CHECK(numbers(rows_after(*connection, 4, 100)) == Numbers{5, 6});
}

TEST_CASE("progress is kept by name and starts at nothing", "[journal]") {
    const auto connection = support::empty_store();
    CHECK(progress(*connection, Progress::applied) == 0);
    set_progress(*connection, Progress::applied, 5);
    set_progress(*connection, Progress::applied, 6);
    CHECK(progress(*connection, Progress::applied) == 6);
    CHECK(progress(*connection, Progress::base) == 0);
    CHECK(progress(*connection, Progress::streams) == 0);
}
