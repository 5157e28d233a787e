#include "backend/units/config_signing.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "common/wire/down/config_cbor.hpp"
#include "common/wire/schema.hpp"
#include "tests/support/make.hpp"
#include "tests/support/temp_folder.hpp"

namespace roadworthy::units {
namespace {

wire::DesiredConfig desired(std::string text = "{}") {
    return {.truck = make::truck_id(), .version = 3, .text = std::move(text)};
}

}  // namespace

TEST_CASE("a key is a new one each time, for its owner alone, and never written over",
          "[config_signing]") {
    const support::TempFolder folder;
    const auto first = make_key(folder / "one");
    const auto second = make_key(folder / "two");
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->size() == 64);
    CHECK(first != second);
    CHECK((std::filesystem::status(folder / "one").permissions() & std::filesystem::perms(0777)) ==
          std::filesystem::perms(0600));
    CHECK_FALSE(make_key(folder / "one"));
    CHECK(sign_config(folder / "one", desired()) == sign_config(folder / "one", desired()));
    CHECK(sign_config(folder / "one", desired()) != sign_config(folder / "two", desired()));
}

TEST_CASE("what is signed is what was asked for", "[config_signing]") {
    const support::TempFolder folder;
    REQUIRE(make_key(folder / "key"));
    const auto message = sign_config(folder / "key", desired(R"({"reports": {}})"));
    REQUIRE(message);
    const auto decoded = wire::decode_signed(*message);
    REQUIRE(decoded);
    CHECK(wire::decode_desired(decoded->content) == desired(R"({"reports": {}})"));
}

TEST_CASE("nothing is signed that no unit could take", "[config_signing]") {
    const support::TempFolder folder;
    REQUIRE(make_key(folder / "key"));
    const auto text = GENERATE(std::string(), std::string("[]"), std::string("{"),
                               '{' + std::string(wire::most_config_bytes, ' ') + '}');
    CHECK_FALSE(sign_config(folder / "key", desired(text)));
    wire::DesiredConfig without_version = desired();
    without_version.version = GENERATE(std::uint64_t{0}, wire::most_number + 1);
    CHECK_FALSE(sign_config(folder / "key", without_version));
}

TEST_CASE("a file that holds no key is told as such", "[config_signing]") {
    const support::TempFolder folder;
    const auto content = GENERATE(std::string(), std::string("abc"), std::string(63, 'a'),
                                  std::string(66, 'a'), std::string(64, 'g'));
    std::ofstream(folder / "key") << content;
    CHECK_FALSE(sign_config(folder / "key", desired()));
    CHECK_FALSE(sign_config(folder / "none", desired()));
}

}  // namespace roadworthy::units
