#include "backend/uptime/troublesome.hpp"

#include "backend/uptime/intervals.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <ratio>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace roadworthy::uptime {
namespace {

using Days = std::chrono::duration<double, std::ratio<86400>>;

constexpr double shape = 1.3;              // how alike the trucks of a fleet are
constexpr double weight_of_recent = 2.0;   // at once after a breakdown; any of 1 to 4 is as good
constexpr double memory_of_recent = 10.0;  // days

double watched_days(const BreakdownHistory& history, Time now) {
    return std::max(Days{now - history.watched_since}.count(), 0.0);
}

std::optional<double> usual_a_day(std::span<const BreakdownHistory> fleet, Time now) {
    double breakdowns = 0;
    double days = 0;
    for (const auto& history : fleet) {
        breakdowns += history.breakdowns;
        days += watched_days(history, now);
    }
    return breakdowns > 0 && days > 0 ? std::optional{breakdowns / days} : std::nullopt;
}

double trouble(const BreakdownHistory& history, Time now, double usual) {
    const double rate = (history.breakdowns + shape) / (watched_days(history, now) + shape / usual);
    if (!history.last) {
        return rate;
    }
    const double ago = std::max(Days{now - *history.last}.count(), 0.0);
    return rate * (1 + weight_of_recent * std::exp(-ago / memory_of_recent));
}

Troublesome with_reason(const BreakdownHistory& history, Time now, std::optional<double> usual) {
    Troublesome one{.truck = history.truck,
                    .breakdowns = history.breakdowns,
                    .watched = std::max(now - history.watched_since, Duration{})};
    if (usual) {
        one.usual = *usual * watched_days(history, now);
    }
    if (history.last) {
        one.since_last = std::max(now - *history.last, Duration{});
    }
    return one;
}

}  // namespace

void take(BreakdownHistory& history, const Period& unplanned) {
    if (!history.last || unplanned.from - *history.last > same_breakdown) {
        ++history.breakdowns;
    }
    history.last = std::max(history.last.value_or(unplanned.to), unplanned.to);
}

std::vector<Troublesome> ranked_by_trouble(std::span<const BreakdownHistory> fleet, Time now) {
    const auto usual = usual_a_day(fleet, now);
    std::vector<std::pair<double, const BreakdownHistory*>> order;
    order.reserve(fleet.size());
    for (const auto& history : fleet) {
        order.emplace_back(usual ? trouble(history, now, *usual) : 0.0, &history);
    }
    std::ranges::sort(order, [](const auto& one, const auto& other) {
        return std::tie(other.first, one.second->truck) < std::tie(one.first, other.second->truck);
    });
    std::vector<Troublesome> ranked;
    ranked.reserve(order.size());
    for (const auto& [value, history] : order) {
        ranked.push_back(with_reason(*history, now, usual));
    }
    return ranked;
}

}  // namespace roadworthy::uptime
