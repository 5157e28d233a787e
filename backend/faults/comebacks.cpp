#include "backend/faults/comebacks.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <vector>

#include "common/fault_code.hpp"
#include "common/time.hpp"

namespace roadworthy::faults {
namespace {

bool is_for(const Repair& repair, const FaultKey& key) {
    return !repair.is_void && std::ranges::any_of(repair.faults, [&](const FaultPattern& one) {
        return matches(one, key);
    });
}

// By the days, and by the distance where both are known.
bool is_soon_after(const Repair& repair, const Lifetime& life) {
    const bool is_near = !repair.odometer_m || !life.odometer_m ||
                         *life.odometer_m - *repair.odometer_m <= comeback_within_m;
    return repair.at < life.opened && life.opened - repair.at <= comeback_within && is_near;
}

bool has_ended(const Repair& repair, const Lifetime& life) {
    return life.opened <= repair.at &&
           (!life.closed || repair.at <= *life.closed + recorded_within);
}

}  // namespace

bool matches(const FaultPattern& pattern, const FaultKey& key) {
    return pattern.spn == key.spn && pattern.fmi.value_or(key.fmi) == key.fmi &&
           pattern.source_address.value_or(key.source_address) == key.source_address;
}

void enter(std::vector<Repair>& repairs, const Repair& repair) {
    Repair entered = repair;
    const auto before = std::ranges::find(repairs, repair.id, &Repair::id);
    if (before != repairs.end()) {
        if (before->is_void) {
            return;
        }
        repairs.erase(before);
    }
    const auto order = [](const Repair& one) { return std::tie(one.at, one.id); };
    repairs.insert(std::ranges::upper_bound(repairs, std::tie(entered.at, entered.id), {}, order),
                   entered);
    if (repairs.size() > most_repairs) {
        repairs.erase(repairs.begin());
    }
}

Links links_of(const Lifetime& life, const std::vector<Repair>& repairs) {
    Links links;
    for (const Repair& repair : repairs) {  // the last one counts
        if (!is_for(repair, life.key)) {
            continue;
        }
        if (has_ended(repair, life)) {
            links.repaired = repair.at;
        } else if (is_soon_after(repair, life)) {
            links.comeback_of = repair.at;
        }
    }
    return links;
}

void remember(std::vector<PastEpisode>& past, const PastEpisode& episode) {
    std::erase_if(past, [&](const PastEpisode& one) {
        return one.number == episode.number || episode.closed - one.closed > past_kept;
    });
    if (past.size() >= most_past) {
        past.erase(past.begin());
    }
    past.push_back(episode);
}

std::uint32_t nth_within(const std::vector<PastEpisode>& past, const FaultKey& key, Time opened,
                         Duration recently) {
    const auto before = std::ranges::count_if(past, [&](const PastEpisode& one) {
        return one.key == key && opened - one.opened <= recently;
    });
    return static_cast<std::uint32_t>(before) + 1;
}

}  // namespace roadworthy::faults
