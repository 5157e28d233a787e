#include "agent/j1939/signals.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "agent/j1939/signal_table.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <vector>

using namespace roadworthy::j1939;

namespace {

using Bytes = std::vector<std::uint8_t>;

const Signal& find(std::uint32_t spn) {
    return *std::find_if(signals.begin(), signals.end(),
                         [&](const Signal& s) { return static_cast<std::uint32_t>(s.spn) == spn; });
}

Signal of_width(std::uint8_t bits) {
    return {.bits = bits};
}

}  // namespace

TEST_CASE("the top byte of a whole-byte signal says what it is", "[signals]") {
    const auto bits = GENERATE(as<std::uint8_t>{}, 8, 16, 32);
    const auto [top, validity] = GENERATE(table<std::uint32_t, Validity>({
        {0x00, Validity::valid},
        {0x01, Validity::valid},
        {0xFA, Validity::valid},
        {0xFB, Validity::parameter_specific},
        {0xFC, Validity::reserved},
        {0xFD, Validity::reserved},
        {0xFE, Validity::error},
        {0xFF, Validity::absent},
    }));
    const auto below = static_cast<std::uint32_t>(bits - 8);
    const std::uint32_t least = top << below;
    const std::uint32_t most = least | ((std::uint32_t{1} << below) - 1);
    CHECK(validity_of(of_width(bits), least) == validity);
    CHECK(validity_of(of_width(bits), most) == validity);
}

TEST_CASE("all ones of a few bits are absent, one less is an error unless it is a state",
          "[signals]") {
    const auto [bits, raw, validity] = GENERATE(table<std::uint8_t, std::uint32_t, Validity>({
        {2, 0, Validity::valid},
        {2, 1, Validity::valid},
        {2, 2, Validity::error},
        {2, 3, Validity::absent},
        {3, 0, Validity::valid},
        {3, 5, Validity::valid},
        {3, 6, Validity::error},
        {3, 7, Validity::absent},
        {4, 0xD, Validity::valid},
        {4, 0xE, Validity::error},
        {4, 0xF, Validity::absent},
    }));
    CHECK(validity_of(of_width(bits), raw) == validity);
    CHECK(value<Spn::active_regeneration>(Bytes{0, 0b0000'1000}) == 2);
    CHECK_FALSE(value<Spn::passive_regeneration>(Bytes{0, 0b0000'0010}));
}

TEST_CASE("a signal is read at its place and scaled to its unit", "[signals]") {
    const auto [spn, data, expected] = GENERATE(table<std::uint32_t, Bytes, std::int64_t>({
        {917, {0xAF, 0x5A, 0xD0, 0x02}, 236'045'675},  // m
        {918, {0, 0, 0, 0, 0x07, 0, 0, 0}, 35},
        {244, {0x08, 0, 0, 0}, 1000},
        {245, {0xBB, 0x00, 0x00, 0x00, 0x07, 0xF8, 0x06, 0x00}, 57'088'875},
        {247, {0x20, 0x11, 0, 0}, 789'120},  // s
        {249, {0, 0, 0, 0, 2, 0, 0, 0}, 2000},
        {246, {1, 0, 0, 0}, 180},
        {235, {0, 0, 0, 0, 20, 0, 0, 0}, 3600},
        {236, {2, 0, 0, 0}, 1000},
        {190, {0xF0, 0xFF, 0x7D, 0x40, 0x1F}, 1'000'000},  // 1000 rpm
        {84, {0xFF, 0x00, 0x40}, 17'778},                  // 64 km/h in mm/s
        {1624, {0, 0, 0, 0, 0, 0, 0x00, 0x40}, 17'778},
        {96, {0, 250}, 1000},
        {38, {0, 0, 0, 0, 0, 0, 125}, 500},
        {100, {0, 0, 0, 100}, 400'000},
        {98, {0, 0, 250}, 1000},
        {111, {0, 0, 0, 0, 0, 0, 0, 25}, 100},
        {110, {126}, 86'000},
        {110, {0}, -40'000},
        {175, {0, 0, 0x20, 0x2E}, 96'000},
        {171, {0, 0, 0, 0x20, 0x22}, 0},
        {250, {0, 0, 0, 0, 3, 0, 0, 0}, 1500},
        {182, {1, 0, 0, 0}, 500},
        {183, {0x14, 0}, 1000},
        {184, {0, 0, 0, 2}, 1000},
        {185, {0, 0, 0, 0, 0, 4}, 2000},
        {168, {0, 0, 0, 0, 0x18, 0x01}, 14'000},
        {158, {0, 0, 0, 0, 0, 0, 0x18, 0x01}, 14'000},
        {108, {200}, 100'000},
        {92, {0, 0, 50}, 500},
        {91, {0, 250}, 1000},
        {513, {0, 0, 125}, 0},
        {512, {0, 0}, -1250},
        {1761, {250}, 1000},
        {3031, {0, 40}, 0},
        {3517, {0, 0, 10, 0}, 1000},
        {5245, {0, 0, 0, 0, 0b1000'0000}, 4},
        {5246, {0, 0, 0, 0, 0, 0b1010'0000}, 5},
        {911, {7}, 7},
        {914, {0, 0x7F, 0x7D}, 0},
        {914, {0, 0x80, 0x7D}, 5000},
        {912, {0, 0, 0, 3}, 3},
        {915, {0, 0, 0, 0, 126}, 7},
        {913, {0, 0, 0, 0, 0, 9}, 9},
        {916, {0, 0, 0, 0, 0, 0, 0x7E, 0x7D}, -3600},
        {3695, {0, 0, 0, 0, 0, 0b0000'0001}, 1},
        {3696, {0, 0, 0, 0, 0, 0b0000'0100}, 1},
        {3697, {0b0000'0100}, 4},
        {3698, {0, 0, 0, 0, 0, 0, 0b0000'0100}, 1},
        {3699, {0, 0b0000'0001}, 1},
        {3700, {0, 0b0000'1000}, 2},
        {3701, {0, 0b0011'0000}, 3},
        {3702, {0, 0, 0b0000'0001}, 1},
        {3703, {0, 0, 0b0000'0100}, 1},
        {3719, {80}, 800},
        {3720, {0, 12}, 120},
        {4151, {0, 0x40}, 239'000},
        {241, {0x10, 200}, 800'000},
        {242, {0x10, 0, 0x20, 0x2E}, 96'000},
        {929, {0x10}, 16},
        {582, {1, 2, 0}, 1000},
        {928, {1}, 1},
        {584, {0x90, 0xA9, 0xF4, 0x8A}, 231'290'000},                // 23.129 north
        {585, {0, 0, 0, 0, 0x00, 0x2C, 0xAE, 0xC0}, 1'132'640'000},  // 113.264 east
    }));
    INFO("SPN " << spn);
    const Signal& signal = find(spn);
    Bytes whole = data;
    whole.resize(8, 0xFF);
    CHECK(value(signal, whole) == expected);
    // It needs every byte up to its last, and no more.
    CHECK(value(signal, data) == expected);
    CHECK_FALSE(value(signal, Bytes(data.begin(), data.end() - 1)));
}

TEST_CASE("every signal of the table stands once, within eight bytes", "[signals]") {
    std::set<Spn> seen;
    for (const Signal& signal : signals) {
        INFO("SPN " << static_cast<std::uint32_t>(signal.spn));
        CHECK(seen.insert(signal.spn).second);
        const bool is_whole = signal.bits == 8 || signal.bits == 16 || signal.bits == 32;
        CHECK((is_whole ? signal.first_bit == 1 : signal.first_bit - 1 + signal.bits <= 8));
        CHECK((is_whole || signal.bits <= 4));
        CHECK((signal.first_byte - 1) * 8 + signal.bits <= 64);
    }
    CHECK(seen.size() == 62);
}

TEST_CASE("the end of the valid range is valid, but no meter's reading is believed there",
          "[signals]") {
    const Bytes end{0xFF, 0xFF, 0xFF, 0xFA, 0xFF, 0xFF, 0xFF, 0xFA};
    CHECK(value<Spn::high_resolution_total_distance>(end) == 21'055'406'075);
    CHECK_FALSE(believed<Spn::high_resolution_total_distance>(end));
    CHECK_FALSE(believed<Spn::total_distance>(end));
    CHECK_FALSE(believed<Spn::engine_time>(end));
    CHECK_FALSE(believed<Spn::total_fuel>(end));
    CHECK_FALSE(believed<Spn::speed>(Bytes{0, 0xFF, 0xFA}));
}

TEST_CASE("ten million km, a million hours and zero are believed, a step more is not",
          "[signals]") {
    CHECK(is_believable<Spn::total_distance>(10'000'000'000));
    CHECK_FALSE(is_believable<Spn::total_distance>(10'000'000'001));
    CHECK(is_believable<Spn::high_resolution_total_distance>(0));
    CHECK(is_believable<Spn::engine_time>(3'600'000'000));
    CHECK_FALSE(is_believable<Spn::engine_time>(3'600'000'180));
}

TEST_CASE("exactly the wanted groups are wanted, from every sender at every priority",
          "[signals]") {
    for (std::uint32_t pgn = 0; pgn <= 0x3FFFF; ++pgn) {
        const std::uint32_t group = pgn_of(pgn << 8);
        const bool is_listed = std::find(wanted_groups.begin(), wanted_groups.end(), Pgn{group}) !=
                               wanted_groups.end();
        REQUIRE(is_wanted(pgn << 8 | 0x1C000000 | (pgn & 0xFF)) == is_listed);
    }
}

TEST_CASE("an identifier's group, destination and source are told apart", "[signals]") {
    CHECK(pgn_of(0x18FEF1A0) == 65265);
    CHECK(destination_of(0x18FEF1A0) == to_all);
    CHECK(source_of(0x18FEF1A0) == 0xA0);
    CHECK(pgn_of(0x1CECF900) == 60416);
    CHECK(destination_of(0x1CECF900) == 0xF9);
    CHECK(pgn_of(0x1DEF0003) == 0x1EF00);
    CHECK(pgn_of(0x03F00403) == 0x3F004);
}
