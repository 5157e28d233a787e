// What must hold of transfers whatever else is on the bus, tried with many seeds.
#include "agent/can/frame.hpp"
#include "agent/j1939/broadcasts.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/transport.hpp"
#include "tests/agent/j1939/transfers.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::j1939;
using namespace roadworthy::j1939::transfers;

namespace {

using Random = std::mt19937;

std::size_t up_to(Random& random, std::size_t most) {
    return std::uniform_int_distribution<std::size_t>{0, most}(random);
}

using Given = std::pair<std::uint32_t, Bytes>;  // group, data

std::multiset<Given> hear(Transport& transport, const Frames& frames) {
    std::multiset<Given> given;
    for (const can::Frame& frame : frames) {
        if (const auto message = transport.take(frame)) {
            given.emplace(message->pgn, Bytes{message->data.begin(), message->data.end()});
        }
    }
    return given;
}

std::vector<Ends> some_ends(Random& random, std::size_t most) {
    std::set<std::tuple<std::uint8_t, std::uint8_t, std::uint8_t>> keys;
    for (std::size_t index = 0; index < most; ++index) {
        keys.emplace(byte_of(up_to(random, 15)),
                     up_to(random, 1) == 0 ? to_all : byte_of(0xF0 + up_to(random, 2)),
                     byte_of(up_to(random, 1)));
    }
    std::vector<Ends> ends;
    for (const auto& [source, destination, bus] : keys) {
        ends.push_back({.source = source, .destination = destination, .bus = bus});
    }
    return ends;
}

// Takes from each in its own order, from which one by chance.
Frames interleaved(Random& random, const std::vector<Frames>& transfers) {
    std::vector<std::size_t> turns;
    for (std::size_t index = 0; index < transfers.size(); ++index) {
        turns.insert(turns.end(), transfers[index].size(), index);
    }
    std::shuffle(turns.begin(), turns.end(), random);
    std::vector<std::size_t> next(transfers.size());
    Frames mixed;
    for (const std::size_t index : turns) {
        mixed.push_back(transfers[index][next[index]++]);
    }
    return mixed;
}

can::Frame noise(Random& random) {
    const std::uint32_t pgn = up_to(random, 1) == 0 ? 60416 : 60160;
    constexpr std::array<std::uint8_t, 6> controls{16, 17, 19, 32, 255, 3};
    Bytes data(up_to(random, 8));
    for (std::uint8_t& byte : data) {
        byte = byte_of(up_to(random, up_to(random, 1) == 0 ? 4 : 255));
    }
    if (pgn == 60416 && !data.empty()) {
        data[0] = controls[up_to(random, controls.size() - 1)];
    }
    const Ends ends{.source = byte_of(up_to(random, 255)),
                    .destination = byte_of(up_to(random, 255))};
    return frame(pgn, ends, data, std::chrono::milliseconds{up_to(random, 100'000)});
}

}  // namespace

TEST_CASE("any interleaving of transfers between different ends gives what each alone gives",
          "[transport]") {
    const auto seed = GENERATE(take(200, random(0, 1 << 30)));
    INFO("seed " << seed);
    Random random{static_cast<unsigned>(seed)};
    std::vector<Frames> all;
    std::multiset<Given> alone;
    for (const Ends& ends : some_ends(random, 12)) {
        // All frames within the shortest silence, so that no interleaving makes one.
        all.push_back(transfer(payload(1 + up_to(random, 120), byte_of(up_to(random, 255))),
                               {.pgn = 65226 + static_cast<std::uint32_t>(up_to(random, 40)),
                                .ends = ends,
                                .spacing = 10ms}));
        Transport transport;
        alone.merge(hear(transport, all.back()));
    }
    Transport transport;
    CHECK(hear(transport, interleaved(random, all)) == alone);
    CHECK(transport.open_transfers() == 0);
}

TEST_CASE("a transfer cut anywhere gives nothing, and the next one is whole", "[transport]") {
    const auto destination = GENERATE(as<std::uint8_t>{}, to_all, 249);
    const Frames whole = transfer(payload(50), {.ends = {.destination = destination}});
    for (std::size_t length = 0; length < whole.size(); ++length) {
        Transport transport;
        CHECK(hear(transport, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)})
                  .empty());
        CHECK(hear(transport, whole).size() == 1);
    }
}

TEST_CASE("a flood of announcements from 253 addresses does not drown a broadcast under way",
          "[transport]") {
    Transport transport;
    const Frames broadcast = transfer(payload(33), {.ends = {.source = 254}});
    std::multiset<Given> given = hear(transport, {broadcast[0], broadcast[1]});
    for (std::uint8_t source = 0; source < 253; ++source) {
        hear(transport,
             {connection(16, 1785, 65226, {.source = source, .destination = 249}, 60ms)});
        REQUIRE(transport.open_transfers() <= 1 + Transport::most_connections);
    }
    given = hear(transport, {broadcast.begin() + 2, broadcast.end()});
    CHECK(given.size() == 1);
    CHECK(transport.counters().evicted == 253 - Transport::most_connections);
}

TEST_CASE("connections left open with packets in them do not drown a broadcast that has just begun",
          "[transport]") {
    Transport transport;
    const Frames broadcast = transfer(payload(33), {.ends = {.source = 254}});
    hear(transport, {broadcast[0]});
    for (std::uint8_t source = 0; source < 253; ++source) {
        const Frames opened = transfer(
            payload(1785), {.ends = {.source = source, .destination = 249}, .spacing = 0ms});
        hear(transport, {opened[0], opened[1], opened[2]});
    }
    CHECK(hear(transport, {broadcast.begin() + 1, broadcast.end()}).size() == 1);
}

TEST_CASE("broadcasts left open by everybody else, on every bus, drown none", "[transport]") {
    Transport transport;
    const Frames broadcast = transfer(payload(33), {.ends = {.source = 254}});
    for (const can::Frame& good : broadcast) {
        hear(transport, {good});
        for (std::size_t count = 0; count < std::size_t{2} * 254; ++count) {
            const Ends ends{.source = byte_of(count / 2)};
            Frames opened = transfer(payload(1785), {.ends = ends, .spacing = 0ms});
            opened.resize(2);
            for (can::Frame& frame : opened) {
                frame.bus = byte_of(count % 2);
            }
            hear(transport, opened);
        }
    }
    CHECK(transport.counters().bam_complete == 1);
    CHECK(transport.counters().evicted == 0);
}

TEST_CASE("one source's announcements push out its own sessions alone", "[transport]") {
    Transport transport;
    const Frames other = transfer(payload(33), {.ends = {.source = 11}});
    hear(transport, {other[0]});
    for (std::uint8_t destination = 0; destination < 200; ++destination) {
        hear(transport,
             {connection(16, 1785, 65226, {.source = 0, .destination = destination}, 0ms)});
    }
    CHECK(transport.open_transfers() == 1 + Transport::most_connections_of_a_source);
    CHECK(hear(transport, {other.begin() + 1, other.end()}).size() == 1);
}

TEST_CASE("no noise opens more sessions than there are or gives more bytes than announced",
          "[transport]") {
    const auto seed = GENERATE(take(50, random(0, 1 << 30)));
    INFO("seed " << seed);
    Random random{static_cast<unsigned>(seed)};
    Transport transport;
    for (int count = 0; count < 2000; ++count) {
        if (const auto message = transport.take(noise(random))) {
            REQUIRE(message->data.size() <= j1939::most_transfer_bytes);
            REQUIRE_FALSE(message->data.empty());
        }
        REQUIRE(transport.open_transfers() <= 256 + Transport::most_connections);
    }
    transport.expire(at(1h));
    CHECK(transport.open_transfers() == 0);
}
