#include "backend/faults/lit_by.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "backend/faults/episodes.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using faults::Episode;
using make::after;

namespace {

constexpr std::uint8_t off = 0x00;
constexpr std::uint8_t amber = 0x04;
constexpr std::uint8_t mil_and_amber = 0x44;

Episode standing(std::uint64_t number, Time appeared, std::uint8_t address = 0) {
    return {.number = number,
            .key = {.source_address = address, .spn = 100 + static_cast<std::uint32_t>(number)},
            .lamps = {.state = off},
            .appeared = appeared};
}

}  // namespace

TEST_CASE("a lamp that comes on with another code is not that of the one that stood", "[lit_by]") {
    std::vector<Episode> episodes{standing(1, after(1)), standing(2, after(2))};
    faults::light(episodes, episodes[1], {.state = amber}, after(2));
    CHECK(episodes[1].own_lamps().amber_warning() == Lamp::on);
    faults::light(episodes, episodes[0], {.state = amber}, after(2) + 60s);
    CHECK(episodes[0].lamps.amber_warning() == Lamp::on);
    CHECK(episodes[0].own_lamps().amber_warning() == Lamp::off);
    SECTION("and stays so while it is on") {
        faults::light(episodes, episodes[0], {.state = mil_and_amber}, after(5));
        CHECK(episodes[0].own_lamps().amber_warning() == Lamp::off);
        CHECK(episodes[0].own_lamps().mil() == Lamp::on);
    }
    SECTION("until it comes on by itself") {
        faults::light(episodes, episodes[0], {.state = off}, after(3));
        faults::light(episodes, episodes[0], {.state = amber}, after(4));
        CHECK(episodes[0].own_lamps().amber_warning() == Lamp::on);
    }
}

TEST_CASE("without a newcomer of its ECU a lamp is that of the code that stood", "[lit_by]") {
    std::vector<Episode> episodes{standing(1, after(1)), standing(2, after(2))};
    SECTION("it came longer ago") {
        faults::light(episodes, episodes[0], {.state = amber}, after(2) + 91s);
    }
    SECTION("it is of another ECU") {
        episodes[1].key.source_address = 3;
        faults::light(episodes, episodes[0], {.state = amber}, after(2));
    }
    SECTION("it has gone") {
        episodes[1].state = faults::EpisodeState::closed;
        faults::light(episodes, episodes[0], {.state = amber}, after(2));
    }
    CHECK(episodes[0].own_lamps().amber_warning() == Lamp::on);
}
