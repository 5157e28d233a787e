#include "agent/host/supervisor.hpp"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "common/time.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;

namespace {

// What a service manager hears.
struct Manager {
    support::TempFolder folder;
    int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

    Manager() {
        const std::string path = (folder / "notify").string();
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::ranges::copy(path, address.sun_path);
        REQUIRE(bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        setenv("NOTIFY_SOCKET", path.c_str(), 1);
        setenv("WATCHDOG_USEC", "10000000", 1);
        unsetenv("WATCHDOG_PID");
    }
    ~Manager() {
        close(socket);
        unsetenv("NOTIFY_SOCKET");
        unsetenv("WATCHDOG_USEC");
        unsetenv("WATCHDOG_PID");
    }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    std::vector<std::string> heard() const {
        std::vector<std::string> all;
        std::array<char, 256> buffer{};
        for (ssize_t size = 0; (size = recv(socket, buffer.data(), buffer.size(), 0)) > 0;) {
            all.emplace_back(buffer.data(), static_cast<std::size_t>(size));
        }
        return all;
    }
};

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a service manager is told what it wants to know", "[supervisor]") {
    const Manager manager;
    const agent::Supervisor supervisor;
    supervisor.ready();
    supervisor.stopping();
    CHECK(manager.heard() == Words{"READY=1", "STOPPING=1"});
}

TEST_CASE("the watchdog hears twice an interval, the status when it changes", "[supervisor]") {
    const Manager manager;
    agent::Supervisor supervisor;
    supervisor.alive(Monotonic{100s}, "connected");
    CHECK(manager.heard() == Words{"STATUS=connected", "WATCHDOG=1"});
    supervisor.alive(Monotonic{104s}, "connected");
    CHECK(manager.heard().empty());
    supervisor.alive(Monotonic{105s}, "connection lost");
    CHECK(manager.heard() == Words{"STATUS=connection lost", "WATCHDOG=1"});
}

TEST_CASE("a watchdog that is for another process, or for none, hears nothing", "[supervisor]") {
    const Manager manager;
    SECTION("another's") {
        setenv("WATCHDOG_PID", "1", 1);
    }
    SECTION("none") {
        unsetenv("WATCHDOG_USEC");
    }
    SECTION("not a number") {
        setenv("WATCHDOG_USEC", "10s", 1);
    }
    agent::Supervisor supervisor;
    supervisor.alive(Monotonic{100s}, "connected");
    CHECK(manager.heard() == Words{"STATUS=connected"});
}

TEST_CASE("without a service manager, or with one that has gone, nothing happens", "[supervisor]") {
    SECTION("none") {
        unsetenv("NOTIFY_SOCKET");
    }
    SECTION("gone") {
        setenv("NOTIFY_SOCKET", "/nowhere/notify", 1);
    }
    SECTION("a name that is too long") {
        setenv("NOTIFY_SOCKET", std::string(200, 'x').c_str(), 1);
    }
    agent::Supervisor supervisor;
    supervisor.ready();
    CHECK_NOTHROW(supervisor.alive(Monotonic{1s}, "connected"));
    unsetenv("NOTIFY_SOCKET");
}
