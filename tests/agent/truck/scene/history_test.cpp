#include "agent/truck/scene/history.hpp"

#include "agent/truck/events.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "tests/agent/truck/moments.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::onboard;

namespace {

Dtc code(std::uint32_t spn, std::uint8_t occurrences = 1) {
    return {.spn = spn, .fmi = 3, .occurrences = occurrences, .conversion_method = 0};
}

struct Bus {
    History history;
    Events events;

    void dm2(double seconds, const std::vector<Dtc>& codes, std::uint8_t source_address = 0) {
        history.hear(source_address, codes, at(seconds), events);
    }
    std::vector<EcuReport> take() { return only<EcuReport>(events.take()); }
};

EcuReport remembers(std::uint8_t address, std::vector<Dtc> codes) {
    return {.event = EcuEvent::remembers,
            .source_address = address,
            .active = std::nullopt,
            .previously_active = std::move(codes)};
}
using Reports = std::vector<EcuReport>;

}  // namespace

TEST_CASE("what an ECU remembers is told once, in the order of its codes", "[history]") {
    Bus bus;
    bus.dm2(0, {code(110), code(100)});
    bus.dm2(86'400, {code(100), code(110)});
    CHECK(bus.take() == Reports{remembers(0, {code(100), code(110)})});
}

TEST_CASE("of a code that stands in a list twice the higher count is told", "[history]") {
    Bus bus;
    bus.dm2(0, {code(100, occurrences_absent), code(100, 2), code(100, 5)});
    CHECK(bus.take() == Reports{remembers(0, {code(100, 5)})});
}

TEST_CASE("another list is told, but no two of an address within an hour", "[history]") {
    Bus bus;
    bus.dm2(0, {code(100)});
    bus.take();
    bus.dm2(3599, {code(100, 2)});
    CHECK(bus.take().empty());
    bus.dm2(3600, {code(100, 2)});
    CHECK(bus.take() == Reports{remembers(0, {code(100, 2)})});
    bus.dm2(7200, {});
    CHECK(bus.take() == Reports{remembers(0, {})});
}

TEST_CASE("an empty list is no news of an ECU that has told none", "[history]") {
    Bus bus;
    bus.dm2(0, {});
    CHECK(bus.take().empty());
}

TEST_CASE("a bus that babbles tells no more lists than the pace allows", "[history]") {
    Bus bus;
    for (int second = 0; second < 6000; ++second) {
        bus.dm2(second, {code(1000U + static_cast<std::uint32_t>(second))},
                static_cast<std::uint8_t>(second % 254));
    }
    CHECK(bus.take().size() == 32 + 9);
}
