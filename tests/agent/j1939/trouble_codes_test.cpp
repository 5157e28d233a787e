#include "agent/j1939/trouble_codes.hpp"
#include "common/fault_code.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::j1939;

namespace {

using Bytes = std::vector<std::uint8_t>;

std::vector<Dtc> codes(const Bytes& data) {
    const auto parsed = TroubleCodes::of(data);
    REQUIRE(parsed);
    std::vector<Dtc> all;
    for (const Dtc& dtc : *parsed) {
        all.push_back(dtc);
    }
    return all;
}

}  // namespace

TEST_CASE("a code's SPN, FMI, count and conversion method stand where version 4 puts them",
          "[trouble_codes]") {
    const auto [word, dtc] = GENERATE(table<Bytes, Dtc>({
        {{0x66, 0x00, 0x03, 0x01}, {.spn = 102, .fmi = 3, .occurrences = 1}},
        {{0x00, 0x00, 0xE9, 0x2F}, {.spn = 458752, .fmi = 9, .occurrences = 47}},
        {{0x63, 0x02, 0x0E, 0x7F}, {.spn = 611, .fmi = 14, .occurrences = 127}},
        {{0x22, 0xEE, 0xE3, 0x81},
         {.spn = 519714, .fmi = 3, .occurrences = 1, .conversion_method = 1}},
        {{0xFF, 0xFF, 0xFF, 0x7F}, {.spn = 524287, .fmi = 31, .occurrences = 127}},
        {{0x00, 0x00, 0x00, 0x01}, {.spn = 0, .fmi = 0, .occurrences = 1}},
    }));
    CHECK(codes({0x04, 0xFF, word[0], word[1], word[2], word[3], 0xFF, 0xFF}) == std::vector{dtc});
}

TEST_CASE("all zeros and all ones are no fault, wherever they stand", "[trouble_codes]") {
    CHECK(codes({0x00, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF}).empty());
    CHECK(codes({0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00}).empty());
    CHECK(codes({0x04, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}).empty());
    const Bytes between{0x04, 0xFF, 0,    0,    0,    0,    0x66, 0, 3,
                        1,    0xFF, 0xFF, 0xFF, 0xFF, 0x67, 0,    3, 1};
    CHECK(codes(between).size() == 2);
}

TEST_CASE("bytes that are no whole code are not read", "[trouble_codes]") {
    const auto [size, count] = GENERATE(table<std::size_t, std::size_t>(
        {{2, 0}, {3, 0}, {5, 0}, {6, 1}, {8, 1}, {9, 1}, {10, 2}, {1785, 445}}));
    CHECK(codes(Bytes(size, 0x11)).size() == count);
}

TEST_CASE("the same code twice in one message is given twice", "[trouble_codes]") {
    CHECK(codes({0x04, 0xFF, 0x66, 0, 3, 1, 0x66, 0, 3, 4}) ==
          std::vector<Dtc>{{.spn = 102, .fmi = 3, .occurrences = 1},
                           {.spn = 102, .fmi = 3, .occurrences = 4}});
}

TEST_CASE("a message without room for the lamps says nothing", "[trouble_codes]") {
    CHECK_FALSE(TroubleCodes::of({}));
    CHECK_FALSE(TroubleCodes::of(Bytes{0x04}));
}

TEST_CASE("lamps are told without any code, each in its two bits", "[trouble_codes]") {
    const auto parsed = TroubleCodes::of(Bytes{0b01'00'10'11, 0b00'01'11'10});
    REQUIRE(parsed);
    const Lamps lamps = parsed->lamps();
    CHECK(lamps.mil() == Lamp::on);
    CHECK(lamps.red_stop() == Lamp::off);
    CHECK(lamps.amber_warning() == Lamp::error);
    CHECK(lamps.protect() == Lamp::absent);
    CHECK(lamps.mil_flash() == Flash::slow);
    CHECK(lamps.red_stop_flash() == Flash::fast);
    CHECK(lamps.amber_warning_flash() == Flash::steady);
    CHECK(lamps.protect_flash() == Flash::reserved);
}
