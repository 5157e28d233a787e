#include "backend/store/alerts/alert_rows.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "backend/customers/alerts.hpp"
#include "backend/faults/severity.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/io/sqlite.hpp"
#include "common/time.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using customers::Alert;
using support::at;
using Rows = std::vector<store::TruckAlert>;

namespace {

const TruckId one_truck = support::truck("TRUCK001");

Alert full() {
    return {.matter = "F12",
            .n = 2,
            .kind = customers::AlertKind::upgraded,
            .action = faults::Action::stop_now,
            .action_before = faults::Action::workshop_soon,
            .is_digest = true,
            .happened = at(1),
            .heard = at(2),
            .written = at(3),
            .not_before = at(4),
            .state = customers::AlertState::waiting,
            .withdrawn = customers::Withdrawal::none,
            .folded_under = 7,
            .active = customers::AlertActive::no,
            .fault = FaultKey{.source_address = 3, .spn = 524'287, .fmi = 31},
            .reasons = {"red_stop_lamp", "derating"},
            .rule_set = 4,
            .comeback_of = at(0),
            .stage = std::uint8_t{2},
            .level = 3,
            .role = "service_manager",
            .customer = CustomerId::from("C1").value()};
}

}  // namespace

TEST_CASE("an alert stands as it was written, whatever it lacks", "[alerts]") {
    const auto connection = support::empty_store();
    Alert one = full();
    Alert other{.matter = "F12", .n = 3, .happened = at(9)};
    one.id = store::insert_alert(*connection, one_truck, one);
    other.id = store::insert_alert(*connection, one_truck, other);
    CHECK(store::alerts_of(*connection, one_truck, "F12") == std::vector{one, other});
    CHECK(store::alerts_of(*connection, one_truck, "F1").empty());
    CHECK(store::alerts_of(*connection, support::truck("TRUCK002"), "F12").empty());
    other = full();
    other.n = 3;
    other.fault.reset();
    other.id = one.id + 1;
    store::update_alert(*connection, other);
    CHECK(store::alerts_of(*connection, one_truck, "F12") == std::vector{one, other});
}

TEST_CASE("a matter's event of one number is written once", "[alerts]") {
    const auto connection = support::empty_store();
    CHECK(store::insert_alert(*connection, one_truck, full()) > 0);
    Alert again = full();
    again.action = faults::Action::log;
    CHECK(store::insert_alert(*connection, one_truck, again) == 0);
    CHECK(store::alerts_of(*connection, one_truck, "F12").front().action ==
          faults::Action::stop_now);
}

TEST_CASE("what is to be told is told once, not before its time, the longest waiting first",
          "[alerts]") {
    const auto connection = support::empty_store();
    Alert late = full();
    late.not_before = at(100);
    late.id = store::insert_alert(*connection, one_truck, late);
    Alert early = full();
    early.matter = "F13";
    early.not_before = at(50);
    early.id = store::insert_alert(*connection, one_truck, early);
    Alert withdrawn = full();
    withdrawn.matter = "F14";
    withdrawn.state = customers::AlertState::withdrawn;
    store::insert_alert(*connection, one_truck, withdrawn);
    CHECK(store::alerts_to_tell(*connection, at(49), 10).empty());
    CHECK(store::alerts_to_tell(*connection, at(50), 10) == Rows{{one_truck, early}});
    CHECK(store::alerts_to_tell(*connection, at(500), 10) ==
          Rows{{one_truck, early}, {one_truck, late}});
    CHECK(store::alerts_to_tell(*connection, at(500), 1).size() == 1);
    CHECK(store::mark_told(*connection, early.id, at(60)));
    CHECK_FALSE(store::mark_told(*connection, early.id, at(61)));
    CHECK(store::alerts_to_tell(*connection, at(500), 10) == Rows{{one_truck, late}});
}

TEST_CASE("each change of an alert has a higher revision than all before", "[alerts]") {
    const auto connection = support::empty_store();
    Alert alert = full();
    alert.id = store::insert_alert(*connection, one_truck, alert);
    alert.n = 3;
    store::insert_alert(*connection, one_truck, alert);
    const auto revisions = [&] {
        return support::column(*connection, "SELECT revision FROM alerts ORDER BY alert");
    };
    CHECK(revisions() == std::vector<std::string>{"1", "2"});
    store::update_alert(*connection, alert);
    CHECK(revisions() == std::vector<std::string>{"3", "2"});
    store::mark_told(*connection, alert.id, at(9));
    CHECK(revisions() == std::vector<std::string>{"4", "2"});
}

TEST_CASE("what stood in the journal before there were alerts is no news", "[alerts]") {
    const auto connection = sql::open_sqlite(":memory:", {});
    store::migrate(*connection, store::migrations().first(5));
    connection->execute("UPDATE journal_head SET last_position = 77");
    store::migrate(*connection);
    CHECK(store::alert_progress(*connection) ==
          store::AlertProgress{.alerted_until = 77, .silent_until = 77});
    store::set_alert_progress(*connection, {.alerted_until = 80, .silent_until = 77});
    CHECK(store::alert_progress(*connection) ==
          store::AlertProgress{.alerted_until = 80, .silent_until = 77});
}
