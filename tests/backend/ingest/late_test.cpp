#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/recalls.hpp"
#include "backend/ingest/counters.hpp"
#include "backend/ingest/engine.hpp"
#include "backend/store/forms/case_form.hpp"
#include "backend/store/forms/dossier_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/ids.hpp"
#include "common/io/metrics.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/ingest/sender.hpp"
#include "tests/support/derived_dump.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

namespace roadworthy::ingest {
namespace {

constexpr int days = 60;
constexpr std::array trucks{"TRUCK001", "TRUCK002", "TRUCK003"};
constexpr std::array vins{"LFWSRXRJ1F1E00001", "LFWSRXRJ1F1E00002", "LFWSRXRJ1F1E00003"};

struct Delivery {
    Time when;
    std::variant<Message, store::Fact> what;
};

Time day(int number, int hours = 0) {
    return support::at(0) + std::chrono::days{number} + std::chrono::hours{hours};
}

Report report(std::uint64_t number, Time at, ReportBody body) {
    Report made = make::report(number, "2026-01-01", std::move(body));
    made.stamp.time = at;
    made.stamp.monotonic = Monotonic{at - support::at(0)};
    return made;
}

// What one day of a truck says, as its two messages.
std::array<Message, 2> said_on(const TruckId& truck, int number) {
    const auto n = static_cast<std::uint64_t>(number);
    const std::int64_t begin = 400'000 * std::int64_t{number};
    const auto meters = [&](std::int64_t m) {
        return make::meters({make::odometer(m), make::engine_time(m / 20)});
    };
    auto fault = make::fault(0, static_cast<std::uint32_t>(100 + number % 7), 3,
                             static_cast<FaultEvent>(number % 3));
    fault.lamps.state = number % 4 < 2 ? 0x10 : 0;  // red: there are cases
    const std::vector<Report> events{
        report(2 * n + 1, day(number, 8), TripReport{.event = TripEvent::started}),
        report(2 * n + 2, day(number, 9), fault)};
    const std::vector<Report> readings{report(2 * n + 1, day(number, 8), meters(begin)),
                                       report(2 * n + 2, day(number, 18), meters(begin + 400'000))};
    return {message(truck, Stream::events, wire::encode_batch(events_id, events)),
            message(truck, Stream::meters, wire::encode_batch(meters_id, readings))};
}

// Fixed beforehand: a tick is an input like any other.
due::DayTick tick(int number) {
    due::DayTick made{.day = day_of(day(number)), .numbers = {}};
    made.numbers[0].rate = 350 + number % 5;
    return made;
}

std::vector<store::Fact> papers() {
    const PlanId plan = PlanId::from("P1").value();
    std::vector<store::Fact> all{
        due::Plan{.id = plan,
                  .items = {{.key = "oil", .every = {.distance_m = 15'000'000, .days = 300}},
                            {.key = "belt", .every = {.engine_time_s = 900'000}}}}};
    for (const char* truck : trucks) {
        all.emplace_back(truck::TruckRecord{
            .id = make::truck_id(truck), .plan = plan, .delivered = day_of(day(0))});
    }
    return all;
}

// By people, about a past day.
std::vector<Delivery> entries(make::Random& random) {
    std::vector<Delivery> made;
    for (int i = 0; i < 15; ++i) {
        const TruckId truck = make::truck_id(trucks.at(random() % trucks.size()));
        const int number = static_cast<int>(random() % (days - 1));
        const Time at = day(number, 20) + std::chrono::seconds{i};
        if (i % 2 == 0) {
            made.push_back({at, store::Fact(due::Completion{.truck = truck,
                                                            .item = i % 4 == 0 ? "oil" : "belt",
                                                            .at = at,
                                                            .arrived = at - std::chrono::hours{2},
                                                            .left = at})});
            if (i % 3 == 0) {
                made.push_back(
                    {at, store::Fact(due::CompletionVoid{
                             .truck = truck, .item = i % 4 == 0 ? "oil" : "belt", .at = at})});
            }
        } else {
            made.push_back({at, store::Fact(truck::ManualReading{
                                    .truck = truck,
                                    .at = at,
                                    .value = std::int64_t{400'000} * (number + 1) +
                                             std::int64_t(random() % 2 * 70'000'000),
                                    .by = "Li"})});
        }
    }
    const auto case_id = [&](std::uint64_t any) {
        return cases::CaseId::from((any % 4 == 0 ? "B" : "F") + std::to_string(any / 4)).value();
    };
    for (int i = 0; i < 40; ++i) {
        const Time at = day(static_cast<int>(random() % (days - 1)), 21) + std::chrono::seconds{i};
        const std::vector<cases::Said> sayings = {
            cases::Opened{.caller = "Wang", .words = "it stands"},
            cases::Reached{.stage = cases::Stage::in_workshop},
            cases::Owned{.owner = "Li", .words = {}},
            cases::Joined{.into = case_id(random() % 60)},
            cases::Withdrawn{.entry = cases::EntryId::from(std::to_string(random() % 40)).value()},
            cases::Closed{.cause = "hose", .action = "replaced", .parts = {}, .currency = "CNY"}};
        made.push_back({at, store::Fact(cases::TruckEntry{
                                .truck = make::truck_id(trucks.at(random() % trucks.size())),
                                .entry = {.at = at,
                                          .said = sayings.at(random() % sayings.size()),
                                          .about = case_id(random() % 80),
                                          .id = cases::EntryId::from(std::to_string(i)).value(),
                                          .by = "Li"}})});
    }
    const auto holidays = truck::QuietDays::from({{day(12), day(17)}, {day(55), day(70)}}).value();
    made.push_back({day(static_cast<int>(random() % days)), store::Fact(holidays)});
    return made;
}

class Backend {
public:
    explicit Backend(const std::vector<store::Fact>& entered = papers())
        : connection_(support::empty_store()), engine_(*connection_, counters_) {
        for (const store::Fact& fact : entered) {
            enter(fact, day(0));
        }
    }
    void live_through(std::vector<Delivery> deliveries) {
        std::ranges::stable_sort(deliveries, {}, &Delivery::when);
        auto next = deliveries.begin();
        for (int number = 0; number <= days; ++number) {
            enter(tick(number), day(number));
            for (; next != deliveries.end() && next->when < day(number + 1); ++next) {
                deliver(*next);
            }
        }
    }
    void deliver(const Delivery& one) {
        if (const auto* message = std::get_if<Message>(&one.what)) {
            engine_.take({message, 1}, one.when);
        } else {
            enter(std::get<store::Fact>(one.what), one.when);
        }
        engine_.flush();
    }
    // All that is derived but the place in the journal at which a truck was heard last, when a
    // plan was entered, and what was told on the way: that is history, and hangs on when its
    // inputs came.
    std::string tables() {
        engine_.flush();
        connection_->execute("UPDATE dossiers SET position = 0");
        connection_->execute("UPDATE plan_versions SET entered_ms = 0");
        connection_->execute(
            "UPDATE meter_scores SET settled = 0, early = 0, late = 0, content = ''");
        for (const char* truck : trucks) {
            const auto row = connection_->prepare("SELECT content FROM dossiers WHERE truck = ?");
            row->with(truck).step();
            auto dossier = store::decode_dossier(make::truck_id(truck), row->blob(0)).value();
            dossier.told = {};
            for (auto& episode : dossier.cases.episodes) {
                episode.heard = {};
            }
            connection_->prepare("UPDATE dossiers SET content = ? WHERE truck = ?")
                ->with(store::encode_dossier(dossier), truck)
                .run();
        }
        forget_when_heard();
        return support::derived_dump(*connection_);
    }
    std::int64_t cases() { return support::number(*connection_, "SELECT COUNT(*) FROM cases"); }
    std::vector<std::string> rows_of(const std::string& truck) {
        return support::column(*connection_,
                               "SELECT quote(content) FROM due WHERE truck = '" + truck + "'");
    }

private:
    // When we heard of a fault hangs on when its report came, and its clocks on that.
    void forget_when_heard() {
        connection_->execute(
            "UPDATE cases SET heard_ms = 0, due_ms = 0, response_due_ms = 0, solution_due_ms = 0,"
            " late_ms = 0, escalate_ms = 0");
        connection_->execute("DELETE FROM case_escalations");
        for (const std::string& key :
             support::column(*connection_, "SELECT truck || '/' || case_id FROM cases")) {
            const auto row =
                connection_->prepare("SELECT content FROM cases WHERE truck || '/' || case_id = ?");
            row->with(key).step();
            auto told = store::from_blob<cases::Case>(row->blob(0)).value();
            told.heard = {};
            for (auto& episode : told.episodes) {
                episode.heard = {};
            }
            connection_->prepare("UPDATE cases SET content = ? WHERE truck || '/' || case_id = ?")
                ->with(store::to_blob(told), key)
                .run();
        }
    }
    void enter(const store::Fact& fact, Time when) {
        store::append(*connection_, {&fact, 1}, when);
        engine_.tick(when);
    }

    std::unique_ptr<sql::Connection> connection_;
    metrics::Registry registry_;
    Counters counters_{registry_};
    Engine engine_;
};

// Each truck is heard once more at the end, so that all were heard last at the same time.
std::vector<Delivery> last_words() {
    std::vector<Delivery> made;
    for (const char* truck : trucks) {
        const std::array<Report, 1> health{report(2 * days + 1, day(days, 1), HealthReport{})};
        made.push_back({day(days, 23), message(make::truck_id(truck), Stream::events,
                                               wire::encode_batch(events_id, health))});
    }
    return made;
}

std::vector<Delivery> joined(std::vector<Delivery> one, const std::vector<Delivery>& other) {
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

// Versions of templates and of plain plans, recalls and their lists, each once, and trucks that name
// a plan or none.
std::vector<store::Fact> plans_and_trucks(make::Random& random) {
    std::vector<store::Fact> facts;
    for (int plan = 0; plan < 4; ++plan) {
        for (int version = 1; version <= 3; ++version) {
            due::Plan made{.id = PlanId::from("T" + std::to_string(plan)).value(),
                           .version = version,
                           .items = {{.key = "item" + std::to_string(random() % 3),
                                      .every = {.days = 100 + static_cast<int>(random() % 9)}}}};
            if (random() % 4 != 0) {
                made.selector.emplace();
                if (random() % 2 == 0) {
                    made.selector->models = {"M" + std::to_string(random() % 2)};
                }
                if (random() % 2 == 0) {
                    made.selector->duties = {"D" + std::to_string(random() % 2), "D2"};
                }
            }
            facts.emplace_back(std::move(made));
        }
    }
    for (int recall = 0; recall < 3; ++recall) {
        const std::string id = "R" + std::to_string(recall);
        facts.emplace_back(due::Recall{.id = id, .at = day(0), .due_on = day_of(day(recall + 9))});
        for (int word = 0; word < 3; ++word) {
            facts.emplace_back(due::RecallList{.recall = id,
                                               .at = day(static_cast<int>(random() % 2)),
                                               .listing = static_cast<due::Listing>(random() % 2),
                                               .vins = {vins.at(random() % 2), vins.at(2)}});
        }
    }
    for (const char* truck : trucks) {
        truck::TruckRecord record{.id = make::truck_id(truck),
                                  .vin = vins.at(random() % vins.size()),
                                  .model = "M" + std::to_string(random() % 2),
                                  .delivered = day_of(day(0)),
                                  .duty = "D" + std::to_string(random() % 3)};
        if (random() % 4 == 0) {
            record.plan = PlanId::from("T" + std::to_string(random() % 5)).value();
        }
        facts.emplace_back(std::move(record));
    }
    return facts;
}

}  // namespace

TEST_CASE("what comes late, twice, or after an outage always ends in the tables of on time",
          "[late]") {
    const auto seed = GENERATE(range(0U, 20U));
    INFO(seed);
    make::Random random(seed);
    const auto by_people = entries(random);
    std::vector<Delivery> on_time = by_people;
    std::vector<Delivery> late;
    for (const char* truck : trucks) {
        std::array<Time, 2> sent{};  // each stream comes in its order
        for (int number = 0; number < days; ++number) {
            const auto messages = said_on(make::truck_id(truck), number);
            for (std::size_t stream = 0; stream < messages.size(); ++stream) {
                on_time.push_back({day(number, 19), messages.at(stream)});
                const bool is_out = random() % 10 == 0;
                const Time when = day(number, 19 + static_cast<int>(random() % (is_out ? 300 : 9)));
                sent.at(stream) = std::min(std::max(sent.at(stream), when), day(days, 22));
                late.insert(late.end(), 1 + random() % 2, {sent.at(stream), messages.at(stream)});
            }
        }
    }
    for (Delivery entry : by_people) {
        entry.when = std::max(entry.when, day(days - 1 - static_cast<int>(random() % 20), 21));
        late.push_back(std::move(entry));
    }
    Backend one;
    one.live_through(joined(on_time, last_words()));
    Backend other;
    other.live_through(joined(late, last_words()));
    CHECK(other.tables() == one.tables());
    CHECK(one.cases() > 3);
}

TEST_CASE("plans, recalls and trucks in any order, and twice, always end in the same tables",
          "[late]") {
    const auto seed = GENERATE(range(0U, 40U));
    INFO(seed);
    make::Random random(seed);
    auto facts = plans_and_trucks(random);
    Backend one(facts);
    std::ranges::shuffle(facts, random);
    facts.insert(facts.begin() + 5, facts.back());
    facts.push_back(facts.front());
    Backend other(facts);
    CHECK(other.tables() == one.tables());
}

TEST_CASE("a truck's month of backlog leaves the rows of the others alone", "[late]") {
    Backend backend;
    std::vector<Delivery> heard;
    for (int number = 0; number < days; ++number) {
        for (const Message& message : said_on(make::truck_id("TRUCK002"), number)) {
            heard.push_back({day(number, 19), message});
        }
    }
    backend.live_through(heard);
    const auto before = backend.rows_of("TRUCK002");
    const auto silent = backend.rows_of("TRUCK001");
    for (int number = 0; number < days; ++number) {
        for (const Message& message : said_on(make::truck_id("TRUCK001"), number)) {
            backend.deliver({day(days, 10), message});
        }
    }
    CHECK(backend.rows_of("TRUCK002") == before);
    CHECK(backend.rows_of("TRUCK001") != silent);
}

}  // namespace roadworthy::ingest
