#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "backend/customers/alerts.hpp"
#include "backend/customers/delivery.hpp"
#include "backend/customers/ledger.hpp"
#include "backend/customers/recipient.hpp"
#include "backend/store/alerts/alert_rows.hpp"
#include "backend/store/alerts/delivery_rows.hpp"
#include "backend/store/alerts/ledger_rows.hpp"
#include "backend/store/alerts/recipient_rows.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/due/work_items.hpp"
#include "backend/store/views/faults/alert_list.hpp"
#include "backend/store/views/page.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "tests/backend/http/tenants.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using http::Tenants;
using store::Scope;
using views::AlertEntry;

namespace {

// Goes on from where it was, page by page.
class FeedReader {
public:
    explicit FeedReader(sql::Connection& database, Scope scope = Scope::everything())
        : database_(database), scope_(std::move(scope)) {}

    std::vector<AlertEntry> read(std::size_t limit = 2) {
        std::vector<AlertEntry> all;
        for (bool has_more = true; has_more;) {
            const auto feed =
                views::alert_feed(database_, scope_, {.page = {.limit = limit, .after = resume_}});
            REQUIRE(feed);
            all.insert(all.end(), feed->page.rows.begin(), feed->page.rows.end());
            resume_ = feed->resume;
            has_more = feed->page.next.has_value();
        }
        return all;
    }

private:
    sql::Connection& database_;
    Scope scope_;
    std::optional<std::string> resume_;
};

std::vector<std::string> named(const std::vector<AlertEntry>& entries) {
    std::vector<std::string> all;
    for (const AlertEntry& entry : entries) {
        all.push_back(entry.truck.id.text() + ' ' + entry.alert.matter + ' ' +
                      std::string(customers::name(entry.outcome)));
    }
    return all;
}

}  // namespace

TEST_CASE("the feed of alerts gives each once, and again what has changed since", "[alerts]") {
    Tenants tenants;
    FeedReader reader(tenants.database());
    const auto first = reader.read();
    REQUIRE(first.size() >= 15);
    CHECK(reader.read().empty());
    const std::int64_t changed = first[4].alert.id;
    store::mark_told(tenants.database(), changed, Tenants::now());
    store::enter_verdict(tenants.database(), first[7].alert.id,
                         {.outcome = customers::Outcome::useful, .at = Tenants::now()});
    const auto second = reader.read();
    REQUIRE(second.size() == 2);
    CHECK(second[0].alert.id == changed);
    CHECK(second[0].told == Tenants::now());
    CHECK(second[1].outcome == customers::Outcome::useful);
    CHECK(reader.read().empty());
}

TEST_CASE("a cursor from before a backup was restored goes on from what is there", "[alerts]") {
    Tenants tenants;
    const auto feed = views::alert_feed(tenants.database(), Scope::everything(),
                                        {.page = {.after = views::to_cursor({"999999"})}});
    REQUIRE(feed);
    CHECK(feed->page.rows.empty());
    CHECK_FALSE(feed->page.next);
    CHECK(feed->resume == views::to_cursor({std::to_string(support::number(
                              tenants.database(), "SELECT MAX(revision) FROM alerts"))}));
    CHECK_FALSE(views::alert_feed(tenants.database(), Scope::everything(),
                                  {.page = {.after = views::to_cursor({"-1"})}}));
}

TEST_CASE("an alert is seen by whoever owned the truck when it happened, without the plate of now",
          "[alerts]") {
    Tenants tenants;
    const auto of = [&](const char* customer) {
        std::map<std::string, std::string> plates;
        for (const AlertEntry& entry :
             FeedReader(tenants.database(), http::customer(customer)).read()) {
            CHECK(entry.truck.customer == CustomerId::from(customer).value());
            if (entry.truck.id.text() == "TRUCKT01") {
                plates[entry.alert.matter] = entry.truck.plate;
            }
        }
        return plates;
    };
    CHECK(of("CUST-A") == std::map<std::string, std::string>{{"F1", ""}});
    CHECK(of("CUST-B") == std::map<std::string, std::string>{{"F2", "plate of TRUCKT01"},
                                                             {"F3", "plate of TRUCKT01"}});
}

TEST_CASE("what became of an alert is what people said, else what was told last", "[alerts]") {
    Tenants tenants;
    const auto of_truck = [&](views::Alerts which) {
        const auto feed = views::alert_feed(
            tenants.database(), Scope::everything(),
            {.which = which, .truck = make::truck_id("TRUCKA01"), .page = {.limit = 100}});
        REQUIRE(feed);
        auto rows = feed->page.rows;  // of its faults
        std::erase_if(rows, [](const AlertEntry& row) { return row.alert.matter[0] != 'F'; });
        return rows;
    };
    const auto all = of_truck(views::Alerts::all);
    CHECK(named(all) == std::vector<std::string>{"TRUCKA01 F1 cleared_by_itself",
                                                 "TRUCKA01 F2 cleared_by_itself",
                                                 "TRUCKA01 F3 open"});
    CHECK(named(of_truck(views::Alerts::open)) == std::vector<std::string>{"TRUCKA01 F3 open"});
    SECTION("a verdict") {
        const store::Verdict verdict{.outcome = customers::Outcome::no_answer,
                                     .at = Tenants::now(),
                                     .by = "Li",
                                     .words = "nobody there"};
        store::enter_verdict(tenants.database(), all[2].alert.id, verdict);
        CHECK(of_truck(views::Alerts::open).empty());
        CHECK(of_truck(views::Alerts::all)[2].verdict == verdict);
        CHECK(of_truck(views::Alerts::all)[2].outcome == customers::Outcome::no_answer);
    }
    SECTION("a cause under which it has folded") {
        customers::Alert alert = all[2].alert;
        alert.folded_under = 9;
        store::update_alert(tenants.database(), alert);
        CHECK(of_truck(views::Alerts::all)[2].outcome == customers::Outcome::superseded);
    }
    SECTION("of what nobody was told, nothing is open") {
        customers::Alert alert = all[2].alert;
        alert.state = customers::AlertState::withdrawn;
        alert.withdrawn = customers::Withdrawal::overtaken;
        store::update_alert(tenants.database(), alert);
        CHECK(of_truck(views::Alerts::open).empty());
    }
}

TEST_CASE("rules are scored by the alerts of the reader, of the days that are asked for",
          "[alerts]") {
    Tenants tenants;
    const auto scores = [&](const Scope& scope, Time since) {
        std::map<std::string, std::uint64_t> raised;
        for (const auto& score : views::rule_scores(tenants.database(), scope, since)) {
            raised[score.rule] = score.raised;
        }
        return raised;
    };
    using Raised = std::map<std::string, std::uint64_t>;
    const Time heard = make::time("2026-03-01T20:00:00Z");
    CHECK(scores(Scope::everything(), heard) ==
          Raised{{"amber_warning_lamp", 10}, {"red_stop_lamp", 5}});
    CHECK(scores(http::customer("CUST-A"), heard) ==
          Raised{{"amber_warning_lamp", 3}, {"red_stop_lamp", 1}});
    CHECK(scores(Scope::everything(), heard + std::chrono::milliseconds{1}).empty());
}

TEST_CASE("an alert that found nobody says why, and is work until somebody may hear of such",
          "[alerts]") {
    Tenants tenants;
    sql::Connection& database = tenants.database();
    const auto work = [&](const Scope& scope) {
        std::vector<std::string> trucks;
        const views::WorkQuery query{.today = day_of(Tenants::now()),
                                     .reasons = {views::WorkReason::nobody_to_tell}};
        const auto page = views::work_items(database, scope, query);
        for (const views::WorkItem& item : page->rows) {
            trucks.push_back(item.truck.id.text());
        }
        return trucks;
    };
    const auto feed =
        views::alert_feed(database, Scope::everything(), {.truck = make::truck_id("TRUCKA01")});
    const customers::Alert alert = feed->page.rows.front().alert;
    store::mark_untold(database, alert.id, customers::Untold::nobody_in_scope);
    const auto again =
        views::alert_feed(database, Scope::everything(), {.truck = make::truck_id("TRUCKA01")});
    CHECK(again->page.rows.front().untold == customers::Untold::nobody_in_scope);
    CHECK_FALSE(again->page.rows.back().untold);
    CHECK(work(Scope::everything()) == std::vector<std::string>{"TRUCKA01"});
    CHECK(work(http::dealer("DEALER-2")).empty());
    const auto [hears, subject, is_he_it] = GENERATE(table<customers::Hears, std::string, bool>({
        {customers::Hears::everything, "", true},
        {customers::Hears::dealer, "DEALER-1", true},
        {customers::Hears::dealer, "DEALER-2", false},
        {customers::Hears::workshop, "workshop of CUST-A", true},
        {customers::Hears::workshop, "workshop of CUST-B", false},
        {customers::Hears::customer, "CUST-A", true},
        {customers::Hears::customer, "CUST-B", false},
    }));
    INFO(subject);
    store::put_recipient(database, {.id = "li", .roles = {}, .scope = {hears, subject}});
    CHECK(work(Scope::everything()).empty() == is_he_it);
}

TEST_CASE("an escalation needs somebody with its role", "[alerts]") {
    Tenants tenants;
    sql::Connection& database = tenants.database();
    customers::Alert alert{.matter = "B1",
                           .n = 99,
                           .kind = customers::AlertKind::escalation,
                           .happened = Tenants::now(),
                           .level = 1,
                           .role = "manager"};
    const auto row = store::insert_alert(database, make::truck_id("TRUCKA01"), alert);
    store::mark_untold(database, row, customers::Untold::nobody_in_scope);
    const auto count = [&] {
        return views::work_items(database, Scope::everything(),
                                 {.today = day_of(Tenants::now()),
                                  .reasons = {views::WorkReason::nobody_to_tell}})
            ->rows.size();
    };
    const customers::RecipientScope all{.hears = customers::Hears::everything, .subject = {}};
    store::put_recipient(database,
                         {.id = "li", .roles = {"advisor", "dealer_manager"}, .scope = all});
    CHECK(count() == 1);
    store::put_recipient(database, {.id = "wu", .roles = {"advisor", "manager"}, .scope = all});
    CHECK(count() == 0);
}
