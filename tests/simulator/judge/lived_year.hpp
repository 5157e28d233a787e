#pragma once
// What a simulated truck has lived through: what its unit has stored, what its workshop has entered,
// and the truth that both are held against.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/faults/comebacks.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"
#include "tests/simulator/model/causes.hpp"
#include "tests/simulator/reports/history.hpp"

namespace roadworthy::sim {

// A cause that was there, from when to when.
struct Trouble {
    const Cause* cause = nullptr;
    Time began;
    std::optional<Time> ended;
    std::map<FaultKey, Time> shown;  // when first
};

struct LivedYear {
    TruckId truck;
    TimeSpan span;
    // In the order in which the unit stored them; `received` is not set.
    std::vector<customers::ReceivedReport> reports;
    std::vector<faults::Repair> repairs;
    std::vector<Trouble> troubles;  // in the order in which they began
    std::uint64_t seed = 0;         // of the truck
};

LivedYear live(const HistoryOptions& options, unsigned number);

// Whose code that was: the place in `troubles`. Nothing: it was never there.
std::optional<std::size_t> trouble_of(const LivedYear& year, const FaultKey& key, Time opened);

}  // namespace roadworthy::sim
