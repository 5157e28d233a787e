#include "backend/store/alerts/ledger_rows.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "backend/customers/alerts.hpp"
#include "backend/customers/ledger.hpp"
#include "backend/store/alerts/alert_rows.hpp"
#include "common/ids.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using support::at;
using Rows = std::vector<std::string>;

TEST_CASE("what somebody says of an alert is said of its matter, and the latest word counts",
          "[ledger]") {
    const auto connection = support::empty_store();
    const TruckId one = support::truck("TRUCK001");
    store::insert_alert(*connection, one, {.matter = "F1", .n = 1});
    const auto second = store::insert_alert(*connection, one, {.matter = "F1", .n = 2});
    store::insert_alert(*connection, one, {.matter = "F2", .n = 1});
    store::insert_alert(*connection, support::truck("TRUCK002"), {.matter = "F1", .n = 1});
    const auto words = [&] {
        return support::column(*connection,
                               "SELECT alert || ' ' || outcome || ' ' || outcome_by || ' ' ||"
                               " outcome_words || ' ' || outcome_ms FROM alerts"
                               " WHERE outcome > 0");
    };
    CHECK(store::enter_verdict(
        *connection, second,
        {.outcome = customers::Outcome::useful, .at = at(0), .by = "Li", .words = "yes"}));
    CHECK(store::enter_verdict(
        *connection, second,
        {.outcome = customers::Outcome::not_useful, .at = at(1), .by = "Wu", .words = "no"}));
    CHECK(words() == Rows{"1 2 Wu no " + std::to_string(milliseconds_of(at(1)))});
    CHECK(support::number(*connection, "SELECT revision FROM alerts WHERE alert = 1") == 6);
    CHECK_FALSE(store::enter_verdict(*connection, 99, {}));
}
