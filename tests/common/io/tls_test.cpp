#include "common/io/tls/tls.hpp"

#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>

#include "common/io/clock.hpp"
#include "common/io/mqtt.hpp"
#include "common/io/tls/traffic.hpp"
#include "common/time.hpp"
#include "tests/common/io/party.hpp"
#include "tests/support/authority.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using support::Authority;
using support::Identity;
using support::Party;

namespace {

constexpr std::chrono::seconds day = 24h;

std::string tls_settings(const Authority& authority, const Identity& server) {
    return "cafile " + authority.file().string() + "\ncertfile " + server.certificate.string() +
           "\nkeyfile " + server.key.string() +
           "\nrequire_certificate true\nuse_identity_as_username true\nallow_anonymous false\n";
}

mqtt::Options options_of(std::uint16_t port, const Authority& authority, const Identity& unit) {
    mqtt::Options options;
    options.url = "ssl://localhost:" + std::to_string(port);
    options.client_id = "TRUCK001";
    options.tls = mqtt::Tls{.ca_file = authority.file().string(),
                            .certificate_file = unit.certificate.string(),
                            .key_file = unit.key.string()};
    return options;
}

// One try against a broker with that certificate: empty if it connected, else the reason.
std::string outcome(const Authority& authority, const support::CertificateWish& server) {
    const support::Mosquitto broker(tls_settings(authority, authority.issue("server", server)));
    boost::asio::io_context io;
    Party party(
        io, options_of(broker.port(), authority, authority.issue("unit", {.name = "TRUCK001"})));
    party.client->connect();
    REQUIRE(party.until([&] { return party.connections > 0 || !party.losses.empty(); }));
    return party.connections > 0 ? std::string() : party.losses.front();
}

// The floor is of the process: each test leaves it as it found it.
struct Floor {
    explicit Floor(std::chrono::seconds from_now) { tls::set_clock_floor(io::now() + from_now); }
    ~Floor() { tls::forget_clock_floor(); }
    Floor(const Floor&) = delete;
    Floor& operator=(const Floor&) = delete;
};

void check_contains(const std::string& text, const std::string& part) {
    INFO(text);
    CHECK(text.find(part) != std::string::npos);
}

}  // namespace

TEST_CASE("both ends show a certificate, and the unit's name is its user name", "[tls]") {
    const support::TempFolder folder;
    const Authority authority(folder.path());
    const auto acl = folder / "acl";
    std::ofstream(acl) << "pattern readwrite up/%u/#\n";
    const support::Mosquitto broker(
        tls_settings(authority, authority.issue("server", {.name = "localhost"})) + "acl_file " +
        acl.string() + "\n");
    boost::asio::io_context io;
    const io::Traffic before = io::traffic();
    Party party(
        io, options_of(broker.port(), authority, authority.issue("unit", {.name = "TRUCK001"})));
    REQUIRE(party.connect());
    CHECK(party.settle("up/TRUCK001/events"));
    const io::Traffic after = io::traffic();
    CHECK(after.connections == before.connections + 1);
    CHECK(after.sent_bytes > before.sent_bytes + 1000);
    CHECK(after.received_bytes > before.received_bytes + 1000);
}

TEST_CASE("a broker that is not the one we trust is refused, and the reason says why", "[tls]") {
    const support::TempFolder folder;
    const Authority authority(folder.path());
    SECTION("it is") {
        CHECK(outcome(authority, {.name = "localhost"}).empty());
    }
    SECTION("of another name") {
        check_contains(outcome(authority, {.name = "evil.example"}), "hostname mismatch");
    }
    SECTION("expired") {
        check_contains(outcome(authority, {.name = "localhost", .begins = -2 * day, .ends = -day}),
                       "certificate has expired");
    }
    SECTION("not valid yet") {
        check_contains(outcome(authority, {.name = "localhost", .begins = day, .ends = 2 * day}),
                       "certificate is not yet valid");
    }
}

TEST_CASE("a broker of another authority is refused", "[tls]") {
    const support::TempFolder folder;
    const Authority authority(folder / "ours");
    const Authority stranger(folder / "theirs");
    const support::Mosquitto broker(
        tls_settings(stranger, stranger.issue("server", {.name = "localhost"})));
    boost::asio::io_context io;
    Party party(
        io, options_of(broker.port(), authority, authority.issue("unit", {.name = "TRUCK001"})));
    party.client->connect();
    REQUIRE(party.until([&] { return !party.losses.empty(); }));
    check_contains(party.losses.front(), "certificate of the broker refused: ");
}

TEST_CASE("a unit without a certificate, or with a stranger's, is told so by the broker", "[tls]") {
    const support::TempFolder folder;
    const Authority authority(folder / "ours");
    const Authority stranger(folder / "theirs");
    const support::Mosquitto broker(
        tls_settings(authority, authority.issue("server", {.name = "localhost"})));
    auto options =
        options_of(broker.port(), authority, stranger.issue("unit", {.name = "TRUCK001"}));
    SECTION("none") {
        options.tls->certificate_file.clear();
        options.tls->key_file.clear();
    }
    SECTION("a stranger's") {}
    boost::asio::io_context io;
    Party party(io, options);
    party.client->connect();
    REQUIRE(party.until([&] { return !party.losses.empty(); }));
    check_contains(party.losses.front(), "TLS");
    check_contains(party.losses.front(), "by the broker");
    check_contains(party.losses.front(), "refuse");
    CHECK(party.connections == 0);
}

TEST_CASE("a broker that offers nothing above TLS 1.1 is refused", "[tls]") {
    const support::TempFolder folder;
    const Authority authority(folder.path());
    const Identity server = authority.issue("server", {.name = "localhost"});
    const std::string port = std::to_string(support::free_port());
    const pid_t old = fork();
    if (old == 0) {
        execlp("openssl", "openssl", "s_server", "-quiet", "-accept", port.c_str(), "-tls1_1",
               "-cipher", "ALL:@SECLEVEL=0", "-cert", server.certificate.c_str(), "-key",
               server.key.c_str(), nullptr);
        _exit(127);
    }
    boost::asio::io_context io;
    Party party(io, options_of(static_cast<std::uint16_t>(std::stoi(port)), authority,
                               authority.issue("unit", {.name = "TRUCK001"})));
    // Until it listens nobody refuses TLS.
    while (party.losses.empty() || party.losses.back().find("TLS") == std::string::npos ||
           party.losses.back().find("connect failure") != std::string::npos) {
        const std::size_t seen = party.losses.size();
        party.client->connect();
        REQUIRE(party.until([&] { return party.losses.size() > seen; }));
        REQUIRE(seen < 200);
    }
    kill(old, SIGKILL);
    waitpid(old, nullptr, 0);
    check_contains(party.losses.back(), "protocol version");
    CHECK(party.connections == 0);
}

TEST_CASE("a clock that is plausible lies between the floor and ten years above it", "[tls]") {
    const Time floor = parse_time("2026-01-01").value();
    CHECK(tls::is_clock_plausible(floor, floor));
    CHECK_FALSE(tls::is_clock_plausible(floor - 1s, floor));
    CHECK_FALSE(tls::is_clock_plausible(Time{}, floor));
    CHECK(tls::is_clock_plausible(parse_time("2035-12-01").value(), floor));
    CHECK_FALSE(tls::is_clock_plausible(parse_time("2046-01-01").value(), floor));
}

TEST_CASE("a clock below the floor does not lock the unit out", "[tls]") {
    const support::TempFolder folder;
    const Authority authority(folder.path());
    const Floor floor(100 * day);
    SECTION("a certificate that is valid at the floor") {
        CHECK(outcome(authority, {.name = "localhost", .begins = 50 * day, .ends = 150 * day})
                  .empty());
    }
    SECTION("one that was renewed since the floor") {
        CHECK(outcome(authority, {.name = "localhost", .begins = 120 * day, .ends = 300 * day})
                  .empty());
    }
    SECTION("one that had expired by the floor, though the clock says it is valid") {
        check_contains(outcome(authority, {.name = "localhost", .begins = -day, .ends = 99 * day}),
                       "certificate has expired");
    }
    SECTION("a wrong name stays wrong") {
        check_contains(
            outcome(authority, {.name = "evil.example", .begins = 120 * day, .ends = 300 * day}),
            "hostname mismatch");
    }
}
