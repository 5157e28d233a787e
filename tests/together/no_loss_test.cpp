#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "backend/store/schema.hpp"
#include "common/io/sqlite.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/together/no_loss_world.hpp"

using namespace roadworthy;
using together::World;

namespace {

constexpr unsigned seeds = 1000;
constexpr unsigned parts = 20;
constexpr int steps = 60;

// A thousand times the same tables need not be made a thousand times.
std::filesystem::path template_database(const support::TempFolder& folder) {
    const std::filesystem::path path = folder / "template.db";
    store::migrate(*sql::open_sqlite(path, {}));
    return path;
}

}  // namespace

TEST_CASE("every report that an outbox stored is always in the journal, once and in order",
          "[no_loss]") {
    const auto part = GENERATE(range(0U, parts));
    const support::TempFolder folder(support::memory_or_temp());
    const auto empty = template_database(folder);
    for (unsigned seed = part * seeds / parts; seed < (part + 1) * seeds / parts; ++seed) {
        INFO("seed " << seed);
        const std::filesystem::path own = folder.path() / std::to_string(seed);
        std::filesystem::create_directory(own);
        World world(own, empty, seed);
        for (int step = 0; step < steps; ++step) {
            world.step();
        }
        world.settle();
        REQUIRE(world.is_drained());
        REQUIRE(world.fault_of_journal() == "");
    }
}
