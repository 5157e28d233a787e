#include "backend/ingest/apply/alerting.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/ingest/apply/applier.hpp"
#include "backend/ingest/apply/rebuild.hpp"
#include "backend/ingest/counters.hpp"
#include "backend/ingest/engine.hpp"
#include "backend/store/alerts/alert_rows.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/faults/fault_list.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/metrics.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/wire/report_cbor.hpp"
#include "tests/backend/ingest/sender.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

namespace roadworthy::ingest {
namespace {

using support::at;
using Rows = std::vector<std::string>;

struct Stand {
    std::unique_ptr<sql::Connection> connection = support::empty_store();
    metrics::Registry registry;
    Counters counters{registry};
    std::optional<Engine> engine{std::in_place, *connection, counters, EngineOptions{}};
    TruckId truck = make::truck_id("TRUCK001");
    std::uint64_t next = 1;

    void restart() {
        engine.reset();
        engine.emplace(*connection, counters, EngineOptions{});
    }
    // A fault of that SPN, received an hour after it happened; not flushed.
    void hear(std::uint32_t spn, FaultEvent event, std::uint8_t lamps, Time when) {
        FaultReport fault = make::fault(0, spn, 2, event);
        fault.lamps.state = lamps;
        Report report = make::report(next++, "2026-01-01", fault);
        report.stamp.time = when - std::chrono::hours{1};
        report.stamp.monotonic = Monotonic{report.stamp.time - at(0) + std::chrono::days{9}};
        const std::vector<Report> one{report};
        engine->take({{message(truck, Stream::events, wire::encode_batch(events_id, one))}}, when);
    }
    Rows alerts() const {
        return support::column(*connection,
                               "SELECT truck || ' ' || matter || ' ' || n || ' kind ' || kind ||"
                               " ' action ' || action || ' state ' || state FROM alerts"
                               " ORDER BY alert");
    }
};

constexpr std::uint8_t amber = 0x04;
constexpr std::uint8_t red = 0x10;
const std::string raised_soon = "TRUCK001 F1 1 kind 0 action 2 state 0";
const std::string not_news = "TRUCK001 F1 1 kind 0 action 2 state 2";

}  // namespace

TEST_CASE("an alert is written with the tables, and says when it happened, was heard and written",
          "[alerting]") {
    Stand stand;
    stand.engine->tick(at(3600));
    store::append(*stand.connection,
                  std::vector<store::Fact>{
                      truck::Ownership{stand.truck, CustomerId::from("C1").value(), at(0)}},
                  at(3600));
    stand.hear(500, FaultEvent::appeared, amber, at(7200));
    CHECK(stand.alerts().empty());
    stand.engine->tick(at(7201));
    CHECK(stand.alerts() == Rows{raised_soon});
    const auto alert = store::alerts_of(*stand.connection, stand.truck, "F1").at(0);
    CHECK(alert.happened == at(3600));
    CHECK(alert.heard == at(7200));
    CHECK(alert.written == at(7201));
    CHECK(alert.not_before == at(7260));
    CHECK(alert.customer == CustomerId::from("C1").value());
    CHECK(alert.reasons == Rows{"amber_warning_lamp"});
}

TEST_CASE("how long a change waits before it is told is the operator's choice", "[alerting]") {
    Stand stand;
    EngineOptions options;
    options.applier.alerts.settle = std::chrono::seconds{5};
    stand.engine.emplace(*stand.connection, stand.counters, options);
    stand.hear(500, FaultEvent::appeared, amber, at(7200));
    stand.engine->tick(at(7201));
    CHECK(store::alerts_of(*stand.connection, stand.truck, "F1").at(0).not_before == at(7205));
}

TEST_CASE("which lamp another code has lit is known to who tries other rules later", "[alerting]") {
    Stand stand;
    stand.hear(500, FaultEvent::appeared, 0, at(7200));
    stand.hear(501, FaultEvent::appeared, amber, at(7260));
    stand.hear(500, FaultEvent::changed, amber, at(7261));
    stand.engine->flush();
    std::vector<Lamp> own;
    views::for_each_episode(*stand.connection, store::Scope::everything(), at(0),
                            [&](const views::FaultEntry& one) {
                                own.push_back(one.episode.own_lamps().amber_warning());
                            });
    CHECK(own == std::vector{Lamp::off, Lamp::on});
}

TEST_CASE("a stop is written with its message, and five times a second at most", "[alerting]") {
    Stand stand;
    stand.engine->tick(at(7199));
    stand.hear(500, FaultEvent::appeared, red, at(7200));
    CHECK(stand.alerts() == Rows{"TRUCK001 F1 1 kind 0 action 3 state 0"});
    stand.hear(501, FaultEvent::appeared, red, at(7200) + std::chrono::milliseconds{199});
    CHECK(stand.alerts().size() == 1);
    stand.engine->tick(at(7200) + std::chrono::milliseconds{200});
    CHECK(stand.alerts().size() == 2);
    stand.hear(502, FaultEvent::appeared, amber, at(7200) + std::chrono::milliseconds{900});
    CHECK(stand.alerts().size() == 2);
}

TEST_CASE("a kill before the tables were written costs no alert, and one after it repeats none",
          "[alerting]") {
    Stand stand;
    stand.hear(500, FaultEvent::appeared, amber, at(7200));
    stand.restart();
    CHECK(stand.alerts() == Rows{raised_soon});
    stand.restart();
    stand.hear(500, FaultEvent::changed, amber, at(7300));
    stand.engine->flush();
    stand.restart();
    CHECK(stand.alerts() == Rows{raised_soon});
    stand.hear(500, FaultEvent::changed, red, at(7400));
    stand.restart();
    CHECK(stand.alerts() == Rows{raised_soon, "TRUCK001 F1 2 kind 1 action 3 state 0"});
}

TEST_CASE("a rebuild writes no alert, changes none, and what comes after it is told",
          "[alerting]") {
    Stand stand;
    stand.hear(500, FaultEvent::appeared, amber, at(7200));
    stand.hear(600, FaultEvent::appeared, amber, at(7200));
    stand.engine->flush();
    const Rows before = stand.alerts();
    REQUIRE(before.size() == 2);
    stand.engine.reset();
    SECTION("whole") {
        rebuild(*stand.connection);
    }
    SECTION("killed in its middle") {
        stand.connection->execute("UPDATE positions SET position = 0 WHERE name = 'applied'");
        stand.connection->execute("DELETE FROM dossiers");
        stand.connection->execute("DELETE FROM episodes");
        Applier half(*stand.connection, store::Version::live);
        half.catch_up(1, 1);
        half.flush();
    }
    stand.restart();
    CHECK(stand.alerts() == before);
    stand.hear(700, FaultEvent::appeared, amber, at(9000));
    stand.engine->flush();
    CHECK(stand.alerts().size() == 3);
}

TEST_CASE("what was in the journal before there were alerts is told only when it grows worse",
          "[alerting]") {
    Stand stand;
    stand.hear(500, FaultEvent::appeared, amber, at(7200));
    stand.engine->flush();
    // As a migration leaves it: nothing is alerted, everything is folded anew.
    stand.connection->execute("DELETE FROM alerts");
    stand.connection->execute("DELETE FROM positions");
    for (const std::string_view table : store::derived_tables()) {
        stand.connection->execute("DELETE FROM " + std::string(table));
    }
    stand.restart();
    CHECK(stand.alerts().empty());
    stand.hear(500, FaultEvent::changed, amber, at(9000));
    stand.engine->flush();
    CHECK(stand.alerts() == Rows{not_news});
    stand.restart();
    stand.hear(500, FaultEvent::changed, red, at(9100));
    stand.engine->flush();
    CHECK(stand.alerts() == Rows{not_news, "TRUCK001 F1 2 kind 1 action 3 state 0"});
}

TEST_CASE("what a rebuild judges otherwise is no news by itself", "[alerting]") {
    Stand stand;
    stand.hear(500, FaultEvent::appeared, amber, at(7200));
    stand.engine->flush();
    stand.connection->execute("UPDATE alerts SET action = 1, state = 1");
    stand.engine.reset();
    rebuild(*stand.connection);
    stand.restart();
    stand.hear(500, FaultEvent::changed, amber, at(90'000));
    stand.engine->flush();
    CHECK(stand.alerts() ==
          Rows{"TRUCK001 F1 1 kind 0 action 1 state 1", "TRUCK001 F1 2 kind 1 action 2 state 2"});
}

TEST_CASE("an alert that was told as somebody else's is marked, and freed of it when it was right",
          "[alerting]") {
    Stand stand;
    const auto own = [&](std::string_view customer, Time from, Time entered) {
        store::append(*stand.connection,
                      std::vector<store::Fact>{
                          truck::Ownership{stand.truck, CustomerId::from(customer).value(), from}},
                      entered);
        stand.engine->tick(entered);
        stand.engine->flush();
    };
    const auto marks = [&] {
        return support::column(*stand.connection,
                               "SELECT customer || ' ' || contradicted || ' ' ||"
                               " ifnull(contradicted_ms, '-') FROM alerts");
    };
    own("C1", at(0), at(10));
    stand.hear(500, FaultEvent::appeared, amber, at(7200));
    stand.engine->flush();
    CHECK(marks() == Rows{"C1 0 -"});
    own("C2", at(3000), at(8000));
    CHECK(marks() == Rows{"C1 1 " + std::to_string(milliseconds_of(at(8000)))});
    stand.engine.reset();
    rebuild(*stand.connection);
    stand.restart();
    CHECK(marks() == Rows{"C1 1 " + std::to_string(milliseconds_of(at(8000)))});
    own("C1", at(3000), at(9000));
    CHECK(marks() == Rows{"C1 0 -"});
}

TEST_CASE("who is called about a case that takes too long is called once for each step",
          "[alerting]") {
    Stand stand;
    const auto say = [&](std::string_view id, Time when, cases::Said what) {
        store::append(*stand.connection,
                      std::vector<store::Fact>{
                          cases::TruckEntry{.truck = stand.truck,
                                            .entry = {.at = when,
                                                      .said = std::move(what),
                                                      .about = cases::CaseId::from("B").value(),
                                                      .id = cases::EntryId::from(id).value(),
                                                      .by = "Li"}}},
                      when);
        stand.engine->tick(when);
        stand.engine->flush();
    };
    const auto called = [&](Time now) {
        stand.engine->tick(now);
        return support::column(*stand.connection,
                               "SELECT level || ' ' || role || ' ' || n FROM alerts"
                               " WHERE kind = 5 ORDER BY alert");
    };
    say("e1", at(3600), cases::Opened{.caller = "Wang", .words = "it stands"});
    CHECK(called(at(3600 + 30 * 60)).empty());
    CHECK(called(at(3600 + 31 * 60)) == Rows{"1 service_advisor 1"});
    CHECK(called(at(3600 + 40 * 60)) == Rows{"1 service_advisor 1"});
    SECTION("of steps that passed while nobody looked, the highest alone") {
        CHECK(called(at(3600 + 200 * 60)) == Rows{"1 service_advisor 1", "3 dealer_manager 2"});
        stand.restart();
        CHECK(called(at(3600 + 201 * 60)) == Rows{"1 service_advisor 1", "3 dealer_manager 2"});
    }
    SECTION("once somebody has answered, nobody") {
        say("e2", at(3600 + 41 * 60), cases::Reached{cases::Stage::answered});
        CHECK(called(at(3600 + 200 * 60)) == Rows{"1 service_advisor 1"});
        CHECK(support::column(*stand.connection,
                              "SELECT stage || ' ' || n FROM alerts WHERE kind = 4") ==
              Rows{"1 2"});
    }
}

TEST_CASE("nobody is called about a fault that nobody was told of", "[alerting]") {
    Stand stand;
    stand.hear(500, FaultEvent::appeared, amber, at(7200));
    stand.engine->flush();
    const auto calls = [&](Time now) {
        stand.engine->tick(now);
        return support::number(*stand.connection, "SELECT COUNT(*) FROM alerts WHERE kind = 5");
    };
    CHECK(calls(at(7200 + 40 * 60)) == 0);
    stand.connection->execute("UPDATE alerts SET state = 1");
    CHECK(calls(at(7200 + 41 * 60)) == 1);
}

TEST_CASE("whoever closes a case says whether its alert was useful", "[alerting]") {
    Stand stand;
    stand.hear(500, FaultEvent::appeared, amber, at(7200));
    stand.engine->flush();
    store::append(*stand.connection,
                  std::vector<store::Fact>{cases::TruckEntry{
                      .truck = stand.truck,
                      .entry = {.at = at(9000),
                                .said = cases::Closed{.cause = "hose",
                                                      .action = "replaced",
                                                      .currency = "CNY",
                                                      .alert = cases::Usefulness::not_useful},
                                .about = cases::CaseId::from("F1").value(),
                                .id = cases::EntryId::from("e1").value(),
                                .by = "Li"}}},
                  at(9000));
    stand.engine->tick(at(9001));
    stand.engine->flush();
    CHECK(support::column(*stand.connection,
                          "SELECT outcome || ' ' || outcome_words || ' ' || outcome_ms"
                          " FROM alerts WHERE n = 1") ==
          Rows{"2 hose " + std::to_string(milliseconds_of(at(9000)))});
}

TEST_CASE("the base tables tell nothing", "[alerting]") {
    Stand stand;
    stand.hear(500, FaultEvent::appeared, amber, at(7200));
    Applier base(*stand.connection, store::Version::base);
    base.fold_until(std::numeric_limits<store::Position>::max());
    CHECK(stand.alerts().empty());
    CHECK(store::alert_progress(*stand.connection) == store::AlertProgress{});
    stand.restart();
    CHECK(stand.alerts() == Rows{raised_soon});
}

}  // namespace roadworthy::ingest
