// Attacks of the public literature on J1939 (arxiv.org/abs/2406.00810 names fourteen on the transport
// protocol; beside them claims fights and DM1 babble), at the full rate of a bus, beside a good
// engine. What the engine says has to come through whole, and nothing may grow.
#include "agent/pipeline.hpp"

#include "agent/can/frame.hpp"
#include "agent/truck/events.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/agent/j1939/transfers.hpp"
#include "tests/agent/pipeline/taking_part.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::j1939::transfers;
using roadworthy::agent::Pipeline;
using roadworthy::agent::PipelineSettings;
using roadworthy::agent::taking_part;

namespace {

constexpr std::uint8_t us = 74;
constexpr Duration frame_time = 555us;  // 1800 frames a second
constexpr std::uint8_t engine = 0;
constexpr int seconds_of_attack = 20;

std::uint64_t counter(const Pipeline& pipeline, std::string_view name) {
    const auto counters = pipeline.counters();
    const auto found = std::ranges::find(counters, name, &Counter::name);
    return found == counters.end() ? 0 : found->value;
}

// Lamps and these many codes, SPN 100 and up, FMI 1.
Bytes dm1_of(std::size_t codes) {
    Bytes bytes{0x04, 0xFF};
    for (std::size_t index = 0; index < codes; ++index) {
        bytes.insert(bytes.end(), {byte_of(100 + index), 0, 1, 1});
    }
    return bytes;
}

// Gives the attacker's frame of that number; its time does not matter.
using Attack = std::function<can::Frame(std::size_t, std::mt19937&)>;

struct Outcome {
    std::vector<onboard::Event> of_engine;  // faults
    std::size_t of_others = 0;
    std::uint64_t broadcasts = 0;
    std::uint64_t sent = 0;
};

// The engine sends its DM1, five codes in four packets, each second, by broadcast, as real ones do;
// the attacker fills all the rest of the bus.
Outcome attacked_by(const Attack& attack, const PipelineSettings& settings = {}) {
    std::mt19937 random{1};
    Frames good;
    for (int second = 0; second < seconds_of_attack; ++second) {
        const Transfer how{.pgn = 65226, .ends = {.source = engine}, .start = second * 1s + 500ms};
        std::ranges::copy(transfer(dm1_of(5), how), std::back_inserter(good));
    }
    Pipeline pipeline(settings);
    Outcome outcome;
    auto next = good.begin();
    std::size_t count = 0;
    for (Duration now = 0s; now < seconds_of_attack * 1s; now += frame_time) {
        const bool is_engines_turn = next != good.end() && next->time <= at(now);
        can::Frame each = is_engines_turn ? *next++ : attack(count++, random);
        each.time = at(now);
        pipeline.feed(each);
        outcome.sent += pipeline.frames_to_send().size();
    }
    for (onboard::Event& event : pipeline.take()) {
        const auto* fault = std::get_if<FaultReport>(&event.body);
        if (fault != nullptr && fault->key.source_address == engine) {
            outcome.of_engine.push_back(event);
        } else {
            ++outcome.of_others;
        }
    }
    outcome.broadcasts = counter(pipeline, "bam_complete");
    return outcome;
}

can::Frame any_talk(std::size_t /*count*/, std::mt19937& /*random*/) {
    return frame(61444, {.source = 3}, Bytes(8, 0xFF), 0ms);
}

// Anybody but the engine.
std::uint8_t somebody(std::size_t count) {
    return byte_of(1 + count % 253);
}

}  // namespace

TEST_CASE("on a full bus without an attack the engine's codes come once and whole", "[attacks]") {
    const Outcome outcome = attacked_by(any_talk);
    CHECK(outcome.of_engine.size() == 5);
    CHECK(outcome.broadcasts == seconds_of_attack);
}

TEST_CASE("no attack in another's name keeps the engine's codes from coming once and whole",
          "[attacks]") {
    const Bytes zeros(8, 0);
    const auto [name, attack] = GENERATE_COPY(table<std::string, Attack>({
        {"announcements to one, from everybody",
         [](std::size_t count, std::mt19937&) {
             return connection(16, 1785, 65226, {.source = somebody(count), .destination = us},
                               0ms);
         }},
        {"announcements from one, to everybody",
         [](std::size_t count, std::mt19937&) {
             return connection(16, 1785, 65226, {.source = 200, .destination = somebody(count)},
                               0ms);
         }},
        {"broadcasts announced by everybody and never sent",
         [](std::size_t count, std::mt19937&) {
             return connection(32, 1785, 65226, {.source = somebody(count)}, 0ms);
         }},
        {"DM1s of every address, with ever new codes",
         [](std::size_t count, std::mt19937& random) {
             return frame(65226, {.source = somebody(count)},
                          {0x04, 0xFF, byte_of(random()), byte_of(random()), 2, 1, 0xFF, 0xFF},
                          0ms);
         }},
        {"broadcasts begun by everybody and never ended",
         [](std::size_t count, std::mt19937&) {
             const Ends ends{.source = somebody(count / 2)};
             return count % 2 == 0 ? connection(32, 1785, 65226, ends, 0ms)
                                   : packet(1, payload(1785), ends, 0ms);
         }},
        {"senders told to wait for ever",
         [](std::size_t count, std::mt19937&) {
             const std::uint8_t place = byte_of(1 + count % 100);
             return count % 2 == 0
                        ? connection(16, 1785, 65226, {.source = place, .destination = 101}, 0ms)
                        : frame(60416, {.source = 101, .destination = place},
                                {17, 0, 1, 0xFF, 0xFF, 0xCA, 0xFE, 0x00}, 0ms);
         }},
        {"acknowledgements of what was never sent",
         [](std::size_t count, std::mt19937&) {
             return connection(19, 22, 65226, {.source = somebody(count), .destination = engine},
                               0ms);
         }},
        {"aborts of everything",
         [](std::size_t count, std::mt19937&) {
             return connection(255, 1, 65226, {.source = somebody(count), .destination = engine},
                               0ms);
         }},
        {"packets of no transfer",
         [](std::size_t count, std::mt19937&) {
             return packet(1 + count % 4, payload(1785), {.source = somebody(count)}, 0ms);
         }},
        {"requests for everything, of everybody",
         [](std::size_t count, std::mt19937&) {
             return frame(59904, {.source = somebody(count), .destination = byte_of(count)},
                          {byte_of(count), 0xFE, 0x00}, 0ms);
         }},
        {"acknowledgements and refusals of everything",
         [](std::size_t count, std::mt19937&) {
             return frame(59392, {.source = somebody(count)},
                          {byte_of(count % 4), 0xFF, 0xFF, 0xFF, us, byte_of(count), 0xFE, 0x00},
                          0ms);
         }},
        {"claims of every address by the strongest NAME",
         [zeros](std::size_t count, std::mt19937&) {
             return frame(60928, {.source = byte_of(count % 254)}, zeros, 0ms);
         }},
    }));
    INFO(name);
    const Outcome listening = attacked_by(attack);
    CHECK(listening.of_engine.size() == 5);
    CHECK(listening.broadcasts == seconds_of_attack);
    CHECK(listening.sent == 0);
    CHECK(listening.of_others <= 5'000);
    const Outcome taking_its_part = attacked_by(attack, taking_part());
    CHECK(taking_its_part.of_engine == listening.of_engine);
    CHECK(taking_its_part.broadcasts == listening.broadcasts);
    CHECK(taking_its_part.sent <= 25 + 15 * seconds_of_attack);
}
