#include "backend/faults/comebacks.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backend/faults/episodes.hpp"
#include "backend/faults/rule_book.hpp"
#include "backend/faults/rules.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using faults::Links;
using faults::Repair;
using make::after;
using make::fault;

namespace {

const faults::RuleBook no_own_rules;
const faults::TruckTraits nobody;
const faults::Terms by_built_in{.rules = no_own_rules, .truck = nobody};

Repair repair(std::string id, Time at, std::uint32_t spn = 110) {
    return {.truck = make::truck_id(),
            .id = std::move(id),
            .at = at,
            .faults = {{.source_address = {}, .spn = spn, .fmi = {}}},
            .odometer_m = {},
            .by = {},
            .words = {}};
}

struct Truck {
    faults::FaultState state;
    std::map<std::uint64_t, Links> links;

    void tell(const FaultReport& report, Time at) {
        for (const auto& row : faults::take(state, report, make::synchronised(at), by_built_in)) {
            links.insert_or_assign(row.number, row.links);
        }
    }
    void broken(double from, double to, std::optional<std::int64_t> odometer_m = {}) {
        auto report = fault(0, 110, 0);
        report.odometer_m = odometer_m;
        tell(report, after(from));
        tell(fault(0, 110, 0, FaultEvent::cleared), after(to));
    }
    void enter(const Repair& done) {
        const auto changes = faults::take(state, done);
        for (const auto& row : changes.episodes) {
            links.insert_or_assign(row.number, row.links);
        }
        for (const auto& row : changes.past) {
            links.insert_or_assign(row.number, row.links);
        }
    }
};

}  // namespace

TEST_CASE("a fault after a repair of it is a comeback, until 90 days or 15,000 km after",
          "[comebacks]") {
    Truck truck;
    truck.broken(1, 3);
    auto done = repair("A1", after(2.5));
    done.odometer_m = 100'000'000;
    truck.enter(done);
    CHECK(truck.links[1] == Links{.repaired = after(2.5), .comeback_of = {}});
    SECTION("soon") {
        truck.broken(92.5, 93, 115'000'000);
        CHECK(truck.links[2].comeback_of == after(2.5));
        CHECK_FALSE(truck.links[2].repaired);
    }
    SECTION("too late") {
        truck.broken(92.6, 93);
        CHECK(truck.links[2] == Links{});
    }
    SECTION("too far") {
        truck.broken(20, 21, 115'000'001);
        CHECK(truck.links[2] == Links{});
    }
    SECTION("another fault") {
        truck.tell(fault(0, 100, 1), after(20));
        CHECK(truck.links[2] == Links{});
    }
}

TEST_CASE("a repair counts when it was done while the fault was there or a week after",
          "[comebacks]") {
    const auto [at, is_repaired] = GENERATE(
        table<double, bool>({{0.9, false}, {1.0, true}, {3.0, true}, {10.0, true}, {10.1, false}}));
    Truck truck;
    truck.broken(1, 3);
    truck.enter(repair("A1", after(at)));
    INFO(at);
    CHECK(truck.links[1].repaired.has_value() == is_repaired);
}

TEST_CASE("a repair names an ECU and an FMI, or any", "[comebacks]") {
    using faults::FaultPattern;
    const FaultKey key{.source_address = 3, .spn = 110, .fmi = 4};
    CHECK(faults::matches({.source_address = {}, .spn = 110, .fmi = {}}, key));
    CHECK(faults::matches({.source_address = 3, .spn = 110, .fmi = 4}, key));
    CHECK_FALSE(faults::matches({.source_address = 0, .spn = 110, .fmi = 4}, key));
    CHECK_FALSE(faults::matches({.source_address = {}, .spn = 110, .fmi = 3}, key));
    CHECK_FALSE(faults::matches({.source_address = {}, .spn = 111, .fmi = {}}, key));
}

TEST_CASE("a repair that is entered again or taken back changes what it had linked",
          "[comebacks]") {
    Truck truck;
    truck.broken(1, 3);
    truck.broken(5, 6);
    truck.enter(repair("A1", after(2)));
    CHECK(truck.links[2].comeback_of == after(2));
    truck.enter(repair("A1", after(5.5)));
    CHECK(truck.links[1].repaired == after(5.5));
    CHECK(truck.links[2] == Links{.repaired = after(5.5), .comeback_of = {}});
    auto voided = repair("A1", after(5.5));
    voided.is_void = true;
    truck.enter(voided);
    CHECK(truck.links[1] == Links{});
    CHECK(truck.links[2] == Links{});
    truck.enter(repair("A1", after(5.5)));
    CHECK(truck.links[2] == Links{});
}

TEST_CASE("repairs entered late link the same as repairs entered in time, always", "[comebacks]") {
    const auto seed = GENERATE(take(200, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    struct Event {
        Time at;
        std::optional<FaultReport> report;
        std::optional<Repair> repair;
    };
    std::vector<Event> events;
    for (int i = 0; i < 40; ++i) {
        const Time at = after(static_cast<double>(make::below(random, 170)), i);
        const auto spn = static_cast<std::uint32_t>(110 + make::below(random, 2));
        if (make::below(random, 5) == 0) {
            events.push_back({at, {}, repair(std::to_string(i), at, spn)});
        } else {
            events.push_back(
                {at, fault(0, spn, 0, static_cast<FaultEvent>(make::below(random, 3))), {}});
        }
    }
    std::ranges::sort(events, {}, &Event::at);
    Truck in_time;
    Truck late;
    for (const Event& event : events) {
        if (event.report) {
            in_time.tell(*event.report, event.at);
            late.tell(*event.report, event.at);
        } else {
            in_time.enter(*event.repair);
        }
    }
    std::ranges::shuffle(events, random);
    for (const Event& event : events) {
        if (event.repair) {
            late.enter(*event.repair);
        }
    }
    CHECK(late.links == in_time.links);
    CHECK(late.state == in_time.state);
}

// A plug that loses its contact: all that its ECU knows, in one message, again and again.
TEST_CASE("repairs entered weeks late name every fault that went at once, always", "[comebacks]") {
    const auto seed = GENERATE(take(30, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    constexpr std::uint32_t pins = 97;
    Truck in_time;
    Truck late;
    std::vector<Repair> repairs;
    double day = 0;
    for (int time = 0; time < 8; ++time) {
        day += 1 + static_cast<double>(make::below(random, 15));
        for (const auto event : {FaultEvent::appeared, FaultEvent::cleared}) {
            day += 0.5;
            for (std::uint32_t pin = 0; pin < pins; ++pin) {
                in_time.tell(fault(0, 5400 + pin, 5, event), after(day));
                late.tell(fault(0, 5400 + pin, 5, event), after(day));
            }
        }
        if (make::below(random, 2) == 0) {
            Repair done = repair(std::to_string(time), after(day));
            for (std::uint32_t pin = 0; pin < pins; ++pin) {
                done.faults.push_back({.source_address = {}, .spn = 5400 + pin, .fmi = {}});
            }
            in_time.enter(done);
            repairs.push_back(std::move(done));
        }
    }
    std::ranges::shuffle(repairs, random);
    for (const Repair& one : repairs) {
        late.enter(one);
    }
    CHECK((late.links == in_time.links));
    CHECK((late.state == in_time.state));
}

TEST_CASE("the third time within thirty days is the third, however often it was repaired",
          "[comebacks]") {
    Truck truck;
    truck.broken(0, 1);
    truck.broken(20, 21);
    truck.broken(29, 30);
    CHECK(truck.state.episodes.at(0).nth == 3);
    truck.broken(40, 41);
    CHECK(truck.state.episodes.at(0).nth == 3);
    truck.broken(55, 56);
    CHECK(truck.state.episodes.at(0).nth == 3);
}
