#include "agent/truck/faults.hpp"

#include "agent/truck/memory.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "tests/agent/truck/dm1_bus.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::onboard;

namespace {

constexpr std::size_t own_burst = 16;
constexpr std::size_t shared_burst = 256;

// Of as many SPNs.
std::vector<Dtc> codes(std::size_t count, std::uint32_t first_spn = 100) {
    std::vector<Dtc> codes;
    for (std::uint32_t spn = first_spn; spn < first_spn + count; ++spn) {
        codes.push_back(code(spn, 1));
    }
    return codes;
}

// All addresses but the first tell as many new codes as they can.
void babble(Bus& bus, double seconds) {
    for (std::uint8_t address = 1; address < 254; ++address) {
        bus.dm1(seconds, codes(Faults::most_codes), amber, address);
    }
}

}  // namespace

TEST_CASE("all the codes of a broken truck appear at once", "[faults]") {
    Bus bus;
    bus.dm1(0, codes(Faults::most_codes), amber, 0);
    bus.dm1(0, codes(Faults::most_codes), amber, 3);
    CHECK(bus.reports().size() == 2 * Faults::most_codes);
}

TEST_CASE("a bus that babbles tells no more than its pace, and each address' own, allow",
          "[faults]") {
    Bus bus;
    babble(bus, 0);
    CHECK(bus.reports().size() == shared_burst + 253 * own_burst);
    babble(bus, 600);
    CHECK(bus.reports().size() == 60);
    SECTION("and one address can be kept from telling by no others") {
        bus.dm1(600, codes(own_burst));
        CHECK(bus.reports().size() == own_burst);
    }
}

TEST_CASE("what was held back", "[faults]") {
    Bus bus;
    babble(bus, 0);
    bus.dm1(0, codes(own_burst + 1));
    bus.reports().clear();
    SECTION("is told once the pace allows it") {
        bus.dm1(9, codes(own_burst + 1));
        CHECK(bus.reports().empty());
        bus.dm1(10, codes(own_burst + 1));
        const auto reports = bus.reports();
        REQUIRE(kinds(reports) == Kinds{FaultEvent::appeared});
        CHECK(reports[0].key.spn == 100 + own_burst);
        CHECK(bus.faults.codes_untold() == 0);
    }
    SECTION("is not remembered as told") {
        const auto memory = bus.faults.memory();
        CHECK(std::ranges::count(memory, 0, &RememberedFault::source_address) == own_burst);
    }
    SECTION("and has gone meanwhile did not clear, and is counted") {
        for (int second = 1; second < 30; ++second) {
            bus.dm1(second, codes(own_burst, 100));
            babble(bus, second);
        }
        const auto reports = bus.reports();
        CHECK(std::ranges::count(reports, FaultEvent::cleared, &FaultReport::event) == 0);
        CHECK(bus.faults.codes_untold() == 1);
    }
}
