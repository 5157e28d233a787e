#include "agent/j1939/texts.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

using namespace roadworthy::j1939;
using namespace std::string_literals;

namespace {

std::vector<std::uint8_t> bytes(const std::string& text) {
    return {text.begin(), text.end()};
}

}  // namespace

TEST_CASE("a VIN is what stands before the star, without padding and junk", "[texts]") {
    const auto [sent, expected] = GENERATE(table<std::string, std::string>({
        {"1HGCM82633A004352*", "1HGCM82633A004352"},
        {"1HGCM82633A004352", "1HGCM82633A004352"},
        {"1HGCM82633A004352**", "1HGCM82633A004352"},
        {"  1HGCM82633A004352 *", "1HGCM82633A004352"},
        {"\0\0\0001HGCM82633A004352*"s, "1HGCM82633A004352"},
        {"\xFF\xFF\xFF"
         "1HGCM82633A004352\xFF\xFF",
         "1HGCM82633A004352"},
        {"1L06130RELP969468>,\x05)]\x07\x01'\x01\x01*", "1L06130RELP969468"},
        {"1HGCM8\0\0\0\0\0\0\0\0\0\0\0*"s, "1HGCM8"},
        {"1HGCM8\x01"
         "33A004352*",
         "1HGCM8"},
        {"1HGCM82633A004352*second*", "1HGCM82633A004352"},
        {"1234567        89*", "1234567        89"},
        {"SHORT   ", "SHORT"},
    }));
    CHECK(vin(bytes(sent)) == expected);
}

TEST_CASE("a VIN of nothing but padding is none", "[texts]") {
    const auto sent = GENERATE(as<std::string>{}, "", "*", "*1HGCM82633A004352", "        ",
                               "\0\0\0\0*"s, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", " \0\xFF*"s);
    CHECK_FALSE(vin(bytes(sent)));
}

TEST_CASE("a component's fields keep their places and lose their padding", "[texts]") {
    const auto [sent, expected] = GENERATE(table<std::string, std::string>({
        {"CMMNS*6C u07D0810*79912345*00000000*", "CMMNS*6C u07D0810*79912345*00000000"},
        {"SYNER*SSS-MaxxForce*1R10004 ", "SYNER*SSS-MaxxForce*1R10004"},
        {"MAKE * *SERIAL\0\0*\xFF\xFF*"s, "MAKE**SERIAL"},
        {"**SERIAL***", "**SERIAL"},
        {"A\x01"
         "B*",
         "A?B"},
    }));
    CHECK(component_id(bytes(sent)) == expected);
}

TEST_CASE("a component that names nothing is none", "[texts]") {
    const auto sent = GENERATE(as<std::string>{}, "", "****", "\xFF\xFF\xFF\xFF*"s, " * * * ");
    CHECK_FALSE(component_id(bytes(sent)));
}

TEST_CASE("a software id does not show the byte that counts its fields", "[texts]") {
    CHECK(software_id(bytes("\x02"
                            "BOOT 1.2*APP 4.5*")) == "BOOT 1.2*APP 4.5");
    CHECK(software_id(bytes("!BOOT 1.2*")) == "BOOT 1.2");
    CHECK_FALSE(software_id(bytes("\x02")));
    CHECK_FALSE(software_id({}));
}
