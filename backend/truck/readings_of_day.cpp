#include "backend/truck/readings_of_day.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <tuple>

#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::truck {
namespace {

// The values of a kind that go by in a second at the very most: 200 km/h; twice the clock, because
// hours count in coarse steps; 250 l/h.
std::int64_t most_per_second(MeterKind kind) {
    switch (kind) {
        case MeterKind::odometer:
            return 56;
        case MeterKind::engine_time:
            return 2;
        case MeterKind::fuel_used:
            return 70;
    }
    return 0;
}

auto order(const DatedReading& reading) {
    return std::tuple(reading.at, rank(reading.source), reading.source.spn,
                      reading.source.source_address, reading.value);
}

auto order(const Level& level) {
    const MeterSource source = level.source.value_or(MeterSource{});
    return std::tuple(level.at, level.source.has_value(), source.spn, source.source_address);
}

bool is_between(MeterKind kind, const DatedReading& reading,
                const std::vector<DatedReading>& others) {
    bool has_before = false;
    bool has_after = false;
    for (const DatedReading& other : others) {
        if (other.source == reading.source && other != reading) {
            has_before = has_before || leads_to(kind, other, reading);
            has_after = has_after || leads_to(kind, reading, other);
        }
    }
    return has_before && has_after;
}

}  // namespace

int rank(MeterSource source) {
    constexpr std::uint32_t best[] = {917, 247, 250};
    constexpr std::uint32_t second[] = {245, 246};
    if (source == by_hand) {
        return 3;
    }
    if (std::ranges::find(best, source.spn) != std::end(best)) {
        return 0;
    }
    return std::ranges::find(second, source.spn) != std::end(second) ? 1 : 2;
}

bool leads_to(MeterKind kind, const DatedReading& one, const DatedReading& other) {
    const auto elapsed =
        std::chrono::duration_cast<std::chrono::milliseconds>(other.at - one.at).count();
    const std::int64_t used = other.value - one.value;
    return elapsed >= 0 && used >= 0 && used * 1000 <= most_per_second(kind) * elapsed;
}

bool ReadingsOfDay::add(MeterKind kind, const DatedReading& reading) {
    const auto place = std::ranges::lower_bound(readings, order(reading), {},
                                                [](const DatedReading& one) { return order(one); });
    if ((place != readings.end() && *place == reading) || is_between(kind, reading, readings)) {
        return false;
    }
    readings.insert(place, reading);
    // One at a time: what lay between others through one that goes lies between them without it.
    for (std::size_t i = readings.size(); i-- > 0;) {
        if (is_between(kind, readings[i], readings)) {
            readings.erase(readings.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
    if (readings.size() > most_readings_of_day) {
        readings.erase(readings.begin() + most_readings_of_day / 2);
    }
    return true;
}

bool ReadingsOfDay::add(const Level& level) {
    const auto place = std::ranges::lower_bound(levels, order(level), {},
                                                [](const Level& one) { return order(one); });
    if (place != levels.end() && order(*place) == order(level)) {
        const bool is_new = *place != level;
        *place = level;
        return is_new;
    }
    levels.insert(place, level);
    return true;
}

}  // namespace roadworthy::truck
