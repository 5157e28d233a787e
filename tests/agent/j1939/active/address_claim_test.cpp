#include "agent/j1939/active/address_claim.hpp"
#include "agent/can/frame.hpp"
#include "agent/j1939/active/name.hpp"
#include "agent/j1939/active/outgoing.hpp"
#include "agent/j1939/message.hpp"
#include "common/time.hpp"
#include "tests/agent/j1939/transfers.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::j1939;
using namespace roadworthy::j1939::transfers;

namespace {

constexpr Name ours = name_of({.identity_number = 1234, .manufacturer_code = 500});
constexpr Name stronger = ours - 1;
constexpr Name weaker = ours + 1;
constexpr std::uint32_t claims = 60928;
constexpr std::uint32_t requests = 59904;

struct Said {
    std::uint32_t pgn = 0;
    std::uint8_t source = 0;
    friend bool operator==(const Said&, const Said&) = default;
};
const Said look{requests, null_address};
Said claim_of(std::uint8_t address) {
    return {claims, address};
}
const Said cannot_claim{claims, null_address};

// The unit on a bus whose time is moved by hand, in the steps in which a live bus wakes it.
struct Bench {
    AddressClaim claim{{.name = ours}};
    Outgoing out{0};
    Monotonic now = at(100s);

    std::vector<Said> said() {
        std::vector<Said> all;
        for (const can::Frame& frame : out.take()) {
            all.push_back({pgn_of(frame.id), source_of(frame.id)});
        }
        return all;
    }
    void pass(Duration duration) {
        for (const Monotonic end = now + duration; now < end;) {
            now += 100ms;
            claim.tick(now, out);
        }
    }
    void begin() { claim.begin(now, out); }
    void hear_claim(std::uint8_t source, Name name) { claim.hear_claim(source, name, now, out); }
    void hear_request(std::uint8_t destination) { claim.hear_request(destination, now, out); }
    void hear_talk(std::uint8_t source) { claim.hear_talk(source, now, out); }
    // Begun, and long enough ago that the pace of claims is fresh.
    void settle() {
        begin();
        pass(20s);
        out.take();
        REQUIRE(claim.address() == 74);
    }
};

}  // namespace

TEST_CASE("a NAME has its fields where the standard puts them, and loses to who has one address",
          "[claim]") {
    const Name name = name_of({.identity_number = 0x1F'FFFF,
                               .manufacturer_code = 0x555,
                               .ecu_instance = 5,
                               .function_instance = 0x15,
                               .function = 54});
    CHECK(bytes_of(name) ==
          std::array<std::uint8_t, 8>{0xFF, 0xFF, 0xBF, 0xAA, 0xAD, 54, 0x00, 0x80});
    CHECK(name_in(bytes_of(name)) == name);
    CHECK(name > 0x7FFF'FFFF'FFFF'FFFF);
    CHECK(name_of({.identity_number = 0xFFE0'0001}) == name_of({.identity_number = 1}));
}

TEST_CASE("a unit on a quiet corner of the bus looks, claims, waits and then may talk", "[claim]") {
    Bench bench;
    bench.begin();
    CHECK(bench.said() == std::vector{look});
    bench.pass(1900ms);
    CHECK(bench.said().empty());
    bench.pass(100ms);
    CHECK(bench.said() == std::vector{claim_of(74)});
    bench.pass(300ms);
    CHECK_FALSE(bench.claim.address());
    bench.pass(100ms);
    CHECK(bench.claim.address() == 74);
    bench.pass(1h);
    CHECK(bench.said().empty());
}

TEST_CASE("a claim is sent to all, with the NAME, at priority 6", "[claim]") {
    Bench bench;
    bench.begin();
    bench.out.take();
    bench.pass(2s);
    const auto frames = bench.out.take();
    REQUIRE(frames.size() == 1);
    CHECK(frames[0].id == 0x18EEFF4A);
    CHECK(frames[0].is_extended);
    CHECK(frames[0].length == 8);
    CHECK(name_in(frames[0].data) == ours);
}

TEST_CASE("the request for claims asks for them in three bytes", "[claim]") {
    Bench bench;
    bench.begin();
    const auto frames = bench.out.take();
    REQUIRE(frames.size() == 1);
    CHECK(frames[0].id == 0x18EAFFFE);
    CHECK(frames[0].length == 3);
    CHECK(frames[0].data[1] == 0xEE);
}

TEST_CASE("an address that another has is not claimed, not even from a weaker NAME", "[claim]") {
    Bench bench;
    bench.begin();
    SECTION("by its claim") {
        bench.hear_claim(74, weaker);
    }
    SECTION("by its talk alone") {
        bench.hear_talk(74);
    }
    bench.pass(3s);
    CHECK(bench.said() == std::vector{look, claim_of(208)});
    CHECK(bench.claim.address() == 208);
}

TEST_CASE("only what the standard leaves to units that choose is tried beside the preferred one",
          "[claim]") {
    Bench bench;
    bench.begin();
    for (int address = 0; address < 254; ++address) {
        if (address != 130) {
            bench.hear_talk(byte_of(static_cast<std::size_t>(address)));
        }
    }
    bench.pass(3s);
    CHECK(bench.claim.address() == 130);
}

TEST_CASE("with every address taken it says that it cannot claim, and listens on", "[claim]") {
    Bench bench;
    bench.begin();
    for (std::size_t address = 0; address < 254; ++address) {
        bench.hear_talk(byte_of(address));
    }
    bench.pass(3s);
    CHECK(bench.said() == std::vector{look, cannot_claim});
    CHECK_FALSE(bench.claim.address());
    CHECK(bench.claim.counters().unable == 1);
    bench.pass(20s);  // tries again: now nobody is there
    CHECK(bench.claim.address() == 74);
}

TEST_CASE("a stronger claim takes the address, during the wait and long after it", "[claim]") {
    Bench bench;
    bench.begin();
    bench.pass(GENERATE(as<Duration>{}, 2100ms, 1h));
    bench.said();
    bench.hear_claim(74, stronger);
    CHECK_FALSE(bench.claim.address());
    CHECK(bench.said() == std::vector{claim_of(208)});
    bench.pass(500ms);
    CHECK(bench.claim.address() == 208);
    CHECK(bench.claim.counters().lost == 1);
}

TEST_CASE("a weaker claim is answered by ours, and the address stays", "[claim]") {
    Bench bench;
    bench.settle();
    bench.hear_claim(74, weaker);
    CHECK(bench.said() == std::vector{claim_of(74)});
    CHECK(bench.claim.address() == 74);
}

TEST_CASE("weaker claims without end do not keep the unit from its address", "[claim]") {
    Bench bench;
    bench.begin();
    bench.pass(2s);
    for (int count = 0; count < 4; ++count) {
        bench.pass(100ms);
        bench.hear_claim(74, weaker);
    }
    CHECK(bench.claim.address() == 74);
}

TEST_CASE("an echo of our own claim is nobody's", "[claim]") {
    Bench bench;
    bench.settle();
    bench.hear_claim(74, ours);
    bench.hear_claim(208, ours);
    CHECK(bench.said().empty());
    CHECK(bench.claim.address() == 74);
}

TEST_CASE("the word that another cannot claim is no claim", "[claim]") {
    Bench bench;
    bench.settle();
    bench.hear_claim(null_address, stronger);
    CHECK(bench.claim.address() == 74);
}

TEST_CASE("who talks from our address without a claim has it", "[claim]") {
    Bench bench;
    bench.settle();
    bench.hear_talk(74);
    CHECK_FALSE(bench.claim.address());
    CHECK(bench.said() == std::vector{claim_of(208)});
}

TEST_CASE("requests for claims are answered when they are for all or for us", "[claim]") {
    Bench bench;
    bench.settle();
    const auto [destination, is_answered] =
        GENERATE(table<std::uint8_t, bool>({{to_all, true}, {74, true}, {75, false}, {0, false}}));
    bench.hear_request(destination);
    CHECK(bench.said().size() == (is_answered ? 1 : 0));
}

TEST_CASE("before its first claim a unit answers no request for claims", "[claim]") {
    Bench bench;
    bench.begin();
    bench.said();
    bench.hear_request(to_all);
    CHECK(bench.said().empty());
}

TEST_CASE("who cannot claim says so from address 254 after 0 to 153 ms, not in one voice",
          "[claim]") {
    std::set<Duration> delays;
    for (Name name = ours; name < ours + 20; ++name) {
        AddressClaim claim{{.name = name}};
        Outgoing out{0};
        claim.begin(at(0s), out);
        for (std::size_t address = 0; address < 254; ++address) {
            claim.hear_talk(byte_of(address), at(0s), out);
        }
        out.take();
        Monotonic now = at(2s);
        claim.tick(now, out);
        std::vector<can::Frame> frames;
        for (; frames.empty(); now += 1ms) {
            claim.tick(now, out);
            frames = out.take();
            REQUIRE(now <= at(2154ms));
        }
        CHECK(source_of(frames[0].id) == null_address);
        delays.insert(now - at(2s));
    }
    CHECK(delays.size() > 10);
}

TEST_CASE("asked for its claim while it has none, a unit takes its time as well", "[claim]") {
    Bench bench;
    bench.begin();
    for (std::size_t address = 0; address < 254; ++address) {
        bench.hear_talk(byte_of(address));
    }
    bench.pass(5s);
    bench.said();
    bench.hear_request(to_all);
    bench.claim.tick(bench.now, bench.out);
    CHECK(bench.said().empty());
    bench.pass(200ms);
    CHECK(bench.said() == std::vector{cannot_claim});
}

TEST_CASE("a bus that comes and goes is not asked for its claims each time", "[claim]") {
    Bench bench;
    for (int round = 0; round < 100; ++round) {
        bench.begin();
    }
    CHECK(bench.said().size() == 5);
}

TEST_CASE("chased through the addresses, a unit falls silent, and for longer each time",
          "[claim]") {
    Bench bench;
    bench.begin();
    std::vector<Monotonic> gave_up;
    for (std::uint64_t seen = 0; bench.now < at(3h); bench.pass(100ms)) {
        for (const Said& said : bench.said()) {
            if (said.pgn == claims && said.source != null_address) {
                bench.hear_claim(said.source, stronger);
            }
        }
        if (bench.claim.counters().unable > seen) {
            seen = bench.claim.counters().unable;
            gave_up.push_back(bench.now);
        }
    }
    REQUIRE(gave_up.size() > 4);
    CHECK(gave_up[1] - gave_up[0] < 20s);
    CHECK(gave_up[3] - gave_up[2] > 30s);
    CHECK(gave_up.back() - gave_up[gave_up.size() - 2] >= 10min);
    CHECK(gave_up.back() - gave_up[gave_up.size() - 2] < 11min);
}

TEST_CASE("after a minute of peace a fight long ago counts no more", "[claim]") {
    Bench bench;
    bench.settle();
    for (int round = 0; round < 20; ++round) {
        bench.hear_claim(*bench.claim.address(), stronger);
        bench.pass(2min);
        REQUIRE(bench.claim.address());
    }
    CHECK(bench.claim.counters().unable == 0);
}

TEST_CASE("a bus that came back is claimed anew, the address of before first", "[claim]") {
    Bench bench;
    bench.settle();
    bench.hear_claim(74, stronger);
    bench.pass(1min);
    REQUIRE(bench.claim.address() == 208);
    bench.said();
    bench.claim.rest();
    CHECK_FALSE(bench.claim.address());
    bench.pass(1h);
    bench.hear_request(to_all);
    CHECK(bench.said().empty());
    bench.begin();
    bench.pass(3s);
    CHECK(bench.said() == std::vector{look, claim_of(208)});
    CHECK(bench.claim.address() == 208);
}

TEST_CASE("no storm of claims, requests and talk makes a unit say more than its pace", "[claim]") {
    const auto seed = GENERATE(take(20, random(0, 1 << 30)));
    INFO("seed " << seed);
    std::mt19937 random{static_cast<unsigned>(seed)};
    const auto any = [&](int most) { return std::uniform_int_distribution{0, most}(random); };
    Bench bench;
    bench.begin();
    const Monotonic start = bench.now;
    std::int64_t said = 0;
    std::int64_t most = 0;  // beyond what time allows
    for (int count = 0; count < 20'000; ++count) {
        bench.now += Duration{any(1000)};
        const auto source = any(1) == 0 ? bench.claim.address().value_or(74)
                                        : byte_of(static_cast<std::size_t>(any(255)));
        switch (any(3)) {
            case 0:
                bench.hear_claim(source, any(1) == 0 ? stronger : weaker);
                break;
            case 1:
                bench.hear_request(any(1) == 0 ? to_all : source);
                break;
            case 2:
                bench.hear_talk(source);
                break;
            default:
                bench.claim.tick(bench.now, bench.out);
        }
        said += static_cast<std::int64_t>(bench.said().size());
        most = std::max(most, said - static_cast<std::int64_t>((bench.now - start) / 1s));
    }
    CHECK(most <= 5);
}
