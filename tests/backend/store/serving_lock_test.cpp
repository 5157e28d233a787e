#include "backend/store/serving_lock.hpp"

#include <catch2/catch.hpp>
#include <utility>

#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using store::ServingLock;

TEST_CASE("one serves a database at a time, and the next one when it has ended", "[lock]") {
    const support::TempFolder folder;
    {
        auto first = ServingLock::take(folder / "a.db");
        REQUIRE(first);
        CHECK_FALSE(ServingLock::take(folder / "a.db"));
        CHECK(ServingLock::take(folder / "b.db"));
        const ServingLock moved = std::move(*first);
        CHECK_FALSE(ServingLock::take(folder / "a.db"));
    }
    CHECK(ServingLock::take(folder / "a.db"));
}

TEST_CASE("a lock that cannot be made says where", "[lock]") {
    const support::TempFolder folder;
    CHECK_THROWS_WITH(ServingLock::take(folder / "none/a.db"), Catch::Contains("none/a.db.lock"));
}
