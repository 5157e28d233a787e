#include "backend/truck/registry.hpp"

#include "common/ids.hpp"
#include "common/time.hpp"

#include <algorithm>  // NOLINT(misc-include-cleaner): for std::ranges
#include <iterator>
#include <optional>
#include <vector>

namespace roadworthy::truck {

void enter(std::vector<Ownership>& ownerships, const Ownership& ownership) {
    const auto place = std::ranges::lower_bound(ownerships, ownership.from, {}, &Ownership::from);
    if (place != ownerships.end() && place->from == ownership.from) {
        *place = ownership;
    } else {
        ownerships.insert(place, ownership);
    }
}

std::optional<CustomerId> owner_at(const std::vector<Ownership>& ownerships, Time at) {
    const auto next = std::ranges::upper_bound(ownerships, at, {}, &Ownership::from);
    return next == ownerships.begin() ? std::nullopt : std::prev(next)->customer;
}

}  // namespace roadworthy::truck
