#include "agent/uplink/credentials.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "common/io/clock.hpp"
#include "common/time.hpp"
#include "tests/support/authority.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using uplink::Credentials;

namespace {

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

// Each change gets a time of its own, however coarse the file system's clock.
void write(const std::filesystem::path& path, const std::string& text) {
    static std::chrono::seconds later{1};
    std::ofstream(path) << text;
    std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) + later++);
}

struct Unit {
    support::TempFolder folder;
    support::Authority authority{folder.path()};
    support::Identity own = authority.issue("unit", {.name = "TRUCK001", .ends = 24h});
    support::Identity fresh = authority.issue("fresh", {.name = "TRUCK001", .ends = 72h});
    Time now = io::now();
    Credentials credentials{
        {.authorities = authority.file(), .certificate = own.certificate, .key = own.key}, now};
    Time ends() const { return credentials.certificate()->not_after; }
};

}  // namespace

TEST_CASE("files that have not changed are not looked at again", "[credentials]") {
    Unit unit;
    REQUIRE(unit.credentials.certificate());
    CHECK(unit.credentials.certificate()->subject == "/CN=TRUCK001");
    CHECK_FALSE(unit.credentials.refresh(unit.now));
    CHECK(unit.credentials.counters().certificates_renewed == 0);
}

TEST_CASE("a new pair is taken once, when both of its files are there", "[credentials]") {
    Unit unit;
    const Time before = unit.ends();
    write(unit.own.certificate, text_of(unit.fresh.certificate));
    CHECK_FALSE(unit.credentials.refresh(unit.now));
    CHECK(unit.credentials.problem().find("not the key of") != std::string::npos);
    CHECK(unit.credentials.counters().certificates_refused == 1);
    CHECK_FALSE(unit.credentials.refresh(unit.now));  // counted once
    CHECK(unit.credentials.counters().certificates_refused == 1);
    CHECK(unit.ends() == before);

    write(unit.own.key, text_of(unit.fresh.key));
    CHECK(unit.credentials.refresh(unit.now));
    CHECK(unit.ends() > before);
    CHECK(unit.credentials.problem().empty());
    CHECK_FALSE(unit.credentials.refresh(unit.now));
    CHECK(unit.credentials.counters().certificates_renewed == 1);
}

TEST_CASE("a set that would not work is not taken in place of one that does", "[credentials]") {
    Unit unit;
    const Time before = unit.ends();
    std::string words;
    SECTION("half a certificate") {
        const std::string whole = text_of(unit.fresh.certificate);
        write(unit.own.certificate, whole.substr(0, whole.size() / 2));
        words = "none that is whole";
    }
    SECTION("an empty key") {
        write(unit.own.key, "");
        words = "private key";
    }
    SECTION("no authorities") {
        write(unit.authority.file(), "");
        words = "ca.pem";
    }
    SECTION("a file that is gone") {
        std::filesystem::remove(unit.own.key);
        words = "private key";
    }
    SECTION("one that has expired") {
        const auto old =
            unit.authority.issue("old", {.name = "TRUCK001", .begins = -48h, .ends = -24h});
        write(unit.own.certificate, text_of(old.certificate));
        write(unit.own.key, text_of(old.key));
        words = "expired at";
    }
    CHECK_FALSE(unit.credentials.refresh(unit.now));
    INFO(unit.credentials.problem());
    CHECK(unit.credentials.problem().find(words) != std::string::npos);
    CHECK(unit.ends() == before);
}

TEST_CASE("without TLS there is nothing to watch", "[credentials]") {
    Credentials credentials({}, io::now());
    CHECK(credentials.problem().empty());
    CHECK_FALSE(credentials.certificate());
    CHECK_FALSE(credentials.refresh(io::now()));
}
