#include "backend/ingest/engine.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/cases/policy.hpp"
#include "backend/cases/policy_book.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/recalls.hpp"
#include "backend/ingest/counters.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/inputs/journal_rows.hpp"
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
using support::column;
using support::number;
using namespace std::chrono_literals;
using Rows = std::vector<std::string>;

struct Stand {
    std::unique_ptr<sql::Connection> connection = support::empty_store();
    metrics::Registry registry;
    Counters counters{registry};
    EngineOptions options;
    std::optional<Engine> engine{std::in_place, *connection, counters, options};
    TruckId truck = make::truck_id("TRUCK001");

    void restart() {
        engine.reset();
        engine.emplace(*connection, counters, options);
    }
    void enter(const std::vector<store::Fact>& facts, Time when) const {
        store::append(*connection, facts, when);
    }
    Rows rows(std::string_view sql) const { return column(*connection, sql); }
};

CustomerId customer(std::string_view id) {
    return CustomerId::from(id).value();
}

due::Plan yearly(std::string_view id) {
    return {.id = PlanId::from(id).value(), .items = {{.key = "oil", .every = {.days = 365}}}};
}

}  // namespace

TEST_CASE("a truck that nobody knows is taken in unassigned and loses nothing when it is assigned",
          "[engine]") {
    Stand stand;
    stand.engine->take({{batch(stand.truck, Stream::events, 1, 2)}}, at(86400));
    stand.engine->take({{batch(stand.truck, Stream::meters, 1, 9)}}, at(86401));
    stand.engine->tick(at(86402));
    CHECK(stand.rows("SELECT is_entered || ifnull(customer, '-') FROM trucks") == Rows{"0-"});
    stand.enter({truck::TruckRecord{.id = stand.truck, .plate = "B 1"},
                 truck::Ownership{stand.truck, customer("C1"), at(0)}},
                at(86500));
    stand.engine->tick(at(86510));
    CHECK(stand.rows("SELECT is_entered || customer || plate || odometer_m FROM trucks") ==
          Rows{"1C1B 1450000"});
    CHECK(number(*stand.connection, "SELECT COUNT(*) FROM episodes") == 2);
    CHECK(stand.rows("SELECT customer FROM ownership") == Rows{"C1"});
}

TEST_CASE("what others append is applied within a tick, in the order of the journal", "[engine]") {
    Stand stand;
    stand.engine->take({{batch(stand.truck, Stream::events, 1, 1)}}, at(1));
    stand.enter({truck::TruckRecord{.id = stand.truck, .plate = "one"}}, at(2));
    stand.engine->take({{batch(stand.truck, Stream::events, 2, 2)}}, at(3));
    stand.enter({truck::TruckRecord{.id = stand.truck, .plate = "two"}}, at(4));
    stand.engine->tick(at(5));
    CHECK(stand.engine->applied() == store::last_position(*stand.connection));
    CHECK(stand.rows("SELECT plate FROM trucks") == Rows{"two"});
    CHECK(number(*stand.connection, "SELECT COUNT(*) FROM episodes") == 2);
}

TEST_CASE("a kill between the commit and the tables loses neither", "[engine]") {
    Stand stand;
    stand.engine->take({{batch(stand.truck, Stream::events, 1, 3)}}, at(1));
    CHECK(number(*stand.connection, "SELECT COUNT(*) FROM episodes") == 0);
    stand.restart();
    CHECK(number(*stand.connection, "SELECT COUNT(*) FROM episodes") == 3);
}

TEST_CASE("a plan reaches the trucks that have it, whichever is entered first", "[engine]") {
    Stand stand;
    const truck::TruckRecord record{.id = stand.truck,
                                    .plan = PlanId::from("P1").value(),
                                    .delivered = make::day("2026-01-01")};
    const bool is_plan_first = GENERATE(true, false);
    if (is_plan_first) {
        stand.enter({yearly("P1"), record}, at(1));
    } else {
        stand.enter({record, yearly("P1")}, at(1));
    }
    stand.engine->tick(at(2));
    CHECK(stand.rows("SELECT item || p50_day FROM due") ==
          Rows{"oil" + std::to_string(days_of(make::day("2027-01-01")))});
    due::Plan other = yearly("P1");
    other.version = 2;
    other.items.front().key = "belt";
    stand.enter({other}, at(3));
    stand.engine->tick(at(10));
    CHECK(stand.rows("SELECT item FROM due") == Rows{"belt"});
}

TEST_CASE("a truck goes by the template that fits it, and follows when either changes",
          "[engine]") {
    Stand stand;
    const auto went = [&] {
        stand.engine->tick(at(100));
        stand.engine->flush();
        return stand.rows(
            "SELECT ifnull(t.plan, '-') || ' ' || ifnull(d.item, '-') FROM trucks t"
            " LEFT JOIN due d ON d.truck = t.truck");
    };
    const auto model_plan = [&](std::string_view model, int version) {
        due::Plan plan = yearly("MODEL");
        plan.version = version;
        plan.selector = due::Selector{.models = {std::string(model)}};
        return plan;
    };
    due::Plan any = yearly("ANY");
    any.items.front().key = "belt";
    any.selector = due::Selector{};
    truck::TruckRecord record{
        .id = stand.truck, .model = "T7H", .delivered = make::day("2026-01-01")};
    stand.enter({record}, at(1));
    CHECK(went() == Rows{"- -"});
    stand.enter({any}, at(2));
    CHECK(went() == Rows{"ANY belt"});
    stand.enter({model_plan("T7H", 2)}, at(3));
    CHECK(went() == Rows{"MODEL oil"});
    SECTION("a plan that names another model from now on loses it") {
        stand.enter({model_plan("T5G", 3)}, at(4));
        CHECK(went() == Rows{"ANY belt"});
        stand.enter({model_plan("T7H", 4)}, at(5));
        CHECK(went() == Rows{"MODEL oil"});
    }
    SECTION("a lower version that comes later changes nothing, and is kept") {
        stand.enter({model_plan("T5G", 1)}, at(4));
        CHECK(went() == Rows{"MODEL oil"});
        stand.enter({model_plan("T7H", 2)}, at(5));
        CHECK(went() == Rows{"MODEL oil"});
        CHECK(stand.rows("SELECT version || ' ' || entered_ms FROM plan_versions"
                         " WHERE plan = 'MODEL' ORDER BY version") ==
              Rows{"1 " + std::to_string(milliseconds_of(at(4))),
                   "2 " + std::to_string(milliseconds_of(at(3)))});
    }
    SECTION("a truck of another model goes by another plan, and what was done stays done") {
        stand.enter({due::Completion{.truck = stand.truck, .item = "oil", .at = at(86400 * 9)}},
                    at(4));
        record.model = "T5G";
        stand.enter({record}, at(5));
        CHECK(went() == Rows{"ANY belt"});
        record.model = "T7H";
        stand.enter({record}, at(6));
        CHECK(went() == Rows{"MODEL oil"});
        CHECK(number(*stand.connection, "SELECT p50_day FROM due") ==
              days_of(make::day("2027-01-10")));
    }
    SECTION("the plan that it names goes first, and to name none again is to go by the template") {
        record.plan = PlanId::from("ANY").value();
        stand.enter({record}, at(4));
        CHECK(went() == Rows{"ANY belt"});
        record.plan.reset();
        stand.enter({record}, at(5));
        CHECK(went() == Rows{"MODEL oil"});
    }
}

TEST_CASE("a recall waits for the truck with its VIN, and comes to no other", "[engine]") {
    Stand stand;
    const std::string vin = "LFWSRXRJ1F1E00001";
    const due::RecallList list{.recall = "R1", .at = at(10), .vins = {vin, "LFWSRXRJ1F1E00009"}};
    const auto due_rows = [&] {
        stand.engine->tick(at(100));
        stand.engine->flush();
        return stand.rows("SELECT truck || ' ' || item || ' ' || p50_day FROM due ORDER BY truck");
    };
    const std::string row =
        "TRUCK001 recall/R1 " + std::to_string(days_of(make::day("2026-01-01")));
    const auto enter_truck = [&](const std::string& its_vin) {
        stand.enter({truck::TruckRecord{.id = stand.truck, .vin = its_vin}}, at(1));
    };
    stand.enter({truck::TruckRecord{.id = make::truck_id("TRUCK002"), .vin = vin.substr(0, 16)},
                 truck::TruckRecord{.id = make::truck_id("TRUCK003")}},
                at(1));
    const bool is_truck_first = GENERATE(true, false);
    if (is_truck_first) {
        enter_truck(" lfwsrxrj1f1e00001");
    }
    stand.enter({list}, at(2));
    if (!is_truck_first) {
        CHECK(due_rows().empty());
        enter_truck(vin);
    }
    CHECK(due_rows() == Rows{row});
    SECTION("what the recall says comes with it, whenever it comes") {
        stand.enter({due::Recall{.id = "R1", .at = at(10), .due_on = make::day("2026-05-01")}},
                    at(3));
        CHECK(due_rows() ==
              Rows{"TRUCK001 recall/R1 " + std::to_string(days_of(make::day("2026-05-01")))});
    }
    SECTION("a withdrawn VIN is free, until it is listed again") {
        due::RecallList word{.recall = "R1", .at = at(10), .vins = {vin}};
        word.listing = due::Listing::withdrawn;
        stand.enter({word}, at(3));
        CHECK(due_rows().empty());
        stand.enter({list}, at(4));
        CHECK(due_rows().empty());
        stand.enter({due::RecallList{.recall = "R1", .at = at(11), .vins = {vin}}}, at(5));
        CHECK(due_rows() == Rows{row});
    }
    SECTION("a truck whose record is corrected to another VIN has it no more") {
        enter_truck("LFWSRXRJ1F1E00002");
        CHECK(due_rows().empty());
        enter_truck("LFWSRXRJ1F1E00009");
        CHECK(due_rows() == Rows{row});
    }
    SECTION("the VIN on the bus brings none, but what contradicts is shown") {
        const auto says = [&](const TruckId& truck, const std::string& bus_vin) {
            const std::vector<Report> said{
                make::report(1, "2026-01-01", IdentityReport{.vin = bus_vin})};
            stand.engine->take(
                {{message(truck, Stream::events, wire::encode_batch(events_id, said))}}, at(20));
        };
        says(make::truck_id("TRUCK003"), vin);
        CHECK(due_rows() == Rows{row});
        const auto before = stand.rows("SELECT hex(content) FROM due");
        says(stand.truck, "LFWSRXRJ1F1E00002");
        CHECK(due_rows() == Rows{row});
        CHECK(stand.rows("SELECT hex(content) FROM due") != before);
    }
    SECTION("done, it is gone") {
        stand.enter({due::Completion{.truck = stand.truck, .item = "recall/R1", .at = at(5)}},
                    at(6));
        CHECK(due_rows().empty());
    }
}

TEST_CASE("due items follow their truck to its new owner, also on a day that was still to come",
          "[engine]") {
    Stand stand;
    stand.enter({yearly("P1"),
                 truck::TruckRecord{.id = stand.truck,
                                    .plan = PlanId::from("P1").value(),
                                    .delivered = make::day("2026-01-01")},
                 truck::Ownership{stand.truck, customer("C1"), at(0)},
                 truck::Ownership{stand.truck, customer("C2"), at(86400 * 2 - 1)}},
                at(1));
    stand.engine->tick(at(2));
    CHECK(stand.rows("SELECT customer FROM due") == Rows{"C1"});
    CHECK(stand.rows("SELECT customer FROM trucks") == Rows{"C1"});
    stand.engine->tick(at(86400 * 2));
    stand.engine->tick(at(86400 * 2 + 2));
    CHECK(stand.rows("SELECT customer FROM due") == Rows{"C2"});
    CHECK(stand.rows("SELECT customer FROM trucks") == Rows{"C2"});
    CHECK(stand.rows("SELECT customer FROM ownership ORDER BY from_ms") == Rows{"C1", "C2"});
}

TEST_CASE("each day that begins is ticked once, over restarts too", "[engine]") {
    Stand stand;
    const auto ticks = [&] { return store::rows_after(*stand.connection, 0, 100).size(); };
    for (const int hour : {1, 5, 23, 25, 26, 47}) {
        stand.engine->tick(at(hour * 3600L));
        stand.restart();
    }
    CHECK(ticks() == 2);
    stand.engine->tick(at(86400 * 9));
    CHECK(ticks() == 3);
    SECTION("a clock that steps back a little ticks nothing") {
        stand.engine->tick(at(86400 * 9 - 1));
        CHECK(ticks() == 3);
    }
    SECTION("a clock that was a week ahead and is set right does not stop the days") {
        stand.engine->tick(at(86400 * 2));
        CHECK(ticks() == 4);
    }
}

TEST_CASE("the tables are written once a second, not with each commit", "[engine]") {
    Stand stand;
    stand.engine->tick(at(0));
    stand.engine->take({{batch(stand.truck, Stream::events, 1, 1)}}, at(0) + 100ms);
    stand.engine->tick(at(0) + 500ms);
    CHECK(number(*stand.connection, "SELECT COUNT(*) FROM trucks") == 0);
    stand.engine->tick(at(1));
    CHECK(number(*stand.connection, "SELECT COUNT(*) FROM trucks") == 1);
}

TEST_CASE("an answer that is owed comes with the ticks", "[engine]") {
    Stand stand;
    CHECK(stand.engine->take({{batch(stand.truck, Stream::events, 1, 2)}}, at(1)).empty());
    CHECK(stand.engine->tick(at(1) + 100ms).empty());
    const auto answers = stand.engine->tick(at(2));
    REQUIRE(answers.size() == 1);
    CHECK(std::get<wire::Committed>(answers.front().content).through == 2);
    CHECK(std::get<wire::Committed>(answers.front().content).backend_time == at(2));
}

namespace {

// Answered within 10 minutes for a VIP, within 20 by the agreement "gold", else within 30.
cases::PolicyVersion promises(std::uint32_t version = 1) {
    cases::SlaPolicy policy;
    policy.rows = {{.tier = truck::Tier::vip, .response = 10min},
                   {.agreement = "gold", .response = 20min}};
    return {.version = version, .policy = policy};
}

cases::TruckEntry said(const TruckId& truck, std::string_view id, Time when, cases::Said what) {
    return {.truck = truck,
            .entry = {.at = when,
                      .said = std::move(what),
                      .about = cases::CaseId::from("B").value(),
                      .id = cases::EntryId::from(id).value(),
                      .by = "Li"}};
}

truck::Customer with_tier(std::string_view id, truck::Tier tier) {
    return {.id = customer(id), .dealer = DealerId::from("D").value(), .tier = tier};
}

// The minutes until a breakdown of hour 0 has to be answered, and until somebody hears of it.
struct Promised : Stand {
    Promised() {
        enter(
            {promises(), with_tier("C1", truck::Tier::ordinary), with_tier("C2", truck::Tier::vip),
             truck::TruckRecord{.id = truck}, truck::Ownership{truck, customer("C1"), at(0) - 24h},
             said(truck, "e1", at(0), cases::Opened{.caller = "Wang", .words = "it stands"})},
            at(-60));
        engine->tick(at(0));
    }
    void enter_now(const std::vector<store::Fact>& facts) {
        now += 10s;
        enter(facts, now);
        engine->tick(now);
    }
    Rows minutes() const {
        const auto start = std::to_string(milliseconds_of(at(0)));
        const auto minutes_until = [&](const std::string& column) {
            return " || ' ' || ((" + column + " - " + start + ") / 60000)";
        };
        return rows("SELECT customer" + minutes_until("response_due_ms") +
                    minutes_until("escalate_ms") + " FROM cases");
    }
    Time now = at(60);
};

}  // namespace

TEST_CASE("a case's row holds what was promised to who owned the truck when it began", "[engine]") {
    Promised stand;
    CHECK(stand.minutes() == Rows{"C1 30 30"});
    SECTION("a customer's tier is taken as it is known now") {
        stand.enter_now({with_tier("C1", truck::Tier::vip)});
        CHECK(stand.minutes() == Rows{"C1 10 10"});
    }
    SECTION("the agreement of that day counts") {
        truck::TruckRecord record{.id = stand.truck, .agreement = "gold"};
        stand.enter_now({record});
        CHECK(stand.minutes() == Rows{"C1 20 20"});
        record.agreement_until = day_of(at(-86400));
        stand.enter_now({record});
        CHECK(stand.minutes() == Rows{"C1 30 30"});
    }
    SECTION("an ownership that is corrected later moves it") {
        stand.enter_now({truck::Ownership{stand.truck, customer("C2"), at(-60)}});
        CHECK(stand.minutes() == Rows{"C2 10 10"});
    }
    SECTION("a new owner takes over no old case") {
        stand.enter_now({truck::Ownership{stand.truck, customer("C2"), at(20)}});
        CHECK(stand.minutes() == Rows{"C1 30 30"});
    }
    SECTION("a policy that comes later is for later cases") {
        auto later = promises(2);
        later.policy.response = 5min;
        stand.enter_now({later, said(stand.truck, "e2", at(61), cases::Note{"n"})});
        CHECK(stand.minutes() == Rows{"C1 30 30"});
        stand.restart();
        stand.enter_now({said(stand.truck, "e3", at(62), cases::Note{"n"})});
        CHECK(stand.minutes() == Rows{"C1 30 30"});
    }
}

TEST_CASE("who is to hear of a case, and when, stands beside it until it has ended", "[engine]") {
    Promised stand;
    const std::string levels = "SELECT level || ' ' || role FROM case_escalations ORDER BY at_ms";
    CHECK(stand.rows(levels) == Rows{"1 service_advisor", "2 service_manager", "3 dealer_manager"});
    stand.enter_now({said(stand.truck, "e2", at(60), cases::Reached{cases::Stage::answered})});
    CHECK(stand.rows(levels) == Rows{"2 service_manager", "3 dealer_manager"});
    CHECK(stand.rows("SELECT due_ms = solution_due_ms FROM cases") == Rows{"1"});
    stand.enter_now({said(stand.truck, "e3", at(61),
                          cases::Closed{.cause = "c", .action = "a", .currency = "CNY"})});
    CHECK(stand.rows(levels).empty());
    CHECK(stand.rows("SELECT ended_ms = " + std::to_string(milliseconds_of(at(61))) +
                     " AND escalate_ms IS NULL FROM cases") == Rows{"1"});
    stand.enter_now(
        {said(stand.truck, "e4", at(62), cases::Withdrawn{cases::EntryId::from("e1").value()})});
    CHECK(stand.rows("SELECT case_id FROM cases").empty());
}

TEST_CASE("a dossier of another version stops the applier with words", "[engine]") {
    Stand stand;
    stand.engine->take({{batch(stand.truck, Stream::events, 1, 1)}}, at(1));
    stand.engine->flush();
    stand.connection->execute("UPDATE dossiers SET version = 99");
    stand.restart();
    CHECK_THROWS_WITH(stand.engine->take({{batch(stand.truck, Stream::events, 2, 2)}}, at(2)),
                      Catch::Contains("version 99") && Catch::Contains("rebuild"));
}

}  // namespace roadworthy::ingest
