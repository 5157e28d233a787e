#include "backend/customers/customer_record.hpp"

#include "backend/due/due.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

namespace roadworthy::customers {
namespace {

// What one truck adds to the counts.
CareCounts counts_of(const TruckCare& care, Day today) {
    CareCounts counts{.trucks = 1};
    for (const auto& row : care.due) {
        switch (due::due_state(row, today)) {
            case due::DueState::overdue:
                ++counts.overdue;
                break;
            case due::DueState::due:
                ++counts.due;
                break;
            case due::DueState::soon:
                ++counts.soon;
                break;
            case due::DueState::unknown:
                ++counts.unknown;
                break;
            case due::DueState::not_due:
                break;
        }
    }
    for (const auto& episode : care.faults) {
        counts.stop_now += episode.severity.action == faults::Action::stop_now ? 1U : 0U;
        counts.workshop_soon += episode.severity.action == faults::Action::workshop_soon ? 1U : 0U;
    }
    return counts;
}

// Smaller comes first: what must stop, what is overdue, what the workshop should see, what is due.
auto urgency(const TruckCare& care, Day today) {
    const CareCounts counts = counts_of(care, today);
    const auto rank = [](std::uint32_t count) { return -std::int64_t{count}; };
    return std::tuple(rank(counts.stop_now), rank(counts.overdue), rank(counts.workshop_soon),
                      rank(counts.due), rank(counts.soon), care.record.id);
}

}  // namespace

CustomerRecord customer_record(const truck::Customer& customer, std::vector<TruckCare> trucks,
                               Day today) {
    CustomerRecord record{.customer = customer, .trucks = std::move(trucks)};
    std::ranges::sort(record.trucks, {},
                      [&](const TruckCare& care) { return urgency(care, today); });
    for (const auto& care : record.trucks) {
        const CareCounts counts = counts_of(care, today);
        record.counts.trucks += counts.trucks;
        record.counts.overdue += counts.overdue;
        record.counts.due += counts.due;
        record.counts.soon += counts.soon;
        record.counts.unknown += counts.unknown;
        record.counts.stop_now += counts.stop_now;
        record.counts.workshop_soon += counts.workshop_soon;
        record.uptime += care.uptime;
    }
    return record;
}

}  // namespace roadworthy::customers
