#include "agent/truck/ecus.hpp"

#include "agent/truck/events.hpp"
#include "agent/truck/faults.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "tests/agent/truck/moments.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::onboard;

namespace {

const Dtc code{.spn = 110, .fmi = 0, .occurrences = 2, .conversion_method = 0};

// A bus on which each address of `talking` speaks each second, those of `diagnosing` by DM1.
struct Bus {
    Ecus ecus;
    Faults faults;
    Events events;
    std::set<std::uint8_t> talking;
    std::set<std::uint8_t> diagnosing;
    std::vector<Dtc> dtcs;
    double now = 0;

    void live(int length) {
        for (const double end = now + length; now < end; now += 1) {
            ecus.tick(at(now), faults, events);
            for (const std::uint8_t address : talking) {
                ecus.hear(address, at(now));
            }
            for (const std::uint8_t address : diagnosing) {
                ecus.hear(address, at(now));
                faults.hear({address, Lamps{}, dtcs, at(now)}, {}, events);
            }
        }
    }
    std::vector<EcuReport> take() { return only<EcuReport>(events.take()); }
};

EcuReport began(std::uint8_t address, std::optional<std::vector<Dtc>> active) {
    return {EcuEvent::began, address, std::move(active)};
}
EcuReport ceased(std::uint8_t address) {
    return {EcuEvent::ceased, address, std::nullopt};
}

using Reports = std::vector<EcuReport>;

}  // namespace

TEST_CASE("an address begins once, after the hold time, with its whole active set", "[ecus]") {
    Bus bus;
    bus.diagnosing = {3};
    bus.dtcs = {code};
    bus.live(21);
    CHECK(bus.take().empty());
    bus.live(100);
    CHECK(bus.take() == Reports{began(3, std::vector{code})});
}

TEST_CASE("an address without trouble codes begins with an empty set", "[ecus]") {
    Bus bus;
    bus.diagnosing = {3};
    bus.live(30);
    CHECK(bus.take() == Reports{began(3, std::vector<Dtc>{})});
}

TEST_CASE("an address without DM1 begins without a set, and with one when its DM1 comes",
          "[ecus]") {
    Bus bus;
    bus.talking = {71};
    bus.live(60);
    CHECK(bus.take() == Reports{began(71, std::nullopt)});
    bus.diagnosing = {71};
    bus.dtcs = {code};
    bus.live(60);
    CHECK(bus.take() == Reports{began(71, std::vector{code})});
}

TEST_CASE("an address whose first DM1 comes late begins once, with its set", "[ecus]") {
    Bus bus;
    bus.talking = {71};
    bus.live(10);
    bus.diagnosing = {71};
    bus.dtcs = {code};
    bus.live(60);
    CHECK(bus.take() == Reports{began(71, std::vector{code})});
}

TEST_CASE("an address that is back does not begin with the set of before", "[ecus]") {
    Bus bus;
    bus.talking = {0};
    bus.diagnosing = {3};
    bus.dtcs = {code};
    bus.live(40);
    bus.diagnosing.clear();
    bus.live(70);
    bus.take();
    bus.talking = {0, 3};
    bus.live(30);
    CHECK(bus.take() == Reports{began(3, std::nullopt)});
}

TEST_CASE("an address that spoke once never begins", "[ecus]") {
    Bus bus;
    bus.talking = {0, 249};
    bus.live(1);
    bus.talking = {0};
    bus.live(200);
    CHECK(bus.take() == Reports{began(0, std::nullopt)});
}

TEST_CASE("an address ceases by its silence while others talk, and begins anew", "[ecus]") {
    Bus bus;
    bus.talking = {0};
    bus.diagnosing = {3};
    bus.dtcs = {code};
    bus.live(40);
    bus.take();
    bus.diagnosing.clear();
    bus.live(60);
    CHECK(bus.take().empty());
    bus.live(3);
    const auto events = bus.events.take();
    REQUIRE(events.size() == 1);
    CHECK(events[0].moment == at(39));
    CHECK(events[0].body == ReportBody{ceased(3)});
    bus.diagnosing = {3};
    bus.dtcs.clear();
    bus.live(18);
    CHECK(bus.take().empty());
    bus.live(10);
    CHECK(bus.take() == Reports{began(3, std::vector<Dtc>{})});
}

TEST_CASE("an address that sends DM1s alone does not cease when it has no code to send", "[ecus]") {
    const auto [says_more, has_code, ceases] = GENERATE(table<bool, bool, bool>({
        {false, false, false},
        {false, true, true},
        {true, false, true},
    }));
    Bus bus;
    bus.talking = {0};
    bus.diagnosing = {3};
    bus.dtcs = {code};
    bus.live(60);
    bus.dtcs = has_code ? std::vector{code} : std::vector<Dtc>{};
    bus.live(1);
    bus.diagnosing.clear();
    if (says_more) {
        bus.talking = {0, 3};
        bus.live(1);
        bus.talking = {0};
    }
    bus.take();
    bus.live(600);
    CHECK(bus.take() == (ceases ? Reports{ceased(3)} : Reports{}));
}

TEST_CASE("nobody ceases by the silence of the whole bus", "[ecus]") {
    Bus bus;
    bus.talking = {0, 3};
    bus.live(30);
    bus.take();
    bus.talking.clear();
    SECTION("ticked through") {
        bus.live(3600);
    }
    SECTION("without a tick") {
        bus.now += 3600;
    }
    CHECK(bus.take().empty());
    bus.talking = {0};
    bus.live(59);
    CHECK(bus.take().empty());
    bus.live(10);
    CHECK(bus.take() == Reports{ceased(3)});
}

TEST_CASE("a short word before a silent night is not the hold time", "[ecus]") {
    Bus bus;
    bus.talking = {0};
    bus.live(3);
    bus.now += 3600;
    bus.live(19);
    CHECK(bus.take().empty());
    bus.live(5);
    CHECK(bus.take() == Reports{began(0, std::nullopt)});
}

TEST_CASE("at the end the sets that wait are told, of those that have sent a DM1", "[ecus]") {
    Bus bus;
    bus.talking = {0};
    bus.diagnosing = {3};
    bus.dtcs = {code};
    bus.live(2);
    bus.ecus.finish(bus.faults, bus.events);
    CHECK(bus.take() == Reports{began(3, std::vector{code})});
    bus.ecus.finish(bus.faults, bus.events);
    CHECK(bus.take().empty());
}

TEST_CASE("nobody's addresses never begin", "[ecus]") {
    Bus bus;
    bus.talking = {253, 254, 255};
    bus.live(40);
    CHECK(bus.take() == Reports{began(253, std::nullopt)});
}
