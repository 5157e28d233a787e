#include "agent/host/recollection.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>

#include "agent/truck/memory.hpp"
#include "common/time.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using agent::Recollection;

namespace {

constexpr Monotonic start{1h};

onboard::Memory of_fault(std::uint8_t fmi) {
    return {.faults = {{0, {.spn = 110, .fmi = fmi}, {}}}, .vin = std::nullopt, .ecus = {}};
}

}  // namespace

TEST_CASE("what was noted is there at the next start", "[recollection]") {
    const support::TempFolder folder;
    const auto file = folder / "o.db.truck";
    Recollection first(file);
    CHECK_FALSE(first.read());
    first.note(of_fault(1), 1);
    first.tick(start);
    CHECK(Recollection(file).read() == of_fault(1));
}

TEST_CASE("changes of one minute are one write, and a stop waits for none", "[recollection]") {
    const support::TempFolder folder;
    const auto file = folder / "o.db.truck";
    Recollection recollection(file);
    recollection.note(of_fault(1), 1);
    recollection.tick(start);
    recollection.note(of_fault(2), 2);
    recollection.tick(start + 59s);
    CHECK(Recollection(file).read() == of_fault(1));
    SECTION("after the minute") {
        recollection.tick(start + 60s);
        CHECK(Recollection(file).read() == of_fault(2));
    }
    SECTION("at a stop") {
        recollection.write();
        CHECK(Recollection(file).read() == of_fault(2));
    }
}

TEST_CASE("memory of the same version is not written again", "[recollection]") {
    const support::TempFolder folder;
    const auto file = folder / "o.db.truck";
    Recollection recollection(file);
    recollection.note(of_fault(1), 1);
    recollection.tick(start);
    std::filesystem::remove(file);
    recollection.note(of_fault(1), 1);
    recollection.tick(start + 1h);
    CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("a file that is torn counts, and is as good as none", "[recollection]") {
    const support::TempFolder folder;
    const auto file = folder / "o.db.truck";
    std::ofstream(file) << "torn";
    Recollection recollection(file);
    CHECK_FALSE(recollection.read());
    CHECK(recollection.failures() == 1);
}

TEST_CASE("a disk that takes nothing counts, and is tried again", "[recollection]") {
    const support::TempFolder folder;
    const auto file = folder / "away/o.db.truck";
    Recollection recollection(file);
    recollection.note(of_fault(1), 1);
    recollection.tick(start);
    CHECK(recollection.failures() == 1);
    std::filesystem::create_directory(folder / "away");
    recollection.tick(start + 60s);
    CHECK(Recollection(file).read() == of_fault(1));
}

TEST_CASE("without a file name nothing is kept", "[recollection]") {
    Recollection recollection({});
    recollection.note(of_fault(1), 1);
    recollection.tick(start);
    CHECK_FALSE(recollection.read());
    CHECK(recollection.failures() == 0);
}
