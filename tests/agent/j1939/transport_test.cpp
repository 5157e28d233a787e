#include "agent/j1939/transport.hpp"
#include "agent/can/frame.hpp"
#include "agent/j1939/broadcasts.hpp"
#include "agent/j1939/message.hpp"
#include "tests/agent/j1939/transfers.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::j1939;
using namespace roadworthy::j1939::transfers;

namespace {

constexpr Ends to_tool{.source = 0, .destination = 249};
constexpr Ends from_tool{.source = 249, .destination = 0};

struct Heard {
    std::uint32_t pgn = 0;
    std::uint8_t bus = 0;
    std::uint8_t source = 0;
    std::uint8_t destination = to_all;
    Bytes data;
    friend bool operator==(const Heard&, const Heard&) = default;
};

std::vector<Heard> hear(Transport& transport, const Frames& frames) {
    std::vector<Heard> heard;
    for (const can::Frame& frame : frames) {
        if (const auto message = transport.take(frame)) {
            heard.push_back({message->pgn, message->bus, message->source_address,
                             message->destination,
                             Bytes{message->data.begin(), message->data.end()}});
        }
    }
    return heard;
}

std::vector<Heard> hear(const Frames& frames) {
    Transport transport;
    return hear(transport, frames);
}

}  // namespace

TEST_CASE("a broadcast of any size is given as it was sent", "[transport]") {
    const auto size = GENERATE(as<std::size_t>{}, 1, 6, 7, 8, 9, 14, 15, 390, 1778, 1779, 1785);
    Transport transport;
    const auto heard =
        hear(transport, transfer(payload(size), {.pgn = 65226, .ends = {.source = 11}}));
    REQUIRE(heard.size() == 1);
    CHECK(heard[0] == Heard{.pgn = 65226, .source = 11, .data = payload(size)});
    CHECK(transport.counters() == TransportCounters{.bam_complete = 1});
    CHECK(transport.open_transfers() == 0);
}

TEST_CASE("a message bears the time of its last packet", "[transport]") {
    Transport transport;
    std::optional<Message> message;
    for (const can::Frame& frame : transfer(payload(20), {.start = 10ms, .spacing = 60ms})) {
        message = transport.take(frame);
    }
    REQUIRE(message);
    CHECK(message->time == at(190ms));
}

TEST_CASE("a broadcast with a missing packet yields no message", "[transport]") {
    const auto missing = GENERATE(as<std::size_t>{}, 1, 2, 4);
    Frames frames = transfer(payload(35), {});
    frames.erase(frames.begin() + static_cast<std::ptrdiff_t>(missing));
    Transport transport;
    CHECK(hear(transport, frames).empty());
    CHECK(transport.counters() == TransportCounters{.out_of_sequence = 1});
}

TEST_CASE("a broadcast whose announcement was not heard yields no message", "[transport]") {
    Frames frames = transfer(payload(35), {});
    frames.erase(frames.begin());
    Transport transport;
    CHECK(hear(transport, frames).empty());
    CHECK(transport.counters() == TransportCounters{});
}

TEST_CASE("a packet that the bus repeated is counted and ignored", "[transport]") {
    Frames frames = transfer(payload(35), {});
    const auto repeated = GENERATE(as<std::ptrdiff_t>{}, 1, 3, 5);
    frames.insert(frames.begin() + repeated, frames[static_cast<std::size_t>(repeated)]);
    Transport transport;
    CHECK(hear(transport, frames) == hear(transfer(payload(35), {})));
    CHECK(transport.counters().duplicates == (repeated == 5 ? 0 : 1));
    CHECK(transport.counters().bam_complete == 1);
}

TEST_CASE("a repeated packet with other bytes ends a broadcast", "[transport]") {
    Frames frames = transfer(payload(35), {});
    can::Frame other = frames[2];
    other.data[7] ^= 1;
    frames.insert(frames.begin() + 3, other);
    Transport transport;
    CHECK(hear(transport, frames).empty());
    CHECK(transport.counters().out_of_sequence == 1);
}

TEST_CASE("a packet numbered 0 or beyond the last ends a broadcast", "[transport]") {
    const auto number = GENERATE(as<std::uint8_t>{}, 0, 4, 255);
    Frames frames = transfer(payload(20), {});
    frames[2].data[0] = number;
    Transport transport;
    CHECK(hear(transport, frames).empty());
    CHECK(transport.counters().out_of_sequence == 1);
}

TEST_CASE("a packet numbered 0 or beyond the last does no harm to a connection", "[transport]") {
    const auto number = GENERATE(as<std::uint8_t>{}, 0, 4, 255);
    const Ends other{.source = 1, .destination = 249};  // its bytes lie before those of the next
    Frames frames = transfer(payload(1785), {.pgn = 65259, .ends = other, .spacing = 1ms});
    const can::Frame last = frames.back();
    frames.pop_back();
    const Frames next = transfer(payload(20), {.ends = to_tool, .start = 300ms});
    frames.insert(frames.end(), next.begin(), next.end());
    frames.insert(frames.end() - 2, packet(1, payload(7, 200), to_tool, 310ms));
    (frames.end() - 3)->data[0] = number;
    frames.push_back(last);
    frames.back().time = at(500ms);
    Transport transport;
    const auto heard = hear(transport, frames);
    REQUIRE(heard.size() == 2);
    CHECK(heard[0].data == payload(20));
    CHECK(heard[1].data == payload(1785));
    CHECK(transport.counters().malformed == 1);
}

TEST_CASE("a packet too short for its bytes is not taken", "[transport]") {
    Transport transport;
    SECTION("in the middle it loses the broadcast") {
        Frames frames = transfer(payload(20), {});
        frames[2].length = 7;
        CHECK(hear(transport, frames).empty());
        CHECK(transport.counters().malformed == 1);
    }
    SECTION("but the last packet need hold no more than the rest") {
        Frames frames = transfer(payload(20), {});
        frames[3].length = 7;
        CHECK(hear(transport, frames).size() == 1);
    }
    SECTION("in a connection it may be sent again") {
        Frames frames = transfer(payload(20), {.ends = to_tool});
        can::Frame torn = frames[2];
        torn.length = 0;
        frames.insert(frames.begin() + 2, torn);
        CHECK(hear(transport, frames).size() == 1);
        CHECK(transport.counters().malformed == 1);
    }
}

TEST_CASE("silence over 750 ms ends a broadcast, over 1250 ms a connection", "[transport]") {
    const auto [destination, spacing, is_heard] =
        GENERATE(table<std::uint8_t, Duration, bool>({{to_all, 750ms, true},
                                                      {to_all, 750'001us, false},
                                                      {249, 1250ms, true},
                                                      {249, 1'250'001us, false}}));
    Transport transport;
    const auto heard =
        hear(transport,
             transfer(payload(20), {.ends = {.destination = destination}, .spacing = spacing}));
    CHECK(heard.size() == (is_heard ? 1 : 0));
    CHECK(transport.counters().timed_out == (is_heard ? 0 : 1));
}

TEST_CASE("times that step back end no transfer", "[transport]") {
    const auto step = GENERATE(as<Duration>{}, 5ms, 3600s);
    Frames frames = transfer(payload(35), {.start = 7200s});
    SECTION("for one frame") {
        frames[2].time -= step;
    }
    SECTION("for good") {
        for (std::size_t index = 2; index < frames.size(); ++index) {
            frames[index].time -= step;
        }
    }
    CHECK(hear(frames).size() == 1);
}

TEST_CASE("a clock set back does not keep a new broadcast's silence from ending it",
          "[transport]") {
    Transport transport;
    hear(transport, transfer(payload(20), {.start = 7200s}));
    const Frames late = transfer(payload(20), {.start = 0s, .spacing = 751ms});
    CHECK(hear(transport, late).empty());
    CHECK(transport.counters().timed_out == 1);
}

TEST_CASE("a connection is given whole in whatever order its packets came", "[transport]") {
    const auto order = GENERATE(
        std::vector<std::size_t>{3, 1, 2, 5, 4}, std::vector<std::size_t>{5, 4, 3, 2, 1},
        std::vector<std::size_t>{1, 2, 3, 1, 2, 3, 4, 5}, std::vector<std::size_t>{1, 3, 5, 2, 4});
    const Bytes whole = payload(33);
    Frames frames{connection(16, whole.size(), 65260, to_tool, 0ms)};
    for (const std::size_t number : order) {
        frames.push_back(packet(number, whole, to_tool, 10ms));
    }
    Transport transport;
    const auto heard = hear(transport, frames);
    REQUIRE(heard.size() == 1);
    CHECK(heard[0] == Heard{.pgn = 65260, .source = 0, .destination = 249, .data = whole});
    CHECK(transport.counters().rts_complete == 1);
    CHECK(transport.counters().duplicates == order.size() - 5);
}

TEST_CASE("a packet sent again in a connection replaces the one before", "[transport]") {
    const Bytes whole = payload(14);
    Frames frames = transfer(whole, {.ends = to_tool});
    frames.insert(frames.begin() + 1, packet(1, payload(14, 100), to_tool, 1ms));
    CHECK(hear(frames).at(0).data == whole);
}

TEST_CASE("a receiver that holds a connection keeps it alive", "[transport]") {
    const Bytes whole = payload(20);
    Frames frames{connection(16, whole.size(), 65260, to_tool, 0ms)};
    for (Duration when = 1s; when <= 5s; when += 1s) {
        frames.push_back(connection(17, 0, 65260, from_tool, when));
    }
    for (std::size_t number = 1; number <= 3; ++number) {
        frames.push_back(packet(number, whole, to_tool, 6s));
    }
    CHECK(hear(frames).size() == 1);
    frames[3] = connection(17, 0, 65259, from_tool, 3s);  // holds another group's
    CHECK(hear(frames).empty());
}

TEST_CASE("either side's abort ends a connection, and only its group's", "[transport]") {
    const auto [ends, pgn, is_heard] = GENERATE(
        table<Ends, std::uint32_t, bool>({{to_tool, 65260, false},
                                          {from_tool, 65260, false},
                                          {from_tool, 65259, true},
                                          {{.source = 249, .destination = 1}, 65260, true}}));
    Frames frames = transfer(payload(20), {.pgn = 65260, .ends = to_tool});
    frames.insert(frames.begin() + 2, connection(255, 1, pgn, ends, 60ms));
    Transport transport;
    CHECK(hear(transport, frames).size() == (is_heard ? 1 : 0));
    CHECK(transport.counters().aborted == (is_heard ? 0 : 1));
}

TEST_CASE("a sender's abort for want of an answer is an abort, not a time-out", "[transport]") {
    Transport transport;
    hear(transport,
         {connection(16, 20, 65260, to_tool, 0ms), connection(255, 3, 65260, to_tool, 1260ms)});
    CHECK(transport.counters() == TransportCounters{.aborted = 1});
}

TEST_CASE("no abort ends a broadcast", "[transport]") {
    Frames frames = transfer(payload(20), {.pgn = 65226});
    frames.insert(frames.begin() + 2, connection(255, 1, 65226, {.source = 0}, 60ms));
    CHECK(hear(frames).size() == 1);
}

TEST_CASE("a new announcement of the same two ends takes the place of the transfer before",
          "[transport]") {
    const auto destination = GENERATE(as<std::uint8_t>{}, to_all, 249);
    const Ends ends{.destination = destination};
    Frames frames = transfer(payload(20), {.pgn = 65259, .ends = ends});
    frames.pop_back();
    const Frames next = transfer(payload(40, 7), {.pgn = 65260, .ends = ends, .start = 500ms});
    frames.insert(frames.end(), next.begin(), next.end());
    Transport transport;
    const auto heard = hear(transport, frames);
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].pgn == 65260);
    CHECK(heard[0].data == payload(40, 7));
    CHECK(transport.counters().superseded == 1);
}

TEST_CASE("an announcement that cannot be opens nothing", "[transport]") {
    can::Frame announcement = connection(32, 20, 65226, {}, 0ms);
    SECTION("no bytes") {
        announcement.data[1] = announcement.data[3] = 0;
    }
    SECTION("more bytes than a transfer can carry") {
        announcement = connection(32, 1786, 65226, {}, 0ms);
        announcement.data[3] = 0xFF;
    }
    SECTION("65535 bytes") {
        announcement.data[1] = announcement.data[2] = announcement.data[3] = 0xFF;
    }
    SECTION("too few packets for the bytes") {
        announcement.data[3] = 2;
    }
    SECTION("more packets than the bytes need") {
        announcement.data[3] = 4;
    }
    SECTION("a broadcast to one address") {
        announcement = connection(32, 20, 65226, to_tool, 0ms);
    }
    SECTION("a request to send to all") {
        announcement.data[0] = 16;
    }
    SECTION("an unknown control byte") {
        announcement.data[0] = 99;
    }
    SECTION("a short frame") {
        announcement.length = 7;
    }
    Transport transport;
    CHECK_FALSE(transport.take(announcement));
    CHECK(transport.open_transfers() == 0);
    CHECK(transport.counters() == TransportCounters{.malformed = 1});
}

TEST_CASE("what looks like a transfer in another data page is none", "[transport]") {
    const auto page = GENERATE(as<std::uint32_t>{}, 0x01000000, 0x02000000, 0x03000000);
    Frames frames = transfer(payload(20), {});
    for (can::Frame& frame : frames) {
        frame.id |= page;
    }
    Transport transport;
    CHECK(hear(transport, frames).empty());
    CHECK(transport.counters() == TransportCounters{});
}

TEST_CASE("a session nobody answers is counted when time is said to pass", "[transport]") {
    Transport transport;
    hear(transport, {connection(16, 20, 65260, to_tool, 0ms)});
    transport.expire(at(1250ms));
    CHECK(transport.open_transfers() == 1);
    transport.expire(at(1251ms));
    CHECK(transport.open_transfers() == 0);
    CHECK(transport.counters() == TransportCounters{.timed_out = 1});
}

TEST_CASE("one ECU's broadcast and connections do not disturb each other", "[transport]") {
    const Frames broadcast = transfer(payload(33), {.pgn = 65226});
    const Frames first = transfer(payload(33, 50), {.pgn = 65260, .ends = to_tool});
    const Frames second = transfer(payload(33, 90), {.pgn = 65260, .ends = {.destination = 250}});
    Frames mixed;
    for (std::size_t index = 0; index < broadcast.size(); ++index) {
        mixed.insert(mixed.end(), {broadcast[index], first[index], second[index]});
    }
    CHECK(hear(mixed).size() == 3);
}

TEST_CASE("the same transfer heard on two buses is two messages", "[transport]") {
    Frames mixed;
    for (const can::Frame& frame : transfer(payload(33), {})) {
        mixed.insert(mixed.end(), {frame, frame});
        mixed.back().bus = 1;
    }
    const auto heard = hear(mixed);
    REQUIRE(heard.size() == 2);
    CHECK(heard[0].bus == 0);
    CHECK(heard[1].bus == 1);
}

TEST_CASE("receive passes on what is wanted, whole, and nothing of 11 bits", "[transport]") {
    Transport transport;
    std::vector<std::uint32_t> groups;
    const auto note = [&](const Message& message) { groups.push_back(message.pgn); };
    receive(transport, frame(65226, {}, payload(8), 0ms), note);
    receive(transport, frame(65251, {}, payload(8), 0ms), note);  // not wanted
    can::Frame standard = frame(65226, {}, payload(8), 0ms);
    standard.is_extended = false;
    receive(transport, standard, note);
    for (const can::Frame& frame : transfer(payload(33), {.pgn = 65260})) {
        receive(transport, frame, note);
    }
    CHECK(groups == std::vector<std::uint32_t>{65226, 65260});
}
