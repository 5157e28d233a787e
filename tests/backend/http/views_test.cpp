#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/scorecard.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/faults/severity.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/customers.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "backend/store/views/faults/fault_list.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/meters/meters.hpp"
#include "backend/store/views/meters/scorecard.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/plan_book.hpp"
#include "backend/store/views/troublesome_list.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "backend/truck/meters.hpp"
#include "backend/uptime/availability.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "tests/backend/http/tenants.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::views;
using http::Tenants;
using store::Scope;

namespace {

using std::chrono::days;

const Day today = day_of(Tenants::now());
const std::set<due::DueState> all_states = {due::DueState::not_due, due::DueState::soon,
                                            due::DueState::due, due::DueState::overdue,
                                            due::DueState::unknown};

std::vector<std::string> items(const std::vector<DueEntry>& entries) {
    std::vector<std::string> names;
    for (const DueEntry& entry : entries) {
        names.push_back(entry.truck.id.text() + ' ' + entry.row.item);
    }
    return names;
}

// All rows by pages of that size.
template <class Row, class Ask>
std::vector<Row> paged(std::size_t limit, Ask ask) {
    std::vector<Row> rows;
    PageQuery query{.limit = limit};
    for (int pages = 0; pages < 1000; ++pages) {
        auto page = ask(query).value();
        CHECK(page.rows.size() <= limit);
        rows.insert(rows.end(), page.rows.begin(), page.rows.end());
        if (!page.next) {
            return rows;
        }
        query.after = page.next;
    }
    FAIL("the pages have no end");
    return rows;
}

}  // namespace

TEST_CASE("a cursor comes back as the key that it was made of", "[views]") {
    const std::vector<std::string> key = {"货车 1", "", "-5"};
    CHECK(from_cursor(to_cursor(key), 3) == key);
    CHECK_FALSE(from_cursor(to_cursor(key), 2));
    CHECK_FALSE(from_cursor("", 1));
    CHECK_FALSE(from_cursor("zz", 1));
    CHECK_FALSE(from_cursor("411", 1));
    CHECK_FALSE(from_cursor("41", 1));
}

TEST_CASE("the due list by day has the overdue first, then goes by day, and ends undated",
          "[views]") {
    Tenants tenants;
    const auto list = due_list(tenants.database(), Scope::everything(),
                               {.today = today,
                                .filter = {.states = all_states},
                                .order = DueOrder::day,
                                .page = {.limit = 500}});
    REQUIRE(list);
    REQUIRE(list->rows.size() == 16);
    bool was_overdue = true;
    std::optional<Day> before;
    bool was_dated = true;
    for (const DueEntry& entry : list->rows) {
        const bool is_overdue = entry.state == due::DueState::overdue;
        CHECK((was_overdue || !is_overdue));
        if (was_overdue && !is_overdue) {
            before.reset();
        }
        CHECK((was_dated || !entry.row.window));
        if (entry.row.window) {
            CHECK((!before || *before <= entry.row.window->p50));
            before = entry.row.window->p50;
        }
        was_overdue = is_overdue;
        was_dated = entry.row.window.has_value();
    }
    CHECK(list->rows.front().row.item == "brakes");  // since 28 November
    CHECK(list->rows.front().state == due::DueState::overdue);
    CHECK(list->rows.back().row.item == "belt");  // no engine time was ever read
    CHECK(list->rows.back().state == due::DueState::unknown);
}

TEST_CASE("a due entry says why", "[views]") {
    Tenants tenants;
    const auto entries =
        due_of_truck(tenants.database(), Scope::everything(), make::truck_id("TRUCKA01"), today);
    REQUIRE(items(entries) == std::vector<std::string>{"TRUCKA01 belt", "TRUCKA01 brakes",
                                                       "TRUCKA01 oil", "TRUCKA01 tyres"});
    const DueEntry& oil = entries[2];
    CHECK(oil.plan_version == 3);
    REQUIRE(oil.rule);
    CHECK(oil.rule->name_zh == "机油");
    REQUIRE(oil.row.distance);
    CHECK(oil.row.distance->target == 115'000'000);
    REQUIRE(oil.row.distance->reading);
    CHECK(oil.row.distance->reading->value == 97'000'000 + 59 * 300'000);
    CHECK(oil.row.distance->reading->at == make::time("2026-03-01T18:00:00Z"));
    CHECK(oil.row.limiting == due::Criterion::distance);
    CHECK(oil.row.calendar == make::day("2026-12-20"));
}

TEST_CASE("pages of any size give every row once", "[views]") {
    Tenants tenants;
    sql::Connection& database = tenants.database();
    const auto check = [](auto ask, auto id_of) {
        using Row = typename decltype(ask(PageQuery{})->rows)::value_type;
        const auto ids = [&](const std::vector<Row>& rows) {
            std::vector<std::string> found;
            std::ranges::transform(rows, std::back_inserter(found), id_of);
            return found;
        };
        const auto whole = ids(ask({.limit = 500})->rows);
        for (const std::size_t limit : {1U, 2U, 3U, 7U}) {
            INFO(limit);
            CHECK(ids(paged<Row>(limit, ask)) == whole);
        }
    };
    for (const Scope& scope :
         {Scope::everything(), http::dealer("DEALER-1"), http::customer("CUST-B")}) {
        check(
            [&](const PageQuery& page) {
                return due_list(database, scope,
                                {.today = today, .filter = {.states = all_states}, .page = page});
            },
            [](const DueEntry& row) { return row.truck.id.text() + ' ' + row.row.item; });
        check([&](const PageQuery& page) { return trucks(database, scope, page); },
              [](const TruckRow& row) { return row.record.id.text(); });
        check([&](const PageQuery& page) { return views::customers(database, scope, page); },
              [](const CustomerRow& row) { return row.customer.id.text(); });
        for (const Episodes which : {Episodes::open, Episodes::closed}) {
            check(
                [&](const PageQuery& page) {
                    return fault_list(database, scope, {.which = which, .page = page});
                },
                [](const FaultEntry& row) {
                    return row.truck.id.text() + std::to_string(row.episode.number);
                });
        }
        for (const Grouping by : {Grouping::truck, Grouping::customer, Grouping::model}) {
            check(
                [&](const PageQuery& page) {
                    return uptime_report(
                        database, scope,
                        {.period = {today - days{30}, today}, .by = by, .page = page});
                },
                [](const UptimeRow& row) { return row.key; });
        }
    }
}

TEST_CASE("the due list is narrowed by state and by workshop", "[views]") {
    Tenants tenants;
    const auto state =
        GENERATE(values({due::DueState::not_due, due::DueState::soon, due::DueState::due,
                         due::DueState::overdue, due::DueState::unknown}));
    const auto all =
        due_list(tenants.database(), Scope::everything(),
                 {.today = today, .filter = {.states = all_states}, .page = {.limit = 500}});
    const auto some =
        due_list(tenants.database(), Scope::everything(),
                 {.today = today, .filter = {.states = {state}}, .page = {.limit = 500}});
    std::vector<DueEntry> wanted;
    std::ranges::copy_if(all->rows, std::back_inserter(wanted),
                         [&](const DueEntry& entry) { return entry.state == state; });
    CHECK(items(some->rows) == items(wanted));

    const auto home = due_list(tenants.database(), Scope::everything(),
                               {.today = today, .filter = {.workshop = "workshop of CUST-X"}});
    CHECK_FALSE(home->rows.empty());
    for (const DueEntry& entry : home->rows) {
        CHECK(entry.truck.id.text() == "TRUCKX01");
    }
}

TEST_CASE("a list that was begun before midnight keeps its day", "[views]") {
    Tenants tenants;
    const DueQuery query{.today = today, .filter = {.states = all_states}, .page = {.limit = 1}};
    const auto first = due_list(tenants.database(), Scope::everything(), query);
    DueQuery tomorrow = query;
    tomorrow.today = today + days{1};
    tomorrow.page = {.limit = 500, .after = first->next};
    const auto rest = due_list(tenants.database(), Scope::everything(), tomorrow);
    const auto whole =
        due_list(tenants.database(), Scope::everything(),
                 {.today = today, .filter = {.states = all_states}, .page = {.limit = 500}});
    REQUIRE(rest);
    CHECK(rest->rows.size() + 1 == whole->rows.size());
    for (std::size_t i = 0; i < rest->rows.size(); ++i) {
        CHECK(rest->rows[i].state == whole->rows[i + 1].state);
    }
    tomorrow.today = today - days{30};  // a cursor of the future is a forgery
    CHECK_FALSE(due_list(tenants.database(), Scope::everything(), tomorrow));
}

TEST_CASE("fault words are the built-in ones, and before them what the operator has entered",
          "[views]") {
    Tenants tenants;
    const auto title = [&](const char* language, const faults::Code& code) {
        return FaultWords(tenants.database(), language).describe(code).title;
    };
    const faults::Code known{.key = {.source_address = 0, .spn = 100, .fmi = 1}};
    CHECK(title("zh", known) == "机油压力：严重偏低");
    CHECK(title("de", known) == "Öldruck: viel zu niedrig");  // an SPN's row and an FMI's
    CHECK(title("en", known) == "engine oil pressure: far too low");
    // A reading of an old code is looked up as well.
    const faults::Code old{.key = {.source_address = 0, .spn = 0x040C00, .fmi = 1},
                           .conversion_method = 1};
    CHECK_THAT(FaultWords(tenants.database(), "de").describe(old).meaning,
               Catch::Contains("SPN 100 (Öldruck)"));
}

TEST_CASE("episodes of the past are visited truck by truck, the open ones whatever their age",
          "[views]") {
    Tenants tenants;
    const auto visited = [&](const Scope& scope, std::string_view since) {
        std::vector<std::string> trucks;
        for_each_episode(tenants.database(), scope, make::time(since),
                         [&](const FaultEntry& entry) { trucks.push_back(entry.truck.id.text()); });
        return trucks;
    };
    const auto all = visited(Scope::everything(), "2020-01-01");
    const auto open = visited(Scope::everything(), "2030-01-01");
    CHECK(open.size() < all.size());
    CHECK(std::ranges::count(open, "TRUCKA01") == 1);
    auto runs = all;
    const auto repeated = std::ranges::unique(runs);
    runs.erase(repeated.begin(), repeated.end());
    CHECK(std::set<std::string>(runs.begin(), runs.end()).size() == runs.size());
    const auto own = visited(Scope::of(CustomerId::from("CUST-A").value()), "2020-01-01");
    CHECK_FALSE(own.empty());
    CHECK(std::ranges::count(own, "TRUCKX01") == 0);
    CHECK(std::ranges::count(all, "TRUCKX01") > 0);
}

TEST_CASE("a list of faults shows what is folded once, and under its parent when asked",
          "[views]") {
    Tenants tenants;
    tenants.database().execute(
        "UPDATE episodes SET parent = 1000, group_action = 3 WHERE truck = 'TRUCKA01' AND state = "
        "0");
    tenants.database().execute(
        "INSERT INTO episodes (bucket, truck, episode, source_address, spn, fmi, state, opened_ms,"
        " opened_quality, seen_ms, close_reason, occurrences, flaps, conversion_method, lamp_bits,"
        " flash_bits, action, group_action)"
        " SELECT bucket, truck, 1000, 0, 168, 18, 0, opened_ms, 0, seen_ms, 0, 1, 0, 0, 0, 0, 0, 3"
        " FROM episodes WHERE truck = 'TRUCKA01' AND state = 0");
    const auto truck = make::truck_id("TRUCKA01");
    const auto listed =
        fault_list(tenants.database(), Scope::everything(), {.page = {.limit = 500}});
    std::vector<std::uint32_t> spns;
    for (const FaultEntry& entry : listed->rows) {
        if (entry.truck.id == truck) {
            spns.push_back(entry.episode.key.spn);
            CHECK(entry.folded == 1);
        }
    }
    CHECK(spns == std::vector<std::uint32_t>{168});
    const auto under = fault_list(tenants.database(), Scope::everything(),
                                  {.truck = truck, .under = 1000, .page = {.limit = 500}});
    REQUIRE(under->rows.size() == 1);
    CHECK(under->rows[0].episode.key.spn == 222);
    CHECK(open_faults(tenants.database(), Scope::everything(), truck).size() == 2);
}

TEST_CASE("open faults go by severity, and say what to do and why", "[views]") {
    Tenants tenants;
    const auto open =
        open_faults(tenants.database(), Scope::everything(), make::truck_id("TRUCKA01"));
    REQUIRE(open.size() == 1);
    CHECK(open[0].key.spn == 222);
    CHECK(open[0].severity.action == faults::Action::stop_now);
    CHECK(open[0].severity.rules == std::vector<std::string>{"red_stop_lamp"});
    CHECK(open[0].opened.at == make::time("2026-03-01T15:00:00Z"));
    CHECK(open[0].odometer_m == 98'765'432);

    const auto closed = fault_list(tenants.database(), Scope::everything(),
                                   {.which = Episodes::closed, .page = {.limit = 500}});
    REQUIRE(closed->rows.size() == 10);
    CHECK(closed->rows.front().episode.key.spn == 112);
    CHECK(closed->rows.back().episode.key.spn == 111);
}

TEST_CASE("up, planned, unplanned and unknown are the time owned, for every group and period",
          "[views]") {
    Tenants tenants;
    sql::Connection& database = tenants.database();
    for (const char* from : {"2025-05-30", "2026-01-20", "2026-03-01"}) {
        for (const int length : {1, 3, 30}) {
            INFO(from << " + " << length);
            const DayRange period{make::day(from), make::day(from) + days{length}};
            const auto of = [&](const Scope& scope) {
                const uptime::Totals all =
                    uptime_of_all(database, scope, {.period = period}).totals;
                for (const Grouping by :
                     {Grouping::truck, Grouping::customer, Grouping::model, Grouping::segment}) {
                    uptime::Totals sum;
                    const auto report =
                        uptime_report(database, scope, {.period = period, .by = by});
                    for (const UptimeRow& row : report->rows) {
                        CHECK(row.totals.unknown >= std::chrono::seconds{0});
                        sum += row.totals;
                    }
                    CHECK(sum == all);
                }
                return all.period();
            };
            const auto dealer = of(http::dealer("DEALER-1"));
            const auto single = of(http::customer("CUST-X"));
            CHECK(dealer == of(http::customer("CUST-A")) + of(http::customer("CUST-B")));
            const Day begun = std::max(period.from, make::day("2025-06-01"));
            const days owned = std::max(period.to - begun, days{});
            CHECK(dealer == 3 * owned);
            CHECK(single == owned);
            CHECK(of(Scope::everything()) == dealer + single + (period.to - period.from));
        }
    }
}

TEST_CASE("a truck that drives every day was up, and since its red lamp only while it drove on",
          "[views]") {
    Tenants tenants;
    const auto of = [&](const char* from, const char* to) {
        return uptime_of_all(tenants.database(), http::customer("CUST-X"),
                             {.period = {make::day(from), make::day(to)}, .now = Tenants::now()})
            .totals;
    };
    const auto february = of("2026-02-01", "2026-03-01");
    CHECK(february.up == days{28});
    CHECK(uptime::availability_bp(february) == 10'000);
    const auto march = of("2026-03-01", "2026-03-02");
    CHECK(march.up == std::chrono::hours{18});        // for three hours it drove on
    CHECK(march.unplanned >= std::chrono::hours{3});  // until it was last heard
    CHECK(march.period() == days{1});
}

TEST_CASE("troublesome trucks are those of the scope, by their own time with its owner",
          "[views]") {
    Tenants tenants;
    const Time now = Tenants::now();
    const auto all = troublesome(tenants.database(), Scope::everything(), now, 500);
    REQUIRE(all.size() == 5);
    for (const TroubleRow& row : all) {
        CHECK(row.trouble.breakdowns == 1);                 // the red lamp of 1 March
        CHECK(row.trouble.since_last < Duration{days{1}});  // when it was last confirmed
        CHECK(row.trouble.usual);
    }
    // TRUCKT01 is its new owner's since February: fewer days for as many breakdowns.
    const auto of_dealer =
        troublesome(tenants.database(), Scope::of(DealerId::from("DEALER-1").value()), now, 2);
    REQUIRE(of_dealer.size() == 2);
    CHECK(of_dealer[0].truck.id.text() == "TRUCKT01");
    CHECK(of_dealer[0].trouble.watched < of_dealer[1].trouble.watched);
    CHECK(troublesome(tenants.database(), Scope::of(DealerId::from("DEALER-3").value()), now, 2)
              .empty());
}

TEST_CASE("a customer's record is the sum of his trucks", "[views]") {
    Tenants tenants;
    const auto record = views::customer_record(tenants.database(), http::dealer("DEALER-1"),
                                               {.id = CustomerId::from("CUST-B").value(),
                                                .today = today,
                                                .uptime = {today - days{30}, today}});
    REQUIRE(record);
    CHECK(record->customer.name == "name of CUST-B");
    CHECK(record->counts.trucks == 2);
    CHECK(record->counts.stop_now == 2);
    CHECK(record->counts.overdue == 2);
    REQUIRE(record->trucks.size() == 2);
    CHECK(record->trucks[0].due.size() == 4);
    CHECK(record->trucks[0].odometer->value == 97'000'000 + 59 * 300'000);
    CHECK(record->uptime.period() == days{60 - 1});  // one of them a day less: it was not his yet
    CHECK_FALSE(views::customer_record(tenants.database(), http::dealer("DEALER-2"),
                                       {.id = CustomerId::from("CUST-B").value(), .today = today}));
}

TEST_CASE("what a truck's meters do not believe is shown with its reason", "[views]") {
    Tenants tenants;
    const auto rows =
        meters(tenants.database(), Scope::everything(), make::truck_id("TRUCKA01")).value();
    REQUIRE(rows.size() == 1);
    const MeterRow& odometer = rows.front();
    CHECK(odometer.kind == MeterKind::odometer);
    CHECK(odometer.meters.life->value == 97'000'000 + 59 * 300'000);
    REQUIRE(odometer.meters.tracks.size() == 1);
    REQUIRE(odometer.meters.tracks.front().held);
    CHECK(odometer.meters.tracks.front().held->reading.value == 970'000'000);
    CHECK(odometer.meters.tracks.front().held->reason == truck::HeldReason::too_fast);
    REQUIRE(odometer.refused);
    CHECK(odometer.refused->reading.reason == truck::HeldReason::unsettled);
    CHECK(odometer.refused_count == 1);
    REQUIRE(odometer.told.size() == 1);
    CHECK(odometer.told.front().kind == MeterKind::odometer);
}

TEST_CASE("of a truck's meters nobody sees an earlier owner's time, nor another's truck",
          "[views]") {
    Tenants tenants;
    const auto seen_by = [&](const char* customer, const char* truck) {
        return meters(tenants.database(), Scope::of(CustomerId::from(customer).value()),
                      make::truck_id(truck));
    };
    CHECK_FALSE(seen_by("CUST-A", "TRUCKT01"));
    CHECK_FALSE(seen_by("CUST-B", "TRUCKA01"));
    const auto rows = seen_by("CUST-B", "TRUCKT01").value();
    REQUIRE(rows.size() == 1);
    CHECK(rows.front().meters.life->value == 97'000'000 + 59 * 300'000);
    CHECK_FALSE(rows.front().meters.tracks.front().held);
    CHECK_FALSE(rows.front().refused);
    CHECK(rows.front().told.size() == 1);
}

TEST_CASE("a plan is read with every version that was entered, the one in force first", "[views]") {
    Tenants tenants;
    sql::Connection& database = tenants.database();
    const PlanId id = PlanId::from("P").value();
    due::Plan older{.id = id, .version = 2, .items = {{.key = "oil", .every = {.days = 90}}}};
    tenants.enter({older, due::Plan{.id = PlanId::from("Q").value()}});
    const auto versions = plan_versions(database, id);
    REQUIRE(versions.size() == 2);
    CHECK(versions[0].plan.version == 3);
    CHECK(versions[1].plan == older);
    CHECK(versions[1].entered == Tenants::now());
    std::vector<int> in_force;
    for (const auto& row :
         paged<PlanVersion>(1, [&](const PageQuery& page) { return plans(database, page); })) {
        in_force.push_back(row.plan.version);
    }
    CHECK(in_force == std::vector{3, 1});
    CHECK(plan_versions(database, PlanId::from("none").value()).empty());
}

TEST_CASE("a fleet's scorecard is the sum of its trucks', and each sees his own", "[views]") {
    Tenants tenants;
    const auto rows_of = [&](const Scope& scope, ScoreGrouping by) {
        return paged<ScoreRow>(1, [&](const PageQuery& page) {
            return scorecard(tenants.database(), scope, {.by = by, .page = page});
        });
    };
    const auto all = rows_of(Scope::everything(), ScoreGrouping::all);
    REQUIRE(all.size() == 1);
    CHECK(all.front().trucks == 2);
    CHECK(all.front().scorecard.all.count == 7);
    due::Scorecard sum;
    for (const ScoreRow& row : rows_of(Scope::everything(), ScoreGrouping::truck)) {
        CHECK(row.trucks == 1);
        sum += row.scorecard;
    }
    CHECK(sum == all.front().scorecard);
    const auto of_customers = rows_of(Scope::everything(), ScoreGrouping::customer);
    REQUIRE(of_customers.size() == 2);
    CHECK(of_customers.front().key == "CUST-A");
    CHECK(rows_of(Scope::everything(), ScoreGrouping::segment).front().key == "long-haul");
    CHECK(rows_of(Scope::everything(), ScoreGrouping::duty).front().key.empty());
    const auto mine = rows_of(Scope::of(CustomerId::from("CUST-A").value()), ScoreGrouping::truck);
    REQUIRE(mine.size() == 1);
    CHECK(mine.front().key == "TRUCKA01");
}
