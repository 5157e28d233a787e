// What the due list costs with so many trucks, five items each:
//   due_bench TRUCKS DATABASE
// Makes the database, and prints a line for each question: its name, the microseconds that it takes
// (median of 21), and those of the bare statement beside it.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <ratio>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/ingest/counters.hpp"
#include "backend/ingest/engine.hpp"
#include "backend/ingest/intake.hpp"
#include "backend/store/derived/fleet_rows.hpp"
#include "backend/store/derived/history_rows.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/due/due_counts.hpp"
#include "backend/store/views/due/due_filter.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "backend/store/views/due/due_search.hpp"
#include "backend/store/views/due/visit_list.hpp"
#include "backend/store/views/due/work_items.hpp"
#include "backend/store/views/page.hpp"
#include "backend/truck/meter_book.hpp"
#include "backend/truck/readings_of_day.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/ids.hpp"
#include "common/io/metrics.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"
#include "common/wire/report_cbor.hpp"

namespace {

using namespace roadworthy;
using std::chrono::days;

constexpr int workshops = 50;
constexpr int dealers = 20;
constexpr int trucks_of_customer = 10;
const Time begin = Time{days{20'000}};

TruckId truck_id(std::uint64_t number) {
    return TruckId::from("TRUCK" + std::to_string(1'000'000 + number)).value();
}

CustomerId customer_id(std::uint64_t number) {
    return CustomerId::from("C" + std::to_string(number / trucks_of_customer)).value();
}

due::Plan plan() {
    due::Plan made{.id = PlanId::from("P").value()};
    for (const int km : {10'000, 20'000, 40'000, 60'000}) {
        made.items.push_back({.key = std::to_string(km), .every = {.distance_m = km * 1'000L}});
    }
    made.items.push_back({.key = "inspection", .every = {.days = 365}});
    return made;
}

// A truck that has driven for forty days; so that some are overdue, some due, most neither.
customers::Dossier driven(std::uint64_t number, const customers::Fleet& fleet,
                          store::ChangedRows& changed) {
    customers::Dossier dossier{.truck = truck_id(number)};
    const truck::Past past = [](MeterKind) { return std::vector<truck::ReadingsOfDay>{}; };
    const auto fold = [&](const customers::Input& input) {
        changed.add(customers::apply(dossier, input, fleet, {begin + days{60}, past}));
    };
    fold(truck::TruckRecord{
        .id = dossier.truck,
        .plate = "P" + std::to_string(number),
        .model = number % 5'000 == 3 ? "M-rare" : "M" + std::to_string(number % 7),
        .segment = "S" + std::to_string(number % 6),
        .workshop = "W" + std::to_string(number % workshops),
        .plan = PlanId::from("P").value(),
        .delivered = day_of(begin - days{number % 400}),
        .duty = "D" + std::to_string(number % 5),
        .agreement = number % 3 == 0 ? "gold" : ""});
    fold(truck::Ownership{.truck = dossier.truck, .customer = customer_id(number), .from = begin});
    for (std::uint64_t day = 0; day < 40; day += 8) {
        fold(truck::ManualReading{
            .truck = dossier.truck,
            .at = begin + days{day},
            .value = static_cast<std::int64_t>(number % 9'000 * 1'000 +
                                               day * (100 + number % 300) * 1'000)});
    }
    for (const auto& last : {std::pair{"10000", 7}, std::pair{"20000", 3}}) {
        fold(due::Completion{.truck = dossier.truck,
                             .item = last.first,
                             .at = begin + days{number % 30 + static_cast<unsigned>(last.second)}});
    }
    return dossier;
}

void fill(sql::Connection& database, std::uint64_t count) {
    store::migrate(database);
    store::Tables tables(database, store::Version::live);
    customers::Fleet fleet;
    customers::apply(fleet, plan(), begin);
    customers::apply(fleet, due::DayTick{.day = day_of(begin + days{40}), .numbers = {}}, begin);
    sql::Transaction transaction(database);
    store::write(tables, store::EnteredPlan{.plan = plan(), .at = begin});
    store::write(tables, *fleet.tick);
    for (std::uint64_t number = 0; number < count; ++number) {
        if (number % trucks_of_customer == 0) {
            store::write(
                tables,
                truck::Customer{
                    .id = customer_id(number),
                    .dealer =
                        DealerId::from("D" + std::to_string(number / trucks_of_customer % dealers))
                            .value(),
                    .name = "N" + std::to_string(number),
                    .tier = number % 7 == 0 ? truck::Tier::vip : truck::Tier::ordinary});
        }
        store::ChangedRows changed;
        const store::StoredDossier stored{.dossier = driven(number, fleet, changed),
                                          .owner = customer_id(number)};
        store::write(tables, stored);
        store::write_ownership(tables, stored.dossier);
        store::write(tables, stored, changed);
    }
    transaction.commit();
}

double median_us(const std::function<void()>& work) {
    std::vector<double> spent;
    for (int i = 0; i < 21; ++i) {
        const auto begun = std::chrono::steady_clock::now();
        work();
        spent.push_back(
            std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begun)
                .count());
    }
    std::ranges::nth_element(spent, spent.begin() + 10);
    return spent[10];
}

std::size_t read_all(sql::Connection& database, const std::string& statement) {
    std::size_t rows = 0;
    const auto row = database.prepare(statement);
    while (row->step()) {
        rows += row->blob(1).empty() ? 0U : 1U;
    }
    return rows;
}

struct Question {
    std::string name;
    store::Scope scope = store::Scope::everything();
    views::DueFilter filter;
    views::DueOrder order = views::DueOrder::rank;
    std::string bare;  // the condition of the statement that knows what it looks for
};

void ask(sql::Connection& database, const Question& question) {
    const Day today = day_of(begin + days{40});
    const std::string bare =
        "SELECT d.truck, d.content FROM due d JOIN trucks t ON t.bucket = d.bucket AND"
        " t.truck = d.truck WHERE d.basis = 0 AND " +
        question.bare + " ORDER BY d.rank_day, d.handicap LIMIT 100";
    std::size_t rows = 0;
    const double ours = median_us([&] {
        rows = views::due_list(database, question.scope,
                               {.today = today, .filter = question.filter, .order = question.order})
                   .value()
                   .rows.size();
    });
    const double least = median_us([&] { read_all(database, bare); });
    std::cout << question.name << '\t' << ours << '\t' << least << '\t' << rows << '\n';
}

// Beside the statement that reads the same dossiers and plans nothing.
void ask_visits(sql::Connection& database, const std::string& name,
                const std::optional<std::string>& workshop, std::size_t limit) {
    const views::VisitQuery query{.now = begin + days{40} + std::chrono::hours{1},
                                  .workshop = workshop,
                                  .page = {.limit = limit}};
    const std::string bare =
        "SELECT t.truck, d.content FROM trucks t JOIN dossiers d ON d.bucket = t.bucket AND"
        " d.truck = t.truck WHERE t.visit_by_day <= 20100" +
        (workshop ? " AND t.workshop = '" + *workshop + '\'' : "") +
        " ORDER BY t.visit_by_day, t.truck LIMIT " + std::to_string(limit);
    std::size_t rows = 0;
    const double ours = median_us([&] {
        rows = views::visit_list(database, store::Scope::everything(), query).value().rows.size();
    });
    const double least = median_us([&] { read_all(database, bare); });
    std::cout << name << '\t' << ours << '\t' << least << '\t' << rows << '\n';
}

// The sums and the work items, each beside the statement that counts the rows it must read.
void ask_sums(sql::Connection& database) {
    const auto everything = store::Scope::everything();
    const views::WeeksQuery weeks{.today = day_of(begin + days{40})};
    const auto show = [&](const std::string& name, const std::function<std::size_t()>& work,
                          const std::string& bare) {
        std::size_t rows = 0;
        const double ours = median_us([&] { rows = work(); });
        const double least = median_us([&] {
            const auto row = database.prepare(bare);
            row->step();
        });
        std::cout << name << '\t' << ours << '\t' << least << '\t' << rows << '\n';
    };
    show(
        "load of 12 weeks", [&] { return views::due_load(database, everything, weeks).size(); },
        "SELECT COUNT(*), SUM(labour_minutes) FROM due");
    show(
        "load of a workshop's 12 weeks",
        [&] {
            views::WeeksQuery of_one = weeks;
            of_one.workshop = "W7";
            return views::due_load(database, everything, of_one).size();
        },
        "SELECT COUNT(*), SUM(labour_minutes) FROM due WHERE workshop = 'W7'");
    show(
        "first page of work items",
        [&] {
            return views::work_items(database, everything, {.today = weeks.today})->rows.size();
        },
        "SELECT COUNT(*) FROM (SELECT 1 FROM due WHERE is_never_done = 1 LIMIT 100) AS few");
}

// One truck's reading, from the message to the derived rows on the disk, each by itself.
void take_readings(sql::Connection& database, std::uint64_t count) {
    metrics::Registry registry;
    ingest::Counters counters(registry);
    ingest::Engine engine(database, counters);
    std::uint64_t number = 0;
    const Time now = begin + days{40} + std::chrono::hours{9};
    const double ours = median_us([&] {
        number = (number + 7'919) % count;
        const TruckId truck = truck_id(number);
        const Report report{
            .stamp = {.time = now, .clock = ClockQuality::synchronised},
            .body = MetersReport{{{.source = truck::by_hand, .value = 60'000'000}}}};
        const ingest::Message message{topics::up(truck, Stream::meters),
                                      wire::encode_batch(StreamId{number + 1}, {&report, 1})};
        engine.take({&message, 1}, now);
        engine.flush();
    });
    const double least = median_us([&] {
        sql::Transaction transaction(database);
        database.execute(
            "UPDATE trucks SET odometer_m = odometer_m + 1 WHERE truck = 'TRUCK1000007'");
        transaction.commit();
    });
    std::cout << "a reading, with its commits\t" << ours << '\t' << least << "\t1\n";
}

// Each filter alone, and what an advisor asks for in the morning.
std::vector<Question> questions() {
    using due::DueState;
    return {
        {.name = "first page", .bare = "d.rank_day <= 20040"},
        {.name = "first page by day", .order = views::DueOrder::day, .bare = "d.rank_day <= 20040"},
        {.name = "overdue",
         .filter = {.states = {DueState::overdue}},
         .bare = "d.rank_day < 20040"},
        {.name = "due", .filter = {.states = {DueState::due}}, .bare = "d.rank_day <= 20040"},
        {.name = "soon",
         .filter = {.states = {DueState::soon}},
         .bare = "d.rank_day BETWEEN 20041 AND 20054"},
        {.name = "not due",
         .filter = {.states = {DueState::not_due}},
         .bare = "d.rank_day > 20054"},
        {.name = "unknown",
         .filter = {.states = {DueState::unknown}},
         .bare = "d.rank_day > 20054"},
        {.name = "a workshop's", .filter = {.workshop = "W7"}, .bare = "d.workshop = 'W7'"},
        {.name = "a workshop's that are soon",
         .filter = {.states = {DueState::soon}, .workshop = "W7"},
         .bare = "d.workshop = 'W7' AND d.rank_day BETWEEN 20041 AND 20054"},
        {.name = "a segment's", .filter = {.segment = "S3"}, .bare = "t.segment = 'S3'"},
        {.name = "a model's", .filter = {.model = "M3"}, .bare = "t.model = 'M3'"},
        {.name = "a rare model's", .filter = {.model = "M-rare"}, .bare = "t.model = 'M-rare'"},
        {.name = "a duty's", .filter = {.duty = "D3"}, .bare = "t.duty = 'D3'"},
        {.name = "an item's", .filter = {.item = "inspection"}, .bare = "d.item = 'inspection'"},
        {.name = "limited by the calendar",
         .filter = {.criterion = due::Criterion::calendar},
         .bare = "d.limiting = 3"},
        {.name = "of VIPs",
         .filter = {.tier = truck::Tier::vip},
         .bare = "t.customer IN (SELECT customer FROM customers WHERE tier = 1)"},
        {.name = "with an agreement",
         .filter = {.has_agreement = true},
         .bare = "t.agreement <> ''"},
        {.name = "a truck's",
         .filter = {.truck = truck_id(77)},
         .bare = "d.truck = 'TRUCK1000077'"},
        {.name = "a dealer's",
         .scope = store::Scope::of(DealerId::from("D7").value()),
         .bare = "d.customer IN (SELECT customer FROM customers WHERE dealer = 'D7')"},
        {.name = "all of a customer",
         .scope = store::Scope::of(customer_id(77)),
         .bare = "d.customer = 'C7'"},
    };
}

// Every page of the list, one after the other.
void ask_all(sql::Connection& database) {
    views::DueQuery query{.today = day_of(begin + days{40}), .page = {.limit = views::most_rows}};
    std::size_t rows = 0;
    std::size_t pages = 0;
    const auto begun = std::chrono::steady_clock::now();
    do {
        auto page = views::due_list(database, store::Scope::everything(), query).value();
        rows += page.rows.size();
        ++pages;
        query.page.after = std::move(page.next);
    } while (query.page.after && pages < 40);
    const double spent =
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begun).count();
    const double least = median_us([&] {
        read_all(database,
                 "SELECT d.truck, d.content FROM due d WHERE d.basis = 0 AND d.rank_day <= 20054"
                 " ORDER BY d.rank_day LIMIT 500");
    });
    std::cout << "a page of 500, of the first 40\t" << spent / static_cast<double>(pages) << '\t'
              << least << '\t' << rows << '\n';
}

void run(std::uint64_t count, const std::string& path) {
    const auto database = sql::open_sqlite(path, {});
    fill(*database, count);
    for (const Question& question : questions()) {
        ask(*database, question);
    }
    ask_all(*database);
    ask_sums(*database);
    ask_visits(*database, "visits, first page", std::nullopt, 100);
    ask_visits(*database, "visits, first page of a workshop", "W7", 100);
    ask_visits(*database, "visits of one truck", std::nullopt, 1);
    take_readings(*database, count);
}

}  // namespace

int main(int count, char** words) {
    try {
        if (count != 3) {
            throw std::runtime_error("usage: due_bench TRUCKS DATABASE");
        }
        run(std::strtoull(words[1], nullptr, 10), words[2]);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 2;
    }
    return 0;
}
