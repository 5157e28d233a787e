#pragma once
// Fault episodes. Those that are open (or unknown: their ECU is silent) are the truck's present
// state and go with its present owner; a closed one is history of whoever owned it when it opened.

#include <cstdint>
#include <functional>
#include <optional>

#include "backend/faults/episodes.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/trucks.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

enum class Episodes : std::uint8_t { open, closed };

struct FaultQuery {
    Episodes which = Episodes::open;
    std::optional<TruckId> truck;
    std::optional<std::uint64_t> under;  // the episodes folded under this one of that truck
    PageQuery page;
};

struct FaultEntry {
    TruckLabel truck;
    faults::Episode episode;
    std::uint64_t folded = 0;  // episodes under it
};

// Open: the most severe group first, then the newest; without a truck, what is folded under
// another one is only counted there. Closed: the last closed first.
Result<Page<FaultEntry>> fault_list(sql::Connection& connection, const store::Scope& scope,
                                    const FaultQuery& query);

// The open ones of one truck, likewise.
std::vector<faults::Episode> open_faults(sql::Connection& connection, const store::Scope& scope,
                                         const TruckId& truck);

// All that are open, and those that have opened since; those of one truck follow one another.
void for_each_episode(sql::Connection& connection, const store::Scope& scope, Time since,
                      const std::function<void(const FaultEntry&)>& visit);

}  // namespace roadworthy::views
