#include "backend/customers/truck_cases.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"
#include "tests/backend/cases/tales.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using customers::CaseChanges;
using customers::TruckCases;
using faults::Action;
using faults::Episode;
using make::entry;
using make::monday;

namespace {

// As the faults of a truck tell of it.
Episode there(std::uint64_t number, Duration opened, Action worst = Action::workshop_soon) {
    Episode episode{
        .number = number,
        .key = {.source_address = 0, .spn = static_cast<std::uint32_t>(100 + number), .fmi = 3}};
    episode.opened.at = monday + opened;
    episode.worst = worst;
    return episode;
}
Episode gone(Episode episode, Duration at) {
    episode.state = faults::EpisodeState::closed;
    episode.close_reason = faults::CloseReason::evidence;
    episode.closed = monday + at;
    return episode;
}

struct Truck {
    TruckCases kept;
    std::vector<Episode> known;

    CaseChanges tell(const std::vector<Episode>& changed, Duration received) {
        for (const Episode& episode : changed) {
            std::erase_if(known, [&](const Episode& one) { return one.number == episode.number; });
            known.push_back(episode);
        }
        return customers::take(kept,
                               {.changed = changed, .known = known, .received = monday + received});
    }
    CaseChanges say(const cases::CaseEntry& said) { return customers::take(kept, said, known); }
};

std::vector<std::string> ids(const std::vector<cases::Case>& all) {
    std::vector<std::string> found;
    for (const auto& one : all) {
        found.push_back(one.id.text());
    }
    return found;
}

}  // namespace

TEST_CASE("a fault is heard of when its report makes it ask for a workshop, not before",
          "[truck_cases]") {
    Truck truck;
    CHECK(truck.tell({there(1, 1h, Action::log)}, 2h).cases.empty());
    const auto changes = truck.tell({there(1, 1h, Action::stop_now)}, 9h);
    REQUIRE(ids(changes.cases) == std::vector<std::string>{"F1"});
    CHECK(changes.cases[0].happened == monday + 1h);
    CHECK(changes.cases[0].heard == monday + 9h);
    truck.tell({gone(there(1, 1h, Action::stop_now), 10h)}, 12h);
    CHECK(customers::told(truck.kept).cases.at(0).heard == monday + 9h);
}

TEST_CASE("what changes nothing of a case makes no row", "[truck_cases]") {
    Truck truck;
    truck.tell({there(1, 1h)}, 2h);
    auto flapping = there(1, 1h);
    flapping.flaps = 3;
    CHECK(truck.tell({flapping}, 3h) == CaseChanges{});
}

TEST_CASE("an episode belongs to the case of its cause after that has gone", "[truck_cases]") {
    Truck truck;
    auto child = there(2, 1h);
    child.parent = 1;
    truck.tell({there(1, 1h), child}, 2h);
    auto released = child;
    released.parent = 0;
    truck.tell({gone(there(1, 1h), 3h), released}, 3h);
    const auto book = customers::told(truck.kept);
    REQUIRE(ids(book.cases) == std::vector<std::string>{"F1"});
    CHECK(book.cases[0].episodes.size() == 2);
}

TEST_CASE("what was pushed out is not known to be gone", "[truck_cases]") {
    Truck truck;
    truck.tell({there(1, 1h)}, 2h);
    auto evicted = gone(there(1, 1h), 3h);
    evicted.close_reason = faults::CloseReason::evicted;
    truck.tell({evicted}, 3h);
    CHECK(customers::told(truck.kept).cases.at(0).quiet.empty());
}

TEST_CASE("a case that is no case any more, or joins another, is named as gone", "[truck_cases]") {
    Truck truck;
    truck.tell({there(1, 1h)}, 2h);
    const auto changes =
        truck.say(entry("e1", "B", 2h, make::call()));  // the fault joins that breakdown
    CHECK(ids(changes.cases) == std::vector<std::string>{"B"});
    CHECK(changes.gone == std::vector{make::case_id("F1")});
}

TEST_CASE("what comes up in another owner's hands is no part of a case of the one before",
          "[truck_cases]") {
    const auto owner = [](const char* customer, Duration from) {
        return truck::Ownership{make::truck_id(), CustomerId::from(customer).value(),
                                monday + from};
    };
    Truck truck;
    truck.tell({there(1, 1h)}, 1h);
    truck.say(entry("e1", "B", 2h, make::call()));
    auto again = there(2, 30h);
    again.key.spn = 101;  // the same as of the first
    truck.tell({again}, 30h);
    REQUIRE(ids(customers::told(truck.kept).cases) == std::vector<std::string>{"B"});
    customers::take(truck.kept, {owner("C1", -9h), owner("C1", 20h)}, truck.known);
    CHECK(ids(customers::told(truck.kept).cases) == std::vector<std::string>{"B"});
    const auto changes =
        customers::take(truck.kept, {owner("C1", -9h), owner("C2", 20h)}, truck.known);
    CHECK(ids(changes.cases) == std::vector<std::string>{"B", "F2"});
    CHECK(customers::told(truck.kept).cases.at(0).episodes.size() == 1);
}

TEST_CASE("the same fault in another owner's hands is another case", "[truck_cases]") {
    Truck truck;
    auto again = there(2, 30h);
    again.key.spn = 101;
    truck.tell({there(1, 1h), again}, 30h);
    REQUIRE(customers::told(truck.kept).cases.size() == 1);
    truck.kept.handovers = {monday + 20h};
    CHECK(customers::told(truck.kept).cases.size() == 2);
}

TEST_CASE("mild faults that have gone leave nothing behind", "[truck_cases]") {
    Truck truck;
    truck.tell({there(1, 1h, Action::log)}, 2h);
    CHECK(truck.kept.episodes.size() == 1);
    truck.tell({gone(there(1, 1h, Action::log), 3h)}, 3h);
    CHECK(truck.kept == TruckCases{});
}

TEST_CASE("what ended first goes first, is never told as gone, and never comes back",
          "[truck_cases]") {
    Truck truck;
    truck.tell({there(1, 0h)}, 1h);  // is there for good
    for (std::uint64_t number = 2; number < 2 + customers::most_ended_cases + 3; ++number) {
        const auto opened = std::chrono::hours{number * 24 * 20};
        truck.tell({there(number, opened)}, opened);
        CHECK(truck.tell({gone(there(number, opened), opened + 1h)}, opened + 1h).gone.empty());
    }
    const auto book = customers::told(truck.kept);
    CHECK(book.cases.size() == 1 + customers::most_ended_cases);
    CHECK(book.find(make::case_id("F1")) != nullptr);
    CHECK(book.find(make::case_id("F4")) == nullptr);
    CHECK(book.find(make::case_id("F5")) != nullptr);
    const auto repaired = gone(there(4, 24h * 80), 24h * 80 + 1h);
    CHECK(truck.tell({repaired}, 9000h) == CaseChanges{});
    CHECK(truck.kept.episodes.size() == 1 + customers::most_ended_cases);
}

TEST_CASE("a case of which a fault is still there is kept, closed or not", "[truck_cases]") {
    Truck truck;
    truck.tell({there(1, 1h)}, 1h);
    truck.say(entry("end", "F1", 2h, make::closing()));
    for (int i = 0; i <= static_cast<int>(customers::most_ended_cases); ++i) {
        const std::string about = "C" + std::to_string(i);
        truck.say(entry("o" + about, about, 4h, make::call(cases::CaseKind::complaint)));
        truck.say(entry("c" + about, about, 5h, make::closing()));
    }
    CHECK(customers::told(truck.kept).find(make::case_id("F1")) != nullptr);
    truck.tell({gone(there(1, 1h), 9h)}, 9h);
    CHECK(customers::told(truck.kept).find(make::case_id("F1")) == nullptr);
}

TEST_CASE("a closed case goes with all that was said of it", "[truck_cases]") {
    Truck truck;
    truck.say(entry("first", "B", 1h, make::call(cases::CaseKind::complaint)));
    truck.say(entry("note", "B", 2h, cases::Note{"n"}));
    truck.say(entry("end", "B", 3h, make::closing()));
    for (int i = 0; i < static_cast<int>(customers::most_ended_cases); ++i) {
        const std::string about = "C" + std::to_string(i);
        truck.say(entry("o" + about, about, 4h, make::call(cases::CaseKind::complaint)));
        truck.say(entry("c" + about, about, 5h, make::closing()));
    }
    CHECK(customers::told(truck.kept).cases.size() == customers::most_ended_cases);
    CHECK(std::ranges::none_of(truck.kept.entries.kept,
                               [](const auto& one) { return one.about.text() == "B"; }));
}

TEST_CASE("of what belongs to no case the newest is kept", "[truck_cases]") {
    Truck truck;
    for (int i = 0; i < static_cast<int>(customers::most_strays) + 5; ++i) {
        truck.say(entry("e" + std::to_string(i), "F9", std::chrono::hours{i}, cases::Note{"n"}));
    }
    CHECK(truck.kept.entries.kept.size() == customers::most_strays);
    CHECK(truck.kept.entries.kept.front().id == make::entry_id("e5"));
    CHECK(truck.tell({there(9, 1h)}, 99h).cases.at(0).entries.size() == customers::most_strays);
}

TEST_CASE("an agreement holds to its last day, and without one for good", "[coverage]") {
    truck::TruckRecord record{.id = make::truck_id(), .agreement = "gold"};
    CHECK(customers::agreement_at(record, make::time("2040-01-01")) == "gold");
    record.agreement_until = make::day("2026-11-23");
    CHECK(customers::agreement_at(record, make::time("2026-11-23T23:59:59Z")) == "gold");
    CHECK(customers::agreement_at(record, make::time("2026-11-24")).empty());
}
