// A pipeline that takes part in its bus, and one that must not.
#include "agent/pipeline.hpp"

#include "agent/can/frame.hpp"
#include "agent/truck/events.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/agent/j1939/active/ecu.hpp"
#include "tests/agent/j1939/transfers.hpp"
#include "tests/agent/pipeline/taking_part.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
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

Bytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

std::uint64_t counter(const Pipeline& pipeline, std::string_view name) {
    const auto counters = pipeline.counters();
    const auto found = std::ranges::find(counters, name, &Counter::name);
    REQUIRE(found != counters.end());
    return found->value;
}

// A truck whose engine talks and answers, and a unit that is woken as a live bus wakes it.
struct Truck {
    explicit Truck(const PipelineSettings& settings) : pipeline(settings) {}

    void pass(Duration duration) {
        for (const Duration end = now + duration; now < end; now += 100ms) {
            hear(frame(61444, {.source = 0}, Bytes(8, 0xFF), now));
            for (std::size_t index = 0; index < waiting.size(); ++index) {
                hear(waiting[index]);
            }
            waiting.clear();
            for (const can::Frame& each : pipeline.frames_to_send()) {
                said.push_back(each);
                for (const can::Frame& answer : engine.hear(each)) {
                    waiting.push_back(answer);
                }
            }
        }
    }
    void hear(can::Frame each) {
        each.time = at(now);
        pipeline.feed(each);
    }

    Pipeline pipeline;
    Ecu engine{0,
               {{65260, bytes_of("1XKYD49X3FJ123456*")},
                {65259, bytes_of("CMMNS*6C u07D*79900000*UNIT 1*")},
                {65227, {0x00, 0xFF, 110, 0, 3, 1, 100, 0, 1, 2}}}};
    Duration now = 10s;
    Frames waiting;
    Frames said;
};

}  // namespace

TEST_CASE("a unit that takes part reports what the truck said on its request", "[taking part]") {
    Truck truck(taking_part());
    truck.pass(5min);
    std::optional<std::string> vin;
    std::string component;
    std::vector<Dtc> remembered;
    for (const onboard::Event& event : truck.pipeline.take()) {
        if (const auto* identity = std::get_if<IdentityReport>(&event.body)) {
            vin = identity->vin ? identity->vin : vin;
            component = identity->ecus.empty() ? component : identity->ecus.front().component;
        }
        const auto* ecu = std::get_if<EcuReport>(&event.body);
        if (ecu != nullptr && ecu->event == EcuEvent::remembers) {
            remembered = ecu->previously_active;
        }
    }
    CHECK(vin == "1XKYD49X3FJ123456");
    CHECK(component == "CMMNS*6C u07D*79900000*UNIT 1");
    CHECK(remembered == std::vector{Dtc{.spn = 100, .fmi = 1, .occurrences = 2},
                                    Dtc{.spn = 110, .fmi = 3, .occurrences = 1}});
    CHECK(counter(truck.pipeline, "answers_received") == 3);
    CHECK(counter(truck.pipeline, "rts_complete") == 3);
    CHECK(truck.engine.acknowledged == 3);
}

TEST_CASE("a unit that listens only has nothing to send, whatever it hears", "[taking part]") {
    const auto seed = GENERATE(take(20, random(0, 1 << 30)));
    INFO("seed " << seed);
    std::mt19937 random{static_cast<unsigned>(seed)};
    const auto any = [&](int most) { return std::uniform_int_distribution{0, most}(random); };
    const auto any_byte = [&] { return byte_of(static_cast<std::size_t>(any(255))); };
    constexpr std::array<std::uint32_t, 8> groups{60928, 59904, 59392, 60416,
                                                  60160, 61444, 65226, 65260};
    Pipeline pipeline;
    std::size_t to_send = 0;
    for (int count = 0; count < 5000; ++count) {
        Bytes data(8);
        std::ranges::generate(data, any_byte);
        if (any(2) == 0) {
            data = {0x00, 0xEE, 0x00};  // asks for claims
        }
        const Ends ends{.source = any_byte(), .destination = any_byte()};
        const auto group = groups.at(static_cast<std::size_t>(any(7)));
        pipeline.feed(frame(group, ends, data, count * Duration{any(200'000)}));
        pipeline.note_not_sent();
        to_send += pipeline.frames_to_send().size();
    }
    pipeline.tick(at(10h));
    CHECK(to_send + pipeline.frames_to_send().size() == 0);
    const auto counters = pipeline.counters();
    CHECK(std::ranges::find(counters, "claims_sent", &Counter::name) == counters.end());
}

TEST_CASE("a truck that answers nothing gives the same reports to a unit that asks",
          "[taking part]") {
    Truck asking(taking_part());
    Truck listening{PipelineSettings{}};
    asking.engine = listening.engine = Ecu(0, {});
    for (Truck* const truck : {&asking, &listening}) {
        for (std::uint8_t source = 1; source < 60; ++source) {
            truck->pass(1s);
            // Of two that only ask and claim, and say nothing that a listener wants.
            truck->hear(frame(59904, {.source = 200}, {0xE5, 0xFE, 0x00}, 0ms));
            truck->hear(frame(60928, {.source = 201}, Bytes(8, source), 0ms));
        }
        truck->pipeline.finish(at(truck->now));
    }
    CHECK_FALSE(asking.said.empty());
    CHECK(listening.said.empty());
    CHECK(asking.pipeline.take() == listening.pipeline.take());
}

TEST_CASE("a frame that could not be sent is counted, and the unit claims anew", "[taking part]") {
    Truck truck(taking_part());
    truck.pass(5s);
    CHECK(counter(truck.pipeline, "claims_sent") == 1);
    truck.pipeline.note_not_sent();
    CHECK(counter(truck.pipeline, "frames_not_sent") == 1);
    truck.pass(5s);
    CHECK(counter(truck.pipeline, "claims_sent") == 2);
}
