// An outbox whose file was damaged in any one place: it opens, stores and reads on, and whatever is
// not as it was is told.

#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "agent/uplink/outbox/outbox.hpp"
#include "agent/uplink/outbox/outbox_file.hpp"
#include "common/report.hpp"
#include "tests/support/make.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using uplink::Outbox;

namespace {

constexpr int reports_in_all = 150;

uplink::OutboxSettings at(const std::filesystem::path& path) {
    uplink::OutboxSettings settings;
    settings.path = path;
    settings.ballast_bytes = 1024;
    settings.lock_wait = std::chrono::milliseconds{0};
    return settings;
}

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}
void write(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// A file with its log, as after a power cut; some reports lie in the one, some in the other.
struct Golden {
    support::TempFolder folder{support::memory_or_temp()};
    std::string file;
    std::string log;
    std::vector<Report> events;
    std::vector<Report> meters;

    Golden() {
        Outbox outbox(at(folder / "o.db"));
        for (int i = 1; i <= reports_in_all; ++i) {
            outbox.append(std::vector<uplink::Unnumbered>{
                {make::stamp("2026-03-01"), make::meters({make::odometer(1000L * i)})},
                {make::stamp("2026-03-01"), make::fault(0, static_cast<std::uint32_t>(i), 3)}});
        }
        events = outbox.read(Stream::events, 1, reports_in_all);
        meters = outbox.read(Stream::meters, 1, reports_in_all);
        file = bytes_of(folder / "o.db");
        log = bytes_of(folder / "o.db-wal");
    }

    // Whether all is there, or something was told; and that the outbox works on.
    void holds_or_tells(const std::string& damaged_file, const std::string* damaged_log) const {
        std::filesystem::remove(folder / "o.db.corrupt");
        std::filesystem::remove(folder / "o.db.corrupt-wal");
        write(folder / "o.db", damaged_file);
        std::filesystem::remove(folder / "o.db-wal");
        if (damaged_log != nullptr) {
            write(folder / "o.db-wal", *damaged_log);
        }
        Outbox outbox(at(folder / "o.db"));
        const auto is_told = [&outbox] {
            const uplink::OutboxCounters& told = outbox.counters();
            return told.files_set_aside + told.logs_lost + told.rows_unreadable > 0;
        };
        REQUIRE(outbox.memory_reason().empty());
        const auto has_all = outbox.read(Stream::events, 1, reports_in_all) == events &&
                             outbox.read(Stream::meters, 1, reports_in_all) == meters;
        REQUIRE((has_all || is_told()));
        REQUIRE_NOTHROW(outbox.append(
            std::vector<uplink::Unnumbered>{{make::stamp("2026-03-02"), make::fault(0, 4711, 3)}}));
        REQUIRE(outbox.waiting(Stream::events) >= 1);
    }
};

}  // namespace

TEST_CASE("a byte that changed anywhere in the file is survived, and told if it cost anything",
          "[outbox]") {
    const Golden golden;
    std::mt19937_64 random(1);
    const std::size_t step = golden.file.size() / 1500 + 1;
    for (std::size_t place = 0; place < golden.file.size(); place += 1 + random() % (2 * step)) {
        INFO("byte " << place << " of " << golden.file.size());
        std::string damaged = golden.file;
        damaged[place] = static_cast<char>(damaged[place] ^ static_cast<char>(1 + random() % 255));
        // Without the log, which would mend the pages that it holds.
        golden.holds_or_tells(damaged, nullptr);
        golden.holds_or_tells(damaged, &golden.log);
    }
}

TEST_CASE("a file that ends at any page is survived, and told", "[outbox]") {
    const Golden golden;
    for (std::size_t size = 0; size < golden.file.size(); size += 1024) {
        INFO("cut at " << size);
        golden.holds_or_tells(golden.file.substr(0, size), nullptr);
        golden.holds_or_tells(golden.file.substr(0, size), &golden.log);
    }
}

TEST_CASE("a log that is missing, cut or damaged is survived, and told if it was needed",
          "[outbox]") {
    const Golden golden;
    golden.holds_or_tells(golden.file, nullptr);
    const std::string empty;
    golden.holds_or_tells(golden.file, &empty);
}
