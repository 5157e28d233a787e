// The due list against what anybody would write who reads all rows: random tables, every filter.
#include "backend/store/views/due/due_list.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/list/ranking.hpp"
#include "backend/store/derived/fleet_rows.hpp"
#include "backend/store/derived/history_rows.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/due/due_filter.hpp"
#include "backend/store/views/due/due_search.hpp"
#include "backend/store/views/page.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/sources.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using namespace roadworthy::views;
using due::DueState;
using std::chrono::days;
using store::Scope;

namespace {

const Day today = make::day("2026-06-01");

int below(make::Random& random, int bound) {
    return static_cast<int>(random() % static_cast<std::uint64_t>(bound));
}
bool one_in(make::Random& random, int bound) {
    return below(random, bound) == 0;
}

// Any row that due_rows could give: the calendar is never before p50, and where a tick has been
// folded, no reading is older than the row says.
due::DueRow random_row(make::Random& random, const std::string& item, Day tick) {
    due::DueRow row{.item = item, .tolerance_days = below(random, 20)};
    row.is_reached = one_in(random, 6);
    row.is_past_tolerance = row.is_reached && one_in(random, 3);
    if (!one_in(random, 6)) {
        const Day p50 = today + days{below(random, 80) - 40};
        row.window = due::Window{p50 - days{below(random, 40)}, p50, p50 + days{below(random, 40)}};
        row.latest = p50 + days{below(random, 40)};
        row.limiting = one_in(random, 2) ? due::Criterion::calendar : due::Criterion::distance;
        if (row.limiting == due::Criterion::calendar || one_in(random, 3)) {
            row.calendar =
                row.limiting == due::Criterion::calendar ? p50 : p50 + days{below(random, 60)};
        }
    }
    if (row.limiting != due::Criterion::calendar || one_in(random, 2)) {
        const Day read = tick - days{below(random, due::most_reading_age + 1)};
        row.distance = due::UsageCriterion{.reading = truck::ValueAt{.at = read, .value = 1}};
        row.usage_known_until =
            row.window && !one_in(random, 4) ? read + days{due::most_reading_age} : Day{};
    }
    row.labour_minutes = 30;
    row.together = {.items = 2, .labour_minutes = 30 + below(random, 300)};
    return row;
}

template <std::size_t N>
std::string any(make::Random& random, const char* const (&words)[N]) {
    return words[below(random, N)];
}

class Fleet {
public:
    Fleet(std::uint64_t seed, Day tick) : random_(seed), tick_(tick) {
        store::write(tables_, due::DayTick{.day = tick, .numbers = {}});
        for (int i = 0; i < 25; ++i) {
            enter_truck("TRUCK" + std::to_string(100 + i));
        }
        // Some after their trucks, so that their tier comes late.
        for (const char* id : {"C0", "C1", "C2", "C3"}) {
            enter_customer(id);
        }
    }

    void enter_customer(const char* id) {
        store::write(tables_, truck::Customer{.id = CustomerId::from(id).value(),
                                              .dealer = DealerId::from("D1").value(),
                                              .tier = static_cast<truck::Tier>(below(random_, 3))});
    }

    sql::Connection& database() { return *database_; }
    make::Random& random() { return random_; }

    // Every row, with its score and state: from the values and the truck's record, not from the
    // columns that the list goes by.
    std::vector<DueEntry> all(const Scope& scope) {
        std::vector<DueEntry> entries;
        for (const std::string& truck :
             support::column(*database_, "SELECT truck FROM trucks ORDER BY truck")) {
            for (DueEntry& entry : due_of_truck(*database_, scope, make::truck_id(truck), today)) {
                entries.push_back(std::move(entry));
            }
        }
        return entries;
    }
    const truck::TruckRecord& record(const TruckId& truck) const {
        return *std::ranges::find(records_, truck, &truck::TruckRecord::id);
    }

private:
    void enter_truck(const std::string& id) {
        truck::TruckRecord record{
            .id = make::truck_id(id),
            .model = any(random_, {"T7H", "T5G"}),
            .segment = any(random_, {"long-haul", "city"}),
            .workshop = any(random_, {"Jinan", "Qingdao"}),
            .duty = any(random_, {"", "construction"}),
            .agreement = any(random_, {"", "gold"}),
            .agreement_until = one_in(random_, 2)
                                   ? std::optional{today + days{below(random_, 3) - 1}}
                                   : std::nullopt};
        store::StoredDossier stored{.dossier = {.truck = record.id, .record = record}};
        if (!one_in(random_, 8)) {
            stored.owner = CustomerId::from("C" + std::to_string(below(random_, 4))).value();
        }
        store::ChangedRows changed;
        for (const char* item : {"oil", "belt", "tyres", "inspection", "wash"}) {
            changed.due.emplace(item, random_row(random_, item, tick_));
        }
        records_.push_back(std::move(record));
        store::write(tables_, stored);
        store::write(tables_, stored, changed);
    }

    std::unique_ptr<sql::Connection> database_ = support::empty_store();
    store::Tables tables_{*database_, store::Version::live};
    make::Random random_;
    Day tick_;
    std::vector<truck::TruckRecord> records_;
};

DueFilter random_filter(make::Random& random) {
    DueFilter filter;
    if (!one_in(random, 4)) {
        filter.states.clear();
        for (int state = 0; state < 5; ++state) {
            if (one_in(random, 2)) {
                filter.states.insert(static_cast<DueState>(state));
            }
        }
    }
    const auto maybe = [&](auto& field, auto value) {
        if (one_in(random, 8)) {
            field = value;
        }
    };
    maybe(filter.workshop, "Jinan");
    maybe(filter.segment, "city");
    maybe(filter.model, "T7H");
    maybe(filter.duty, "construction");
    maybe(filter.item, "oil");
    maybe(filter.truck, make::truck_id("TRUCK107"));
    maybe(filter.tier, truck::Tier::vip);
    maybe(filter.criterion, due::Criterion::calendar);
    maybe(filter.has_agreement, one_in(random, 2));
    return filter;
}

bool fits(const DueFilter& filter, const DueEntry& entry, const truck::TruckRecord& record) {
    const auto is = [](const auto& asked, const auto& value) { return !asked || *asked == value; };
    return filter.states.contains(due::due_state(entry.row, today)) &&
           is(filter.workshop, record.workshop) && is(filter.segment, record.segment) &&
           is(filter.model, record.model) && is(filter.duty, record.duty) &&
           is(filter.item, entry.row.item) && is(filter.truck, record.id) &&
           (!filter.tier || entry.whom.tier == filter.tier) &&
           is(filter.criterion, entry.row.limiting) &&
           is(filter.has_agreement, entry.has_agreement(today));
}

std::string label(const DueEntry& entry) {
    return entry.truck.id.text() + ' ' + entry.row.item;
}

std::vector<std::string> expected(Fleet& fleet, const Scope& scope, const DueQuery& query) {
    std::vector<DueEntry> entries = fleet.all(scope);
    std::erase_if(entries, [&](const DueEntry& entry) {
        return !fits(query.filter, entry, fleet.record(entry.truck.id));
    });
    const auto key = [&](const DueEntry& entry) {
        const bool is_overdue = entry.state == DueState::overdue;
        const Day day = entry.row.window ? entry.row.window->p50 : Day::max();
        return query.order == DueOrder::rank
                   ? std::tuple(0, -entry.score.total(), Day{}, label(entry))
                   : std::tuple(is_overdue ? 0 : 1, 0, day, label(entry));
    };
    std::ranges::sort(entries, {}, key);
    std::vector<std::string> labels;
    std::ranges::transform(entries, std::back_inserter(labels), label);
    return labels;
}

std::vector<std::string> paged(sql::Connection& database, const Scope& scope, DueQuery query) {
    std::vector<std::string> labels;
    do {
        auto page = due_list(database, scope, query).value();
        CHECK(page.rows.size() <= query.page.limit);
        CHECK((page.rows.size() == query.page.limit || !page.next));  // never short, but the last
        std::ranges::transform(page.rows, std::back_inserter(labels), label);
        query.page.after = std::move(page.next);
    } while (query.page.after);
    return labels;
}

}  // namespace

TEST_CASE("the due list always has exactly the rows of its filter, in order, on pages of any size",
          "[due_list]") {
    const auto seed = GENERATE(range(0U, 30U));
    INFO(seed);
    // As of the tick of today, or of days ago: rows may have lost their date since.
    Fleet fleet(seed, seed % 2 == 0 ? today : today - days{seed});
    make::Random& random = fleet.random();
    for (int i = 0; i < 12; ++i) {
        const Scope scope = i % 3 == 0   ? Scope::of(CustomerId::from("C1").value())
                            : i % 3 == 1 ? Scope::of(DealerId::from("D1").value())
                                         : Scope::everything();
        const DueQuery query{.today = today,
                             .filter = random_filter(random),
                             .order = one_in(random, 3) ? DueOrder::day : DueOrder::rank,
                             .page = {.limit = static_cast<std::size_t>(1 + below(random, 40))}};
        CHECK(paged(fleet.database(), scope, query) == expected(fleet, scope, query));
    }
}

TEST_CASE("a customer's new tier always moves all that is due to him", "[due_list]") {
    const auto seed = GENERATE(range(0U, 8U));
    Fleet fleet(seed, today);
    const DueQuery query{.today = today, .page = {.limit = 500}};
    for (const char* id : {"C0", "C1", "C2", "C3"}) {
        fleet.enter_customer(id);
        CHECK(paged(fleet.database(), Scope::everything(), query) ==
              expected(fleet, Scope::everything(), query));
    }
}

TEST_CASE("the cursor of one order is refused by the other", "[due_list]") {
    Fleet fleet(1, today);
    DueQuery query{.today = today, .page = {.limit = 1}};
    query.page.after = due_list(fleet.database(), Scope::everything(), query)->next;
    REQUIRE(query.page.after);
    CHECK(due_list(fleet.database(), Scope::everything(), query));
    query.order = DueOrder::day;
    CHECK_FALSE(due_list(fleet.database(), Scope::everything(), query));
}
