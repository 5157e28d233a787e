// The unit among ECUs on a bus whose time is moved by hand.
#include "agent/j1939/active/participant.hpp"
#include "agent/can/frame.hpp"
#include "agent/j1939/active/name.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/transport.hpp"
#include "common/time.hpp"
#include "tests/agent/j1939/active/ecu.hpp"
#include "tests/agent/j1939/transfers.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <utility>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::j1939;
using namespace roadworthy::j1939::transfers;

namespace {

constexpr std::uint32_t vin = 65260;
constexpr std::uint32_t component = 65259;
constexpr std::uint32_t dm2 = 65227;

ParticipantSettings settings(std::uint32_t identity = 7) {
    return {.bus = 0,
            .claim = {.name = name_of({.identity_number = identity, .manufacturer_code = 500})}};
}

// As the agent runs it: frames are read, and what it says is sent, every 100 ms.
struct Unit {
    explicit Unit(const ParticipantSettings& settings) : participant(settings) {}

    void hear(can::Frame frame, Monotonic now) {
        frame.time = now;
        participant.hear(frame, now);
        receive(transport, frame, [&](const Message& message) {
            participant.hear(message, now);
            heard.push_back({message.pgn, {message.data.begin(), message.data.end()}});
        });
    }
    Participant participant;
    Transport transport;
    std::vector<std::pair<std::uint32_t, Bytes>> heard;

    std::size_t count(std::uint32_t pgn, const Bytes& data) const {
        return static_cast<std::size_t>(std::ranges::count(heard, std::pair{pgn, data}));
    }
};

struct Bus {
    std::deque<Unit> units;
    std::deque<Ecu> ecus;
    std::vector<std::uint8_t> talkers;  // send engine speed
    Monotonic now = at(50s);
    Frames said;  // by the units
    bool is_up = true;

    void pass(Duration duration) {
        for (const Monotonic end = now + duration; now < end;) {
            now += 100ms;
            for (const std::uint8_t source : talkers) {
                carry(frame(61444, {.source = source}, payload(8), 0ms), nullptr);
            }
            for (Unit& unit : units) {
                unit.participant.tick(now);
                for (const can::Frame& frame : unit.participant.take()) {
                    if (!is_up) {
                        unit.participant.fail();
                        continue;
                    }
                    said.push_back(frame);
                    said.back().time = now;
                    carry(frame, &unit);
                }
            }
        }
    }
    // To everybody but who sent it; what ECUs answer comes after it.
    void carry(const can::Frame& frame, const Unit* sender) {
        for (Unit& unit : units) {
            if (&unit != sender && is_up) {
                unit.hear(frame, now);
            }
        }
        for (Ecu& ecu : ecus) {
            for (const can::Frame& answer : ecu.hear(frame)) {
                carry(answer, nullptr);
            }
        }
    }
    std::size_t count_said(std::uint32_t pgn) const {
        return static_cast<std::size_t>(
            std::ranges::count(said, pgn, [](const can::Frame& each) { return pgn_of(each.id); }));
    }
};

Bytes text(std::size_t size) {
    Bytes bytes = payload(size, 'A');
    bytes.back() = '*';
    return bytes;
}

// An engine and a cluster that answer, and one unit.
Bus a_truck() {
    Bus bus;
    bus.units.emplace_back(settings());
    bus.ecus.emplace_back(
        0, std::map<std::uint32_t, Bytes>{
               {vin, text(18)}, {component, text(250)}, {65253, payload(8)}, {dm2, payload(1785)}});
    bus.ecus.emplace_back(23, std::map<std::uint32_t, Bytes>{{component, text(31)}});
    bus.talkers = {0, 23};
    return bus;
}

}  // namespace

TEST_CASE("a unit learns what the truck's ECUs say only when they are asked", "[participant]") {
    Bus bus = a_truck();
    bus.pass(5min);
    const Unit& unit = bus.units[0];
    CHECK(unit.count(vin, text(18)) == 1);
    CHECK(unit.count(component, text(250)) == 1);
    CHECK(unit.count(component, text(31)) == 1);
    CHECK(unit.count(65253, payload(8)) == 1);
    CHECK(unit.count(dm2, payload(1785)) == 1);
    CHECK(bus.ecus[0].acknowledged == 3);
    CHECK(bus.ecus[1].acknowledged == 1);
    const ParticipantCounters counters = unit.participant.counters();
    CHECK(counters.connections.complete == 4);
    CHECK(counters.connections.asked_again == 0);
    CHECK(counters.requests.refused == 3);  // software of both, the cluster's DM2
    const std::size_t before = bus.said.size();
    bus.pass(50min);
    CHECK(bus.said.size() - before == 0);
}

TEST_CASE("packets lost on the way to us are sent again", "[participant]") {
    Bus bus = a_truck();
    bus.ecus[0].to_lose = {{2, 1}, {3, 1}, {20, 1}, {33, 1}};
    bus.pass(5min);
    CHECK(bus.units[0].count(component, text(250)) == 1);
    CHECK(bus.units[0].participant.counters().connections.asked_again > 0);
    CHECK(bus.ecus[0].aborted == 0);
}

TEST_CASE("of two units on one bus, the second learns from what the first asks", "[participant]") {
    Bus bus = a_truck();
    bus.pass(20s);
    bus.units.emplace_back(settings(8));
    bus.pass(10min);
    for (const Unit& unit : bus.units) {
        CHECK(unit.count(vin, text(18)) == 1);
        CHECK(unit.count(component, text(31)) == 1);
        CHECK(unit.count(dm2, payload(1785)) == 1);
        CHECK(unit.participant.counters().claims.unable == 0);
    }
    CHECK(bus.units[1].participant.counters().requests.answered == 0);
    CHECK(bus.units[1].participant.counters().requests.refused == 0);
}

TEST_CASE("nothing is sent on a bus that was never heard", "[participant]") {
    Bus bus = a_truck();
    bus.talkers.clear();
    bus.pass(10min);
    CHECK(bus.said.empty());
}

TEST_CASE(
    "nothing is sent five seconds after the bus fell silent, and when it wakes all begins anew",
    "[participant]") {
    Bus bus = a_truck();
    bus.pass(40s);
    bus.talkers.clear();
    bus.pass(6s);
    bus.said.clear();
    bus.pass(10h);
    CHECK(bus.said.empty());
    bus.talkers = {0, 23};
    bus.pass(3s);
    CHECK(bus.count_said(60928) == 1);
    CHECK(bus.said.size() == 2);  // the look around before it
}

TEST_CASE("a bus that takes no frames is tried again at the pace of claims", "[participant]") {
    Bus bus = a_truck();
    bus.pass(1min);
    bus.is_up = false;  // the ECUs are not heard either
    bus.pass(1min);
    bus.is_up = true;
    bus.said.clear();
    bus.pass(2min);
    CHECK(bus.count_said(60928) == 1);
    CHECK(bus.units[0].count(vin, text(18)) == 1);
}

TEST_CASE("frames that the bus does not take are counted, and the address is claimed anew",
          "[participant]") {
    Bus bus = a_truck();
    bus.pass(4s);
    bus.units[0].participant.fail();
    CHECK(bus.units[0].participant.counters().not_sent == 1);
    bus.said.clear();
    bus.pass(4s);
    CHECK(bus.count_said(60928) == 1);
}

TEST_CASE("an answer under way ends when the address is lost", "[participant]") {
    Bus bus = a_truck();
    bus.pass(33s);
    while (bus.count_said(59904) < 2) {
        bus.pass(100ms);
    }
    bus.carry(connection(16, 70, vin, {.source = 0, .destination = 74}, 0ms), nullptr);
    bus.carry(frame(60928, {.source = 74}, Bytes(8, 0), 0ms), nullptr);
    bus.said.clear();
    bus.pass(3s);
    CHECK(std::ranges::none_of(bus.said,
                               [](const can::Frame& each) { return source_of(each.id) == 74; }));
}

TEST_CASE("what is heard on another bus is not answered", "[participant]") {
    Participant participant(settings());
    for (Duration when = 0s; when < 1min; when += 100ms) {
        for (const std::uint32_t pgn : {61444U, 59904U, 60928U}) {
            const can::Frame other =
                frame(pgn, {.source = 0, .bus = 1}, {0x00, 0xEE, 0, 0, 0, 0, 0, 0}, when);
            participant.hear(other, at(when));
        }
        participant.tick(at(when));
    }
    CHECK(participant.take().empty());
}

TEST_CASE("whatever is heard, a unit says no more than its paces allow", "[participant]") {
    const auto seed = GENERATE(take(20, random(0, 1 << 30)));
    INFO("seed " << seed);
    std::mt19937 random{static_cast<unsigned>(seed)};
    const auto any = [&](int most) { return std::uniform_int_distribution{0, most}(random); };
    constexpr std::uint32_t groups[]{60928, 59904, 59392, 60416, 60160, 61444, vin, component};
    Bus bus = a_truck();
    bus.pass(Duration{any(60'000'000)});
    bus.said.clear();
    const Monotonic start = bus.now;
    std::int64_t most = 0;
    for (int count = 0; count < 3000; ++count) {
        Bytes data(8);
        for (std::uint8_t& byte : data) {
            byte = byte_of(static_cast<std::size_t>(any(255)));
        }
        constexpr std::uint8_t controls[]{16, 17, 19, 255, 32};
        data[0] = any(1) == 0 ? controls[any(4)] : data[0];
        const Ends ends{.source = any(3) == 0 ? std::uint8_t{74} : byte_of(std::size_t(any(255))),
                        .destination = any(1) == 0 ? std::uint8_t{74} : to_all};
        bus.carry(frame(groups[any(7)], ends, data, 0ms), nullptr);
        if (any(20) == 0) {
            bus.pass(100ms);
        }
        const auto elapsed = bus.now - start;
        most = std::max(most, static_cast<std::int64_t>(bus.said.size()) -
                                  static_cast<std::int64_t>(elapsed / 1s) * 14);
    }
    CHECK(most <= 25 + 14);
}
