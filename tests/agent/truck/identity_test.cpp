#include "agent/truck/identity.hpp"

#include "agent/truck/events.hpp"
#include "common/report.hpp"
#include "tests/agent/truck/moments.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::onboard;

namespace {

const std::string vin = "1XKYDP9X7HJ100001";
const std::string other_vin = "1XKYDP9X7HJ100002";

struct Bus {
    Identity identity;
    Events events;

    void tick(double seconds) { identity.tick(at(seconds), events); }
    std::vector<IdentityReport> take() { return only<IdentityReport>(events.take()); }
};

using Reports = std::vector<IdentityReport>;

}  // namespace

TEST_CASE("what comes in a bunch is one report, told once", "[identity]") {
    Bus bus;
    bus.identity.hear_component(0, "CMMNS*6C*80000001*", at(10));
    bus.identity.hear_vin(vin, at(11));
    bus.identity.hear_software(0, "04358*", at(12));
    bus.tick(14);
    CHECK(bus.take().empty());
    bus.tick(15);
    CHECK(bus.take() == Reports{{vin, {{0, "CMMNS*6C*80000001*", "04358*"}}}});
    bus.identity.hear_component(0, "CMMNS*6C*80000001*", at(100));
    bus.identity.hear_vin(vin, at(100));
    bus.tick(200);
    CHECK(bus.take().empty());
}

TEST_CASE("a VIN is taken only whole", "[identity]") {
    const std::string heard =
        GENERATE(as<std::string>{}, "", "1XKYDP9X7HJ10000", "1XKYDP9X7HJ1000011",
                 "1XKYDP9X7HJ10 001", "1xkydp9x7hj100001", "1XKYDP9X7HJ10000\x07");
    Bus bus;
    bus.identity.hear_vin(heard, at(0));
    bus.tick(10);
    CHECK(bus.take().empty());
    CHECK(bus.identity.vins_refused() == 1);
}

TEST_CASE("a VIN that contradicts the first is reported, and neither again", "[identity]") {
    Bus bus;
    bus.identity.hear_vin(vin, at(0));
    bus.tick(5);
    for (int second = 10; second < 600; ++second) {
        bus.identity.hear_vin(second % 2 == 0 ? vin : other_vin, at(second));
        bus.tick(second);
    }
    CHECK(bus.take() == Reports{{.vin = vin}, {.vin = other_vin, .vin_before = vin}});
}

TEST_CASE("ids that change for ever make one report a minute", "[identity]") {
    Bus bus;
    for (int second = 0; second < 120; ++second) {
        bus.identity.hear_software(3, std::to_string(second), at(second));
        bus.tick(second);
    }
    CHECK(bus.take() == Reports{{.ecus = {{3, "", "5"}}},
                                {.ecus = {{3, "", "65"}}, .ecus_before = {{3, "", "5"}}}});
}

TEST_CASE("junk in an id becomes text, and a long one is cut", "[identity]") {
    Bus bus;
    bus.identity.hear_component(0, std::string("A\0\xC3*", 4) + std::string(500, 'x'), at(0));
    bus.identity.finish(bus.events);
    const auto reports = bus.take();
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].ecus[0].component == "A??*" + std::string(Identity::most_text - 4, 'x'));
}

TEST_CASE("more ECUs than a report holds go into the next, none is lost", "[identity]") {
    Bus bus;
    for (unsigned address = 0; address < 254; ++address) {
        bus.identity.hear_component(static_cast<std::uint8_t>(address), "MAKE*", at(0));
    }
    bus.identity.hear_vin(vin, at(0));
    bus.identity.hear_vin(other_vin, at(0));
    bus.identity.finish(bus.events);
    const auto reports = bus.take();
    std::size_t ecus = 0;
    for (const IdentityReport& report : reports) {
        CHECK(report.ecus.size() <= Identity::most_ecus);
        ecus += report.ecus.size();
    }
    CHECK(ecus == 254);
    CHECK(reports[0].vin == vin);
    CHECK(reports[1].vin == other_vin);
    CHECK_FALSE(reports[2].vin);
}

TEST_CASE("VINs beyond the bound are refused and counted", "[identity]") {
    Bus bus;
    for (char digit = '0'; digit < '6'; ++digit) {
        bus.identity.hear_vin("1XKYDP9X7HJ10000" + std::string(1, digit), at(0));
    }
    bus.identity.finish(bus.events);
    CHECK(bus.take().size() == Identity::most_vins);
    CHECK(bus.identity.vins_refused() == 2);
}

TEST_CASE("what was told before a restart is not told again", "[identity]") {
    Bus bus;
    bus.identity.remember(vin, {{0, "CMMNS*6C*1", "04358*"}});
    bus.identity.hear_vin(vin, at(0));
    bus.identity.hear_component(0, "CMMNS*6C*1", at(1));
    bus.identity.hear_software(0, "04358*", at(1));
    bus.tick(100);
    CHECK(bus.take().empty());
    CHECK(bus.identity.reports() == 0);
}

TEST_CASE("a unit in another truck, and another ECU, are told with what was before", "[identity]") {
    Bus bus;
    bus.identity.remember(vin, {{0, "CMMNS*6C*1", "04358*"}, {23, "VDO*1", ""}, {3, "ALLSN", "7"}});
    bus.identity.hear_vin(other_vin, at(0));
    bus.identity.hear_component(0, "CMMNS*6C*2", at(0));
    bus.identity.hear_software(23, "5*", at(0));  // was not known: no change
    bus.tick(5);
    CHECK(bus.take() == Reports{{.vin = other_vin,
                                 .ecus = {{0, "CMMNS*6C*2", "04358*"}, {23, "VDO*1", "5*"}},
                                 .vin_before = vin,
                                 .ecus_before = {{0, "CMMNS*6C*1", "04358*"}}}});
    CHECK(bus.identity.told_vin() == other_vin);
    CHECK(bus.identity.told_ecus() == std::vector<EcuIdentity>{{0, "CMMNS*6C*2", "04358*"},
                                                               {3, "ALLSN", "7"},
                                                               {23, "VDO*1", "5*"}});
}
