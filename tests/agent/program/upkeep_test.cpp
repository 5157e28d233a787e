#include "agent/upkeep.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "agent/session.hpp"
#include "agent/settings/config.hpp"
#include "agent/uplink/data_plan.hpp"
#include "agent/uplink/ledger.hpp"
#include "agent/uplink/link.hpp"
#include "agent/uplink/outbox/outbox.hpp"
#include "agent/version.hpp"
#include "common/io/clock.hpp"
#include "common/io/tls/tls.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/support/authority.hpp"
#include "tests/support/make.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;

namespace {

// A unit that has not connected yet.
struct Unit {
    support::TempFolder folder;
    support::Authority authority{folder.path()};
    support::Identity own = authority.issue("unit", {.name = "TRUCK001", .ends = 10 * 24h});
    agent::Config config = config_in(folder.path(), own);
    boost::asio::io_context io;
    uplink::Outbox outbox{{.path = ":memory:"}};
    uplink::Link link{outbox, {}};
    agent::Session session{io, config, link};
    Monotonic now = io::since_boot();

    ~Unit() { tls::forget_clock_floor(); }

    static agent::Config config_in(const std::filesystem::path& folder,
                                   const support::Identity& own) {
        agent::Config config;
        config.truck = make::truck_id();
        config.broker = {.url = "ssl://localhost:1",
                         .ca_file = (folder / "ca.pem").string(),
                         .certificate_file = own.certificate.string(),
                         .key_file = own.key.string()};
        config.outbox.path = folder / "o.db";
        config.data_plan.monthly_mib = 30;
        return config;
    }
};

std::uint64_t value_of(const std::vector<Counter>& all, const std::string& name) {
    for (const Counter& each : all) {
        if (each.name == name) {
            return each.value;
        }
    }
    return 0;
}

}  // namespace

TEST_CASE("a unit says how it is", "[upkeep]") {
    Unit unit;
    const agent::Upkeep upkeep(unit.config, unit.session, unit.link);
    std::vector<Counter> all;
    upkeep.append_counters(all, unit.now + 1h);
    CHECK(value_of(all, "certificate_days_left") == 9);
    CHECK(value_of(all, "uptime_s") >= 3599);
    CHECK(value_of(all, "memory_kib") > 1000);
    CHECK(value_of(all, "meters_slower") == 0);
    const auto status = upkeep.status();
    CHECK(status.certificate_subject == "/CN=TRUCK001");
    CHECK(status.monthly_bytes == 30U << 20U);
    CHECK(status.certificate_problem.empty());
}

TEST_CASE("the month's bytes outlive a restart, and slow the meters from its first second",
          "[upkeep]") {
    Unit unit;
    const uplink::Usage spent{day_of(io::now()), 31U << 20U, 31U << 20U};
    REQUIRE(uplink::save_ledger(unit.folder / "o.db.ledger", {.usage = spent, .last_known = {}}));
    agent::Upkeep upkeep(unit.config, unit.session, unit.link);
    CHECK(upkeep.status().usage == spent);
    CHECK(upkeep.status().meters_slower == 72);
    upkeep.save(unit.now);
    CHECK(uplink::load_ledger(unit.folder / "o.db.ledger").usage.month_bytes >= 31U << 20U);
}

TEST_CASE("new certificates are taken up within a minute", "[upkeep]") {
    Unit unit;
    agent::Upkeep upkeep(unit.config, unit.session, unit.link);
    upkeep.tick(unit.now);
    unit.authority.issue("unit", {.name = "TRUCK001", .ends = 300 * 24h});
    std::filesystem::last_write_time(unit.own.key,
                                     std::filesystem::last_write_time(unit.own.key) + 1s);
    upkeep.tick(unit.now + agent::Upkeep::look_interval - 1s);
    std::vector<Counter> before;
    upkeep.append_counters(before, unit.now);
    CHECK(value_of(before, "certificate_days_left") == 9);
    upkeep.tick(unit.now + agent::Upkeep::look_interval);
    std::vector<Counter> after;
    upkeep.append_counters(after, unit.now);
    CHECK(value_of(after, "certificate_days_left") == 299);
    CHECK(value_of(after, "certificates_renewed") == 1);
}

TEST_CASE("a health report holds what is not zero, and no more than it may", "[upkeep]") {
    std::vector<Counter> all{{"frames", 7}, {"aborts", 0}, {std::string(300, 'x'), 1}, {"gaps", 1}};
    CHECK(agent::worth_telling(all) == std::vector<Counter>{{"frames", 7}, {"gaps", 1}});
    all.assign(100, {"frames", 7});
    const auto told = agent::worth_telling(all);
    REQUIRE(told.size() == 64);
    CHECK(told.back() == Counter{"counters_left_out", 37});
    CHECK(agent::worth_telling(std::vector<Counter>(64, {"frames", 7})).size() == 64);
}

TEST_CASE("the program was built in the past, and not before it was written", "[upkeep]") {
    CHECK(agent::build_time <= io::now());
    CHECK(agent::build_time > make::time("2025-01-01"));
}
