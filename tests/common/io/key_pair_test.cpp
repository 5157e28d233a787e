#include "common/io/tls/key_pair.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <string>

#include "common/io/clock.hpp"
#include "tests/support/authority.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;

namespace {

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

void cut(const std::filesystem::path& path, std::size_t length) {
    const std::string whole = text_of(path);
    std::ofstream(path) << whole.substr(0, length);
}

}  // namespace

TEST_CASE("a certificate and its key are read with their dates", "[key_pair]") {
    const support::TempFolder folder;
    const support::Authority authority(folder.path());
    const auto own = authority.issue("unit", {.name = "TRUCK001", .ends = std::chrono::hours{48}});
    const auto pair = tls::read_key_pair(own.certificate, own.key);
    REQUIRE(pair);
    CHECK(pair->subject == "/CN=TRUCK001");
    CHECK(pair->not_after - pair->not_before == std::chrono::hours{49});
    CHECK(pair->not_before < io::now());
    CHECK(tls::read_authorities(authority.file()));
}

TEST_CASE("a key of another certificate is not taken", "[key_pair]") {
    const support::TempFolder folder;
    const support::Authority authority(folder.path());
    const auto own = authority.issue("unit", {.name = "TRUCK001"});
    const auto other = authority.issue("other", {.name = "TRUCK001"});
    const auto pair = tls::read_key_pair(own.certificate, other.key);
    REQUIRE_FALSE(pair);
    CHECK(pair.error().message.find("not the key of") != std::string::npos);
}

TEST_CASE("a file cut anywhere is not taken for a whole one", "[key_pair]") {
    const support::TempFolder folder;
    const support::Authority authority(folder.path());
    const auto own = authority.issue("unit", {.name = "TRUCK001"});
    const bool is_key = GENERATE(false, true);
    const auto file = is_key ? own.key : own.certificate;
    const std::size_t length = text_of(file).size();
    const auto kept = GENERATE(0.0, 0.01, 0.3, 0.6, 0.95);
    cut(file, static_cast<std::size_t>(static_cast<double>(length) * kept));
    CHECK_FALSE(tls::read_key_pair(own.certificate, own.key));
}

TEST_CASE("a chain cut within its second certificate is not taken", "[key_pair]") {
    const support::TempFolder folder;
    const support::Authority authority(folder.path());
    const auto own = authority.issue("unit", {.name = "TRUCK001"});
    std::ofstream(own.certificate, std::ios::app) << text_of(authority.file());
    REQUIRE(tls::read_key_pair(own.certificate, own.key));
    cut(own.certificate, text_of(own.certificate).size() - 100);
    CHECK_FALSE(tls::read_key_pair(own.certificate, own.key));
}

TEST_CASE("a file that is not there has words of its own", "[key_pair]") {
    const auto pair = tls::read_key_pair("/nowhere/unit.pem", "/nowhere/unit.key");
    REQUIRE_FALSE(pair);
    CHECK(pair.error().message == "/nowhere/unit.pem: cannot be read");
}
