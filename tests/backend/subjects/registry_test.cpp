#include "backend/truck/registry.hpp"

#include <catch2/catch.hpp>
#include <optional>
#include <vector>

#include "common/ids.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;

TEST_CASE("a truck belongs to whom it was given last before", "[registry]") {
    const auto first = CustomerId::from("first").value();
    const auto second = CustomerId::from("second").value();
    std::vector<truck::Ownership> ownerships;
    truck::enter(ownerships, {make::truck_id(), second, make::time("2026-03-01")});
    truck::enter(ownerships, {make::truck_id(), first, make::time("2026-01-01")});
    truck::enter(ownerships, {make::truck_id(), std::nullopt, make::time("2026-05-01")});
    CHECK_FALSE(truck::owner_at(ownerships, make::time("2025-12-31")));
    CHECK(truck::owner_at(ownerships, make::time("2026-01-01")) == first);
    CHECK(truck::owner_at(ownerships, make::time("2026-02-28")) == first);
    CHECK(truck::owner_at(ownerships, make::time("2026-03-01")) == second);
    CHECK_FALSE(truck::owner_at(ownerships, make::time("2026-06-01")));
    SECTION("and an entry for the same moment replaces the other") {
        truck::enter(ownerships, {make::truck_id(), first, make::time("2026-03-01")});
        CHECK(ownerships.size() == 3);
        CHECK(truck::owner_at(ownerships, make::time("2026-04-01")) == first);
    }
}
