#include "agent/uplink/outbox/outbox_file.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <ios>
#include <string>
#include <vector>

#include "agent/uplink/outbox/outbox.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/report.hpp"
#include "tests/support/make.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using uplink::Outbox;

namespace {

uplink::OutboxSettings at(const std::filesystem::path& path) {
    uplink::OutboxSettings settings;
    settings.path = path;
    settings.ballast_bytes = 0;
    settings.lock_wait = std::chrono::milliseconds{0};
    return settings;
}

void store_a_fault(const std::filesystem::path& path) {
    Outbox outbox(at(path));
    outbox.append(std::vector<uplink::Unnumbered>{
        {make::stamp("2026-03-01T08:00:00Z"), make::fault(0, 110, 3)}});
}

void execute(const std::filesystem::path& path, const std::string& script) {
    sql::open_sqlite(path, {})->execute(script);
}

// What the agents before the version 2 of the file left.
constexpr auto to_first_version = R"(
ALTER TABLE stream DROP COLUMN mark;
DROP TABLE life;
PRAGMA user_version = 1;
PRAGMA application_id = 0;
)";

}  // namespace

TEST_CASE("an outbox of the first version goes on, with its streams and reports", "[outbox]") {
    const support::TempFolder folder;
    store_a_fault(folder / "o.db");
    const auto before = Outbox(at(folder / "o.db")).state(Stream::events);
    execute(folder / "o.db", to_first_version);
    {
        Outbox outbox(at(folder / "o.db"));
        CHECK(outbox.counters().files_set_aside == 0);
        CHECK(outbox.state(Stream::events) == before);
        CHECK(outbox.read(Stream::events, 1, 10).size() == 1);
    }
    CHECK(Outbox(at(folder / "o.db")).state(Stream::events) == before);
}

TEST_CASE("an outbox of a later version is refused with words, and left as it is", "[outbox]") {
    const support::TempFolder folder;
    store_a_fault(folder / "o.db");
    execute(folder / "o.db", "PRAGMA user_version = 3; PRAGMA application_id = 0x52570003");
    CHECK_THROWS_WITH(Outbox(at(folder / "o.db")), Catch::Contains("version is 3") &&
                                                       Catch::Contains("up to 2") &&
                                                       Catch::Contains("install"));
    CHECK_FALSE(std::filesystem::exists(folder / "o.db.corrupt"));
    execute(folder / "o.db", "PRAGMA user_version = 2; PRAGMA application_id = 0x52570002");
    CHECK(Outbox(at(folder / "o.db")).state(Stream::events).newest == 1);
}

TEST_CASE("a damaged version is not taken for a later one", "[outbox]") {
    const support::TempFolder folder;
    store_a_fault(folder / "o.db");
    const std::string damage =
        GENERATE("PRAGMA user_version = 6", "PRAGMA user_version = 0",
                 "PRAGMA application_id = 0x52570003", "PRAGMA application_id = 0");
    execute(folder / "o.db", damage);
    const Outbox outbox(at(folder / "o.db"));
    CHECK(outbox.counters().files_set_aside == 1);
    CHECK(outbox.counters().reports_salvaged == 1);
}

TEST_CASE("an outbox is known by its application id", "[outbox]") {
    const support::TempFolder folder;
    store_a_fault(folder / "o.db");
    const auto file = sql::open_sqlite(folder / "o.db", {});
    const auto query = file->prepare("PRAGMA application_id");
    REQUIRE(query->step());
    CHECK(query->integer(0) == 0x52570002);
}

TEST_CASE("a file of somebody else is set aside, not written to", "[outbox]") {
    const support::TempFolder folder;
    execute(folder / "o.db", "CREATE TABLE report(a)");
    const Outbox outbox(at(folder / "o.db"));
    CHECK(outbox.counters().files_set_aside == 1);
    CHECK(outbox.memory_reason().empty());
}

TEST_CASE("a file of no bytes counts as broken where an outbox has been", "[outbox]") {
    const support::TempFolder folder;
    std::ofstream(folder / "o.db").flush();
    SECTION("that never came to be one") {
        CHECK(Outbox(at(folder / "o.db")).counters().files_set_aside == 0);
    }
    SECTION("that had been one") {
        std::ofstream(folder / "o.db.ballast") << "ballast";
        CHECK(Outbox(at(folder / "o.db")).counters().files_set_aside == 1);
    }
}

TEST_CASE("a second broken file takes the place of the first that was set aside", "[outbox]") {
    const support::TempFolder folder;
    for (const std::size_t bytes : {3000U, 5000U}) {
        std::ofstream(folder / "o.db", std::ios::trunc) << std::string(bytes, 'x');
        const Outbox outbox(at(folder / "o.db"));
        CHECK(std::filesystem::file_size(folder / "o.db.corrupt") == bytes);
    }
}
