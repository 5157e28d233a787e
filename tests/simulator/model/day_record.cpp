#include "tests/simulator/model/day_record.hpp"

#include <cstdint>
#include <ranges>
#include <vector>

#include "common/time.hpp"
#include "tests/simulator/model/trip.hpp"

namespace roadworthy::sim {

Totals DayRecord::totals_at(Time time) const {
    Totals totals = totals_at_begin;
    for (const Drive& drive : drives) {
        if (drive.trip.engine_start() > time) {
            break;
        }
        const Motion motion = drive.trip.at(time);
        totals = {.odometer_um = drive.before.odometer_um + motion.distance_um,
                  .engine_ms = drive.before.engine_ms + motion.engine_ms,
                  .fuel_ul = drive.before.fuel_ul + motion.fuel_ul};
    }
    return totals;
}

std::int64_t DayRecord::cluster_odometer_m(Time time) const {
    const std::int64_t engine_m = totals_at(time).odometer_m();
    if (cluster_swap && time >= cluster_swap->at) {
        return engine_m - totals_at(cluster_swap->at).odometer_m() + cluster_swap->new_cluster_m;
    }
    return engine_m + cluster_ahead_m;
}

void ActiveCodes::apply(const CodeChange& change) {
    if (change.state == CodeState::active) {
        codes_.insert_or_assign(change.key, change);
    } else {
        codes_.erase(change.key);
    }
}

std::vector<CodeChange> ActiveCodes::of(std::uint8_t ecu) const {
    std::vector<CodeChange> result;
    for (const CodeChange& code : codes_ | std::views::values) {
        if (code.key.source_address == ecu) {
            result.push_back(code);
        }
    }
    return result;
}

std::uint8_t lamps_of(const std::vector<CodeChange>& codes) {
    std::uint8_t lamps = 0;
    for (const CodeChange& code : codes) {
        lamps |= code.lamps;
    }
    return lamps;
}

}  // namespace roadworthy::sim
