#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/ingest/apply/applier.hpp"
#include "backend/ingest/apply/rebuild.hpp"
#include "backend/ingest/engine.hpp"
#include "backend/store/check.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "tests/backend/ingest/life.hpp"
#include "tests/support/derived_dump.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

namespace roadworthy::ingest {
namespace {

using support::derived_dump;
using support::number;

// Small limits, so that what is rare in life happens here: memory too small for five trucks,
// partitions of a few days, each written at once.
EngineOptions narrow() {
    return {.intake = {.partitions = {.most_rows = 40, .most_age = std::chrono::days{3}}},
            .applier = {.most_dossiers = 2, .most_unwritten = 2}};
}

}  // namespace

TEST_CASE("rebuild always gets the same derived tables, byte for byte", "[rebuild]") {
    const auto seed = GENERATE(range(0U, 12U));
    INFO(seed);
    const auto connection = support::empty_store();
    Life life(*connection, seed, narrow());
    for (int step = 0; step < 150; ++step) {
        life.step();
    }
    life.settle();
    const std::string before = derived_dump(*connection);
    CHECK(store::check(*connection) == std::vector<std::string>{});
    rebuild(*connection);
    CHECK(derived_dump(*connection) == before);
}

TEST_CASE("rebuild gets the same tables after old partitions have gone", "[rebuild]") {
    const auto seed = GENERATE(range(0U, 12U));
    INFO(seed);
    const auto connection = support::empty_store();
    EngineOptions options = narrow();
    options.keep_raw = std::chrono::days{5};
    options.retention_every = std::chrono::minutes{0};
    Life life(*connection, 100 + seed, options);
    for (int step = 0; step < 150; ++step) {
        life.step();
    }
    for (int i = 0; i < 60; ++i) {
        life.pass(std::chrono::hours{12});
        life.step();
    }
    life.settle();
    REQUIRE(store::partitions(*connection).front().first > 1);
    const std::string before = derived_dump(*connection);
    CHECK(store::check(*connection) == std::vector<std::string>{});
    rebuild(*connection);
    CHECK(derived_dump(*connection) == before);
}

TEST_CASE("memory, kills and the moment of writing leave no trace in the tables", "[rebuild]") {
    const auto seed = GENERATE(range(0U, 8U));
    INFO(seed);
    const auto live_through = [&](const EngineOptions& options) {
        const auto connection = support::empty_store();
        Life life(*connection, 200 + seed, options);
        for (int step = 0; step < 120; ++step) {
            life.step();
        }
        life.settle();
        return derived_dump(*connection);
    };
    EngineOptions wide;
    wide.flush_every = std::chrono::hours{24 * 365};
    CHECK(live_through(narrow()) == live_through(wide));
}

TEST_CASE("whatever is killed, a matter is always raised once, and ends as its episode stands",
          "[rebuild]") {
    const auto seed = GENERATE(range(0U, 12U));
    INFO(seed);
    const auto connection = support::empty_store();
    Life life(*connection, 300 + seed, narrow());
    for (int step = 0; step < 150; ++step) {
        life.step();
    }
    life.settle();
    REQUIRE(number(*connection, "SELECT COUNT(*) FROM alerts") > 10);
    CHECK(number(*connection,
                 "SELECT COUNT(*) FROM (SELECT 1 FROM alerts WHERE kind = 0 AND state <> 2"
                 " GROUP BY truck, matter HAVING COUNT(*) > 1)") == 0);
    // Of the rows that were not withdrawn, the last one.
    CHECK(number(*connection,
                 "SELECT COUNT(*) FROM episodes e WHERE e.state = 0 AND e.parent = 0"
                 " AND e.group_action > 0 AND e.group_action <> COALESCE((SELECT CASE WHEN "
                 "a.active = 1 THEN 0 ELSE a.action END"
                 " FROM alerts a WHERE a.truck = e.truck AND a.matter = 'F' || e.episode"
                 " AND a.kind < 4 AND a.state <> 2 ORDER BY a.n DESC LIMIT 1),"
                 " 0)") == 0);
    const auto all = [&] {
        return support::column(*connection,
                               "SELECT alert || ' ' || revision || ' ' || kind || ' ' || state ||"
                               " ' ' || action || ' ' || active FROM alerts ORDER BY alert");
    };
    const auto before = all();
    rebuild(*connection);
    CHECK(all() == before);
    life.restart();
    life.settle();
    CHECK(all() == before);
}

TEST_CASE("a kill in the middle of a rebuild is made good by the next start", "[rebuild]") {
    const auto connection = support::empty_store();
    Life life(*connection, 7, narrow());
    for (int step = 0; step < 150; ++step) {
        life.step();
    }
    life.settle();
    const std::string before = derived_dump(*connection);
    {
        sql::Transaction transaction(*connection);
        connection->execute("UPDATE positions SET position = 0 WHERE name = 'applied'");
        for (const std::string_view table : store::derived_tables()) {
            connection->execute("DELETE FROM " + std::string(table));
        }
        transaction.commit();
        Applier half(*connection, store::Version::live, {.most_unwritten = 1});
        half.catch_up(store::last_position(*connection), 60);
    }
    CHECK(derived_dump(*connection) != before);
    life.restart();
    life.settle();
    CHECK(derived_dump(*connection) == before);
}

TEST_CASE("a kill while a plan spreads over the trucks is made good by the next start",
          "[rebuild]") {
    const bool is_killed = GENERATE(false, true);
    const auto connection = support::empty_store();
    Life life(*connection, 0, narrow());
    const PlanId plan = PlanId::from("P1").value();
    for (const char* id : {"TRUCK001", "TRUCK002", "TRUCK003", "TRUCK004"}) {
        life.enter(truck::TruckRecord{
            .id = make::truck_id(id), .plan = plan, .delivered = make::day("2026-01-01")});
    }
    life.settle();
    for (const char* id : {"TRUCK001", "TRUCK002"}) {  // these two by the template
        life.enter(truck::TruckRecord{
            .id = make::truck_id(id), .model = "T7H", .delivered = make::day("2026-01-01")});
    }
    life.settle();
    life.enter(due::Plan{.id = plan,
                         .items = {{.key = "oil", .every = {.days = 90}}},
                         .selector = due::Selector{.models = {"T7H"}}});
    if (is_killed) {
        connection->execute(
            "CREATE TRIGGER kill BEFORE INSERT ON due WHEN (SELECT COUNT(*) FROM due) >= 2"
            " BEGIN SELECT RAISE(ABORT, 'killed'); END");
        CHECK_THROWS_AS(life.settle(), sql::Failure);
        CHECK(number(*connection, "SELECT COUNT(*) FROM due") == 2);
        connection->execute("DROP TRIGGER kill");
        life.restart();
    }
    life.settle();
    CHECK(number(*connection, "SELECT COUNT(*) FROM due") == 4);
    CHECK(number(*connection, "SELECT COUNT(*) FROM dossiers WHERE position = 8") == 4);
    const std::string before = derived_dump(*connection);
    rebuild(*connection);
    CHECK(derived_dump(*connection) == before);
}

}  // namespace roadworthy::ingest
