#include "agent/j1939/active/requests.hpp"
#include "agent/can/frame.hpp"
#include "agent/j1939/active/outgoing.hpp"
#include "agent/j1939/message.hpp"
#include "common/time.hpp"
#include "tests/agent/j1939/transfers.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <utility>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::j1939;
using namespace roadworthy::j1939::transfers;

namespace {

constexpr std::uint8_t us = 74;
constexpr std::uint8_t engine = 0;
constexpr std::uint8_t cluster = 23;
constexpr std::uint8_t tool = 249;

constexpr std::uint32_t vin = 65260;
constexpr std::uint32_t component = 65259;
constexpr std::uint32_t software = 65242;
constexpr std::uint32_t hours = 65253;
constexpr std::uint32_t fuel = 65257;
constexpr std::uint32_t service = 65216;
constexpr std::uint32_t dm2 = 65227;

struct Asking {
    Monotonic time;
    std::uint32_t pgn = 0;
    std::uint8_t destination = to_all;
};

Message message(std::uint32_t pgn, std::uint8_t source, const Bytes& data = {},
                std::uint8_t destination = to_all) {
    return {.pgn = pgn, .source_address = source, .destination = destination, .data = data};
}

enum Control : std::uint8_t { yes = 0, no = 1, denied = 2, busy = 3 };
Bytes acknowledgement(Control control, std::uint32_t pgn, std::uint8_t of = us) {
    return {control, 0xFF, 0xFF, 0xFF, of, byte_of(pgn), byte_of(pgn, 1), byte_of(pgn, 2)};
}

// A unit with an address, on a bus on which these talk.
struct Bench {
    Requests requests;
    Outgoing out{0};
    Monotonic now = at(1000s);
    std::vector<std::uint8_t> talkers{engine, cluster};
    std::optional<std::uint8_t> address = us;
    bool is_receiving = false;
    std::vector<Asking> asked;
    std::function<void(const Asking&)> answer = [](const Asking&) {};

    void pass(Duration duration) {
        const Duration step = duration < 10h ? 100ms : 5s;
        for (const Monotonic end = now + duration; now < end;) {
            now += step;
            for (const std::uint8_t talker : talkers) {
                requests.hear_talk(talker, now);
            }
            requests.tick(address, is_receiving, now, out);
            for (const can::Frame& frame : out.take()) {
                REQUIRE(frame.id >> 8 == (0x18EA00U | destination_of(frame.id)));
                REQUIRE(source_of(frame.id) == us);
                REQUIRE(frame.length == 3);
                asked.push_back({now, pgn_in(frame.data, 0), destination_of(frame.id)});
                answer(asked.back());
            }
        }
    }
    void hear(std::uint32_t pgn, std::uint8_t source) { requests.hear(message(pgn, source), now); }
    void hear_no(Control control, const Asking& to) {
        const Bytes data = acknowledgement(control, to.pgn);
        requests.hear_acknowledgement(message(59392, to.destination, data), us, now);
    }
    std::size_t count(std::uint32_t pgn) const {
        return static_cast<std::size_t>(
            std::ranges::count(asked, pgn, [](const Asking& each) { return each.pgn; }));
    }
    std::size_t count(std::uint32_t pgn, std::uint8_t destination) const {
        return static_cast<std::size_t>(std::ranges::count_if(asked, [&](const Asking& each) {
            return each.pgn == pgn && each.destination == destination;
        }));
    }
};

// Everybody answers everything.
void answer_all(Bench& bench) {
    bench.answer = [&bench](const Asking& asked) {
        bench.hear(asked.pgn, asked.destination == to_all ? engine : asked.destination);
    };
}

}  // namespace

TEST_CASE("everything is asked for once: short answers of all, long ones of each", "[requests]") {
    Bench bench;
    answer_all(bench);
    bench.pass(30min);
    std::map<std::pair<std::uint32_t, std::uint8_t>, std::size_t> counts;
    for (const Asking& each : bench.asked) {
        ++counts[{each.pgn, each.destination}];
    }
    const std::map<std::pair<std::uint32_t, std::uint8_t>, std::size_t> expected{
        {{vin, engine}, 1},      {{hours, to_all}, 1},     {{fuel, to_all}, 1},
        {{service, to_all}, 1},  {{component, engine}, 1}, {{component, cluster}, 1},
        {{software, engine}, 1}, {{software, cluster}, 1}, {{dm2, engine}, 1},
        {{dm2, cluster}, 1}};
    CHECK(counts == expected);
    CHECK(bench.requests.counters() == RequestCounters{.sent = 10, .answered = 10});
}

TEST_CASE("nothing is asked in the first half minute with an address, nor without one",
          "[requests]") {
    Bench bench;
    bench.pass(30s);
    CHECK(bench.asked.empty());
    bench.pass(1s);
    CHECK(bench.asked.size() == 1);
    bench.address.reset();
    bench.pass(1h);
    CHECK(bench.asked.size() == 1);
    bench.address = us;
    bench.pass(30s);
    CHECK(bench.asked.size() == 1);
}

TEST_CASE("totals are asked for again after an hour, texts after a day", "[requests]") {
    Bench bench;
    answer_all(bench);
    bench.pass(23h);
    CHECK(bench.count(hours) == 23);
    CHECK(bench.count(service) == 23);
    CHECK(bench.count(vin) == 1);
    CHECK(bench.count(component, cluster) == 1);
    bench.pass(2h);
    CHECK(bench.count(vin) == 2);
    CHECK(bench.count(component, cluster) == 2);
}

TEST_CASE("what is broadcast is not asked for", "[requests]") {
    Bench bench;
    answer_all(bench);
    for (int round = 0; round < 120; ++round) {
        bench.hear(hours, engine);
        bench.hear(component, cluster);
        bench.pass(1min);
    }
    CHECK(bench.count(hours) == 0);
    CHECK(bench.count(component, cluster) == 0);
    CHECK(bench.count(component, engine) == 1);
    CHECK(bench.count(fuel) > 0);
}

TEST_CASE("a broadcast that ended is missed after an hour", "[requests]") {
    Bench bench;
    bench.hear(hours, engine);
    bench.pass(59min);
    CHECK(bench.count(hours) == 0);
    bench.pass(2min);
    CHECK(bench.count(hours) == 1);
}

TEST_CASE("what another unit asks for is left to it", "[requests]") {
    Bench bench;
    const auto [pgn, destination] = GENERATE(table<std::uint32_t, std::uint8_t>(
        {{hours, to_all}, {hours, engine}, {vin, to_all}, {component, to_all}}));
    for (int round = 0; round < 30; ++round) {
        bench.requests.hear_request(pgn, destination, bench.now);
        bench.pass(9s);
    }
    CHECK(bench.count(pgn) == 0);
    CHECK(bench.count(fuel) > 0);
    bench.pass(20s);  // it has stopped, and nobody answered
    CHECK(bench.count(pgn) > 0);
}

TEST_CASE("another unit's request to one ECU leaves the others to us", "[requests]") {
    Bench bench;
    for (int round = 0; round < 30; ++round) {
        bench.requests.hear_request(component, engine, bench.now);
        bench.pass(9s);
    }
    CHECK(bench.count(component, engine) == 0);
    CHECK(bench.count(component, cluster) > 0);
}

TEST_CASE("never more than one request a second, nor before the last one is settled",
          "[requests]") {
    Bench bench;
    const auto wait = GENERATE(as<Duration>{}, 0ms, 1500ms);
    if (wait == 0ms) {
        answer_all(bench);
    }
    bench.pass(1h);
    REQUIRE(bench.asked.size() > 5);
    for (std::size_t index = 1; index < bench.asked.size(); ++index) {
        REQUIRE(bench.asked[index].time - bench.asked[index - 1].time >= 1s);
        REQUIRE(bench.asked[index].time - bench.asked[index - 1].time > wait);
    }
}

TEST_CASE("who does not answer is asked three times an interval", "[requests]") {
    Bench bench;
    bench.talkers = {engine};
    bench.pass(59min);
    CHECK(bench.count(hours) == 3);
    CHECK(bench.count(component, engine) == 3);
    CHECK(bench.requests.counters().unanswered == bench.requests.counters().sent);
    bench.pass(1h);
    CHECK(bench.count(hours) == 6);
    CHECK(bench.count(component, engine) == 3);
}

TEST_CASE("a refusal is for good, busy is for later", "[requests]") {
    const auto [control, expected] =
        GENERATE(table<Control, std::size_t>({{no, 1}, {denied, 1}, {busy, 3}, {yes, 3}}));
    Bench bench;
    bench.answer = [&, control = control](const Asking& asked) {
        if (asked.pgn == component && asked.destination == cluster) {
            bench.hear_no(control, asked);
        }
    };
    bench.pass(20h);
    CHECK(bench.count(component, cluster) == expected);
    CHECK(bench.count(component, engine) == 3);
    CHECK(bench.requests.counters().refused == (control == no || control == denied ? 1 : 0));
    CHECK(bench.requests.counters().put_off == (control == busy ? 3 : 0));
    if (control == no || control == denied) {
        bench.pass(30h);
        CHECK(bench.count(component, cluster) == 1);
    }
}

TEST_CASE("a busy ECU is left alone for five minutes", "[requests]") {
    Bench bench;
    bench.talkers = {cluster};
    std::vector<Monotonic> times;
    bench.answer = [&](const Asking& asked) {
        if (asked.pgn == component) {
            times.push_back(asked.time);
            bench.hear_no(busy, asked);
        }
    };
    bench.pass(1h);
    REQUIRE(times.size() == 3);
    CHECK(times[1] - times[0] >= 5min);
}

TEST_CASE("whom a refusal answers is read from either form", "[requests]") {
    Bench bench;
    bench.talkers = {cluster};
    // The form of today names the asker in the fifth byte; the old one is sent to it.
    const auto [destination, of, is_for_us] =
        GENERATE(table<std::uint8_t, std::uint8_t, bool>({{to_all, us, true},
                                                          {to_all, 0xFF, true},
                                                          {us, 0xFF, true},
                                                          {to_all, tool, false},
                                                          {tool, 0xFF, false}}));
    bench.answer = [&, destination = destination, of = of](const Asking& asked) {
        if (asked.pgn == component) {
            const Bytes data = acknowledgement(denied, component, of);
            bench.requests.hear_acknowledgement(message(59392, cluster, data, destination), us,
                                                bench.now);
        }
    };
    bench.pass(10min);
    CHECK(bench.count(component) == (is_for_us ? 1 : 3));
}

TEST_CASE("what an ECU does not support for another unit it is not asked for by us", "[requests]") {
    Bench bench;
    const Bytes data = acknowledgement(no, component, tool);
    bench.requests.hear_acknowledgement(message(59392, cluster, data), us, bench.now);
    bench.pass(10min);
    CHECK(bench.count(component, cluster) == 0);
    CHECK(bench.count(component, engine) == 3);
}

TEST_CASE("an acknowledgement too short to be one is none", "[requests]") {
    Bench bench;
    Bytes data = acknowledgement(no, component);
    data.pop_back();
    bench.requests.hear_acknowledgement(message(59392, cluster, data), us, bench.now);
    bench.pass(10min);
    CHECK(bench.count(component, cluster) == 3);
}

TEST_CASE("only who talks, and has done so for ten seconds, is asked; tools never", "[requests]") {
    Bench bench;
    bench.talkers = {engine, tool, 250};
    bench.pass(40s);
    bench.requests.hear_talk(cluster, bench.now);  // a word, then silence
    bench.pass(10min);
    CHECK(bench.count(component, engine) > 0);
    CHECK(bench.count(component, cluster) == 0);
    CHECK(bench.count(component, tool) == 0);
    bench.talkers.push_back(cluster);
    bench.pass(1min);
    CHECK(bench.count(component, cluster) > 0);
}

TEST_CASE("the VIN is asked of one after another, until one has it", "[requests]") {
    Bench bench;
    bench.answer = [&](const Asking& asked) {
        if (asked.pgn == vin && asked.destination == cluster) {
            bench.hear(vin, cluster);
        }
    };
    bench.pass(20h);
    CHECK(bench.count(vin, engine) == 1);
    CHECK(bench.count(vin, cluster) == 1);
}

TEST_CASE("a long answer under way is waited for, but not for ever", "[requests]") {
    Bench bench;
    bench.is_receiving = true;
    bench.pass(31s);
    REQUIRE(bench.asked.size() == 1);
    bench.pass(14s);
    CHECK(bench.asked.size() == 1);
    bench.pass(3s);
    CHECK(bench.asked.size() == 2);
}

TEST_CASE("what was asked for is expected from whom it was asked, for ten seconds", "[requests]") {
    Bench bench;
    bench.pass(31s);
    REQUIRE(bench.asked.back().pgn == vin);
    const auto is_expected = [&](std::uint8_t source, std::uint32_t pgn) {
        return bench.requests.is_expected(source, pgn, bench.now);
    };
    CHECK(is_expected(engine, vin));
    CHECK_FALSE(is_expected(cluster, vin));
    CHECK_FALSE(is_expected(engine, dm2));
    bench.talkers.clear();
    bench.pass(8s);
    CHECK(is_expected(engine, vin));
    bench.pass(3s);
    CHECK_FALSE(is_expected(engine, vin));
}

TEST_CASE("no flood of words, requests and refusals makes it ask more than once a second",
          "[requests]") {
    const auto seed = GENERATE(take(30, random(0, 1 << 30)));
    INFO("seed " << seed);
    std::mt19937 random{static_cast<unsigned>(seed)};
    const auto any = [&](int most) { return std::uniform_int_distribution{0, most}(random); };
    const auto any_byte = [&] { return byte_of(static_cast<std::size_t>(any(255))); };
    Bench bench;
    for (int count = 0; count < 3000; ++count) {
        const std::uint32_t pgn =
            static_cast<std::uint32_t>(asked_groups[static_cast<std::size_t>(any(6))].pgn);
        bench.talkers = {any_byte(), any_byte(), engine};
        const Bytes data = acknowledgement(static_cast<Control>(any(4)), pgn, any_byte());
        switch (any(2)) {
            case 0:
                bench.requests.hear_acknowledgement(message(59392, any_byte(), data), us,
                                                    bench.now);
                break;
            case 1:
                bench.requests.hear_request(pgn, any_byte(), bench.now);
                break;
            default:
                bench.hear(pgn, any_byte());
        }
        bench.pass(Duration{any(300'000)});
    }
    for (std::size_t index = 1; index < bench.asked.size(); ++index) {
        REQUIRE(bench.asked[index].time - bench.asked[index - 1].time >= 1s);
    }
}
