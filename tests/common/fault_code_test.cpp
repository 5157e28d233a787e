#include "common/fault_code.hpp"

#include <catch2/catch.hpp>

namespace roadworthy {

TEST_CASE("the lamp bytes are MIL, red stop, amber, protect from the top", "[fault_code]") {
    const Lamps lamps{.state = 0b00'01'10'11, .flash = 0b11'10'01'00};
    CHECK(lamps.mil() == Lamp::off);
    CHECK(lamps.red_stop() == Lamp::on);
    CHECK(lamps.amber_warning() == Lamp::error);
    CHECK(lamps.protect() == Lamp::absent);
    CHECK(lamps.mil_flash() == Flash::steady);
    CHECK(lamps.red_stop_flash() == Flash::reserved);
    CHECK(lamps.amber_warning_flash() == Flash::fast);
    CHECK(lamps.protect_flash() == Flash::slow);
}

TEST_CASE("lamps of which nothing is known are absent, not off", "[fault_code]") {
    CHECK(Lamps{}.mil() == Lamp::absent);
    CHECK(Lamps{}.protect() == Lamp::absent);
}

TEST_CASE("a fault is told apart by address, SPN and FMI", "[fault_code]") {
    const FaultKey key{.source_address = 0, .spn = 110, .fmi = 3};
    CHECK(key == FaultKey{.source_address = 0, .spn = 110, .fmi = 3});
    CHECK(key != FaultKey{.source_address = 1, .spn = 110, .fmi = 3});
    CHECK(key != FaultKey{.source_address = 0, .spn = 111, .fmi = 3});
    CHECK(key != FaultKey{.source_address = 0, .spn = 110, .fmi = 4});
}

}  // namespace roadworthy
