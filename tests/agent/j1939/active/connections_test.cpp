#include "agent/j1939/active/connections.hpp"
#include "agent/can/frame.hpp"
#include "agent/j1939/active/outgoing.hpp"
#include "agent/j1939/message.hpp"
#include "common/time.hpp"
#include "tests/agent/j1939/transfers.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::j1939;
using namespace roadworthy::j1939::transfers;

namespace {

constexpr std::uint8_t us = 74;
constexpr Ends to_us{.source = 0, .destination = us};
constexpr std::uint32_t vin = 65260;
constexpr auto yes = Connections::Wanted::yes;
constexpr auto no = Connections::Wanted::no;

using Words = std::vector<Bytes>;
Bytes word(const Bytes& first_five, std::uint32_t pgn = vin) {
    Bytes bytes = first_five;
    for (const unsigned index : {0U, 1U, 2U}) {
        bytes.push_back(byte_of(pgn, index));
    }
    return bytes;
}
Bytes clear_to_send(std::uint8_t count, std::uint8_t next, std::uint32_t pgn = vin) {
    return word({17, count, next, 0xFF, 0xFF}, pgn);
}
Bytes acknowledged(std::size_t size, std::uint32_t pgn = vin) {
    return word({19, byte_of(size), byte_of(size, 1), byte_of((size + 6) / 7), 0xFF}, pgn);
}
Bytes aborted(std::uint8_t reason, std::uint32_t pgn = vin) {
    return word({255, reason, 0xFF, 0xFF, 0xFF}, pgn);
}

struct Bench {
    Connections connections;
    Outgoing out{0};
    Monotonic now = at(100s);

    Words said() {
        Words all;
        for (const can::Frame& frame : out.take()) {
            all.emplace_back(frame.data.begin(), frame.data.begin() + frame.length);
        }
        return all;
    }
    void hear(const can::Frame& frame, Connections::Wanted wanted = yes) {
        if (pgn_of(frame.id) == 60160) {
            connections.hear_data(frame, now, out);
        } else {
            connections.hear_control(frame, wanted, now, out);
        }
    }
    void announce(std::size_t size, const Ends& ends = to_us, std::uint32_t pgn = vin,
                  Connections::Wanted wanted = yes) {
        hear(connection(16, size, pgn, ends, 0ms), wanted);
    }
    void packets(std::size_t first, std::size_t last, std::size_t size, const Ends& ends = to_us) {
        for (std::size_t number = first; number <= last; ++number) {
            hear(packet(number, payload(size), ends, 0ms));
        }
    }
    void pass(Duration duration) {
        for (const Monotonic end = now + duration; now < end;) {
            now += 50ms;
            connections.tick(now, out);
        }
    }
};

}  // namespace

TEST_CASE("an answer that we asked for is called for and acknowledged", "[connections]") {
    Bench bench;
    bench.announce(18);
    CHECK(bench.said() == Words{clear_to_send(3, 1)});
    bench.packets(1, 3, 18);
    CHECK(bench.said() == Words{acknowledged(18)});
    CHECK_FALSE(bench.connections.is_open());
    CHECK(bench.connections.counters() == ConnectionCounters{.complete = 1});
}

TEST_CASE("our words go to the sender, from our address, at priority 7", "[connections]") {
    Bench bench;
    bench.announce(18, {.source = 0x17, .destination = us});
    const auto frames = bench.out.take();
    REQUIRE(frames.size() == 1);
    CHECK(frames[0].id == 0x1CEC174A);
}

TEST_CASE("sixteen packets are called for at once, or as many as the sender can", "[connections]") {
    Bench bench;
    can::Frame announcement = connection(16, 35 * 7, vin, to_us, 0ms);
    SECTION("no limit") {
        bench.hear(announcement);
        CHECK(bench.said() == Words{clear_to_send(16, 1)});
        bench.packets(1, 16, 35 * 7);
        CHECK(bench.said() == Words{clear_to_send(16, 17)});
        bench.packets(17, 32, 35 * 7);
        CHECK(bench.said() == Words{clear_to_send(3, 33)});
        bench.packets(33, 35, 35 * 7);
        CHECK(bench.said() == Words{acknowledged(35 * 7)});
    }
    SECTION("four") {
        announcement.data[4] = 4;
        bench.hear(announcement);
        CHECK(bench.said() == Words{clear_to_send(4, 1)});
    }
    SECTION("none, which cannot be") {
        announcement.data[4] = 0;
        bench.hear(announcement);
        CHECK(bench.said() == Words{clear_to_send(1, 1)});
    }
}

TEST_CASE("the longest answer is received whole", "[connections]") {
    Bench bench;
    bench.announce(1785);
    std::size_t received = 0;
    while (bench.connections.is_open()) {
        const Words words = bench.said();
        REQUIRE(words.size() == 1);
        REQUIRE(words[0][2] == received + 1);
        bench.packets(received + 1, received + words[0][1], 1785);
        received += words[0][1];
        bench.pass(100ms);
    }
    CHECK(bench.said() == Words{acknowledged(1785)});
    CHECK(received == 255);
}

TEST_CASE("packets that are missing when the last one comes are asked for again", "[connections]") {
    Bench bench;
    bench.announce(70);
    bench.said();
    bench.packets(1, 2, 70);
    bench.packets(5, 10, 70);
    CHECK(bench.said() == Words{clear_to_send(2, 3)});
    bench.packets(3, 4, 70);
    CHECK(bench.said() == Words{acknowledged(70)});
    CHECK(bench.connections.counters() == ConnectionCounters{.complete = 1, .asked_again = 1});
}

TEST_CASE("a last packet that is missing is asked for after 750 ms", "[connections]") {
    Bench bench;
    bench.announce(70);
    bench.said();
    bench.packets(1, 9, 70);
    bench.pass(750ms);
    CHECK(bench.said().empty());
    bench.pass(50ms);
    CHECK(bench.said() == Words{clear_to_send(1, 10)});
    bench.packets(10, 10, 70);
    CHECK(bench.said() == Words{acknowledged(70)});
}

TEST_CASE("who loses packets again and again is asked twice, then given up", "[connections]") {
    Bench bench;
    bench.announce(70);
    bench.packets(1, 1, 70);
    bench.pass(800ms);
    bench.packets(2, 2, 70);
    bench.pass(800ms);
    bench.said();
    bench.packets(3, 3, 70);
    bench.pass(800ms);
    CHECK(bench.said() == Words{aborted(3)});
    CHECK(bench.connections.counters() == ConnectionCounters{.timed_out = 1, .asked_again = 2});
    CHECK_FALSE(bench.connections.is_open());
}

TEST_CASE("who announces and then sends nothing is given up after 1250 ms", "[connections]") {
    Bench bench;
    bench.announce(70);
    bench.said();
    bench.pass(1250ms);
    CHECK(bench.said().empty());
    bench.pass(50ms);
    CHECK(bench.said() == Words{aborted(3)});
    CHECK(bench.connections.counters() == ConnectionCounters{.timed_out = 1});
}

TEST_CASE("what was not asked for is refused", "[connections]") {
    Bench bench;
    bench.announce(70, to_us, vin, no);
    CHECK(bench.said() == Words{aborted(2)});
    CHECK_FALSE(bench.connections.is_open());
    bench.packets(1, 10, 70);
    CHECK(bench.said().empty());
    CHECK(bench.connections.counters() == ConnectionCounters{.refused = 1});
}

TEST_CASE("what exceeds the places is refused, and harms none that is under way", "[connections]") {
    Bench bench;
    for (std::uint8_t source = 0; source < 5; ++source) {
        bench.announce(18, {.source = source, .destination = us});
    }
    const Words words = bench.said();
    REQUIRE(words.size() == 5);
    CHECK(words[4] == aborted(2));
    bench.packets(1, 3, 18, {.source = 3, .destination = us});
    CHECK(bench.said() == Words{acknowledged(18)});
}

TEST_CASE("a sender's abort ends its session, another group's or sender's does not",
          "[connections]") {
    Bench bench;
    bench.announce(70);
    bench.said();
    bench.hear(connection(255, 1, 65259, to_us, 0ms));
    bench.hear(connection(255, 1, vin, {.source = 1, .destination = us}, 0ms));
    CHECK(bench.connections.is_open());
    bench.hear(connection(255, 1, vin, to_us, 0ms));
    CHECK_FALSE(bench.connections.is_open());
    CHECK(bench.said().empty());
    CHECK(bench.connections.counters().aborted == 1);
}

TEST_CASE("a sender that announces anew begins anew", "[connections]") {
    Bench bench;
    bench.announce(70);
    bench.packets(1, 5, 70);
    bench.announce(18, to_us, 65259);
    bench.said();
    bench.packets(1, 3, 18);
    CHECK(bench.said() == Words{acknowledged(18, 65259)});
    CHECK(bench.connections.counters() == ConnectionCounters{.complete = 1, .aborted = 1});
}

TEST_CASE("a receiver's words to us open and move nothing", "[connections]") {
    Bench bench;
    bench.announce(70);
    bench.said();
    const auto control = GENERATE(as<std::uint8_t>{}, 17, 19, 32, 0, 99);
    bench.hear(connection(control, 70, vin, to_us, 0ms));
    CHECK(bench.said().empty());
    CHECK(bench.connections.counters() == ConnectionCounters{.ignored = 1});
    bench.packets(1, 10, 70);
    CHECK(bench.said() == Words{acknowledged(70)});
}

TEST_CASE("an announcement that cannot be is not answered", "[connections]") {
    can::Frame announcement = connection(16, 20, vin, to_us, 0ms);
    SECTION("what fits into a frame") {
        announcement = connection(16, 8, vin, to_us, 0ms);
    }
    SECTION("no bytes") {
        announcement.data[1] = announcement.data[3] = 0;
    }
    SECTION("more bytes than a transfer can carry") {
        announcement = connection(16, 1786, vin, to_us, 0ms);
        announcement.data[3] = 0xFF;
    }
    SECTION("too few packets") {
        announcement.data[3] = 2;
    }
    SECTION("too many") {
        announcement.data[3] = 4;
    }
    SECTION("a short frame") {
        announcement.length = 7;
    }
    Bench bench;
    bench.hear(announcement);
    CHECK(bench.said().empty());
    CHECK_FALSE(bench.connections.is_open());
    CHECK(bench.connections.counters() == ConnectionCounters{.ignored = 1});
}

TEST_CASE("packets that cannot be, or come twice, complete nothing", "[connections]") {
    Bench bench;
    bench.announce(20);
    bench.said();
    bench.packets(1, 2, 20);
    bench.packets(1, 2, 20);
    can::Frame bad = packet(3, payload(20), to_us, 0ms);
    SECTION("number 0") {
        bad.data[0] = 0;
    }
    SECTION("beyond the last") {
        bad.data[0] = 4;
    }
    SECTION("too short for its bytes") {
        bad.length = 6;
    }
    bench.hear(bad);
    CHECK(bench.said().empty());
    CHECK(bench.connections.counters().ignored == 1);
    bench.packets(3, 3, 20);
    CHECK(bench.said() == Words{acknowledged(20)});
}

TEST_CASE("a storm of announcements is answered at a pace, whoever they seem to come from",
          "[connections]") {
    const auto seed = GENERATE(take(20, random(0, 1 << 30)));
    INFO("seed " << seed);
    std::mt19937 random{static_cast<unsigned>(seed)};
    const auto any = [&](int most) { return std::uniform_int_distribution{0, most}(random); };
    Bench bench;
    const Monotonic start = bench.now;
    std::int64_t said = 0;
    std::int64_t most = 0;  // beyond what time allows
    for (int count = 0; count < 5000; ++count) {
        const Ends ends{.source = byte_of(static_cast<std::size_t>(any(253))), .destination = us};
        bench.now += Duration{any(1000)};
        switch (any(2)) {
            case 0:
                bench.announce(static_cast<std::size_t>(any(1785)), ends, vin,
                               any(1) == 0 ? yes : no);
                break;
            case 1:
                bench.packets(1, static_cast<std::size_t>(any(20)), 1785, ends);
                break;
            default:
                bench.connections.tick(bench.now, bench.out);
        }
        said += static_cast<std::int64_t>(bench.said().size());
        const auto elapsed = bench.now - start;
        most = std::max(most, said - static_cast<std::int64_t>(elapsed / 100ms + elapsed / 500ms));
    }
    CHECK(most <= 20);
    bench.pass(10s);
    CHECK_FALSE(bench.connections.is_open());
}

TEST_CASE("a word that the pace held back is said later, and the answer comes whole",
          "[connections]") {
    Bench bench;
    for (int count = 0; count < 40; ++count) {
        bench.announce(70);  // uses up what may be said at once
    }
    bench.said();
    bench.announce(18);
    CHECK(bench.said().empty());
    bench.pass(3s);
    bench.said();
    CHECK_FALSE(bench.connections.is_open());
    bench.announce(18);
    bench.packets(1, 3, 18);
    CHECK(bench.said() == Words{clear_to_send(3, 1), acknowledged(18)});
}

TEST_CASE("however packets are lost, a patient sender's answer ends whole or aborted",
          "[connections]") {
    const auto seed = GENERATE(take(100, random(0, 1 << 30)));
    INFO("seed " << seed);
    std::mt19937 random{static_cast<unsigned>(seed)};
    const auto any = [&](int most) { return std::uniform_int_distribution{0, most}(random); };
    const std::size_t size = 9 + static_cast<std::size_t>(any(1776));
    const int loss = any(3);
    Bench bench;
    bench.announce(size);
    Bytes last;
    for (int round = 0; round < 200 && bench.connections.is_open(); ++round) {
        for (const Bytes& word : bench.said()) {
            last = word;
            for (std::uint8_t index = 0; word[0] == 17 && index < word[1]; ++index) {
                if (any(99) >= loss) {
                    bench.packets(word[2] + std::size_t{index}, word[2] + std::size_t{index}, size);
                }
            }
        }
        bench.pass(100ms);
    }
    REQUIRE_FALSE(bench.connections.is_open());
    const Words words = bench.said();
    last = words.empty() ? last : words.back();
    const ConnectionCounters& counters = bench.connections.counters();
    CHECK(counters.complete + counters.timed_out == 1);
    CHECK(last == (counters.complete == 1 ? acknowledged(size) : aborted(3)));
    CHECK(counters.asked_again <= 2);
    if (loss == 0) {
        CHECK(counters.complete == 1);
    }
}
