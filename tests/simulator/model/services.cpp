#include "tests/simulator/model/services.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "common/time.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/model/random.hpp"

namespace roadworthy::sim {
namespace {

constexpr std::array long_haul_items = {
    ServiceItem{.key = "engine_oil", .every_km = 40'000, .every_days = 365, .labour_minutes = 90},
    ServiceItem{.key = "air_filter", .every_km = 80'000, .every_days = 730, .labour_minutes = 30},
    ServiceItem{.key = "brake_check", .every_km = 60'000, .every_days = 180, .labour_minutes = 60},
    ServiceItem{.key = "gearbox_oil", .every_km = 160'000, .labour_minutes = 120},
    ServiceItem{.key = "yearly_inspection", .every_days = 365, .labour_minutes = 120}};
constexpr std::array distribution_items = {
    ServiceItem{.key = "engine_oil", .every_km = 20'000, .every_days = 365, .labour_minutes = 75},
    ServiceItem{.key = "air_filter", .every_km = 40'000, .every_days = 730, .labour_minutes = 30},
    ServiceItem{.key = "brake_check", .every_km = 25'000, .every_days = 180, .labour_minutes = 60},
    ServiceItem{.key = "yearly_inspection", .every_days = 365, .labour_minutes = 120}};
constexpr std::array construction_items = {
    ServiceItem{
        .key = "engine_oil", .every_engine_hours = 500, .every_days = 365, .labour_minutes = 90},
    ServiceItem{.key = "air_filter", .every_engine_hours = 500, .labour_minutes = 30},
    ServiceItem{.key = "brake_check", .every_km = 15'000, .every_days = 120, .labour_minutes = 75},
    ServiceItem{.key = "chassis_lubrication", .every_engine_hours = 250, .labour_minutes = 45},
    ServiceItem{.key = "yearly_inspection", .every_days = 365, .labour_minutes = 120}};

// How far an interval is used up, in percent: the criterion that is furthest counts.
std::int64_t used_percent(const Services::Last& last, Day day, const Totals& totals) {
    const ServiceItem& item = *last.item;
    std::int64_t used = 0;
    if (item.every_km > 0) {
        used = (totals.odometer_m() - last.odometer_m) / (item.every_km * 10);
    }
    if (item.every_engine_hours > 0) {
        used = std::max(
            used, (totals.engine_time_s() - last.engine_time_s) / (item.every_engine_hours * 36));
    }
    if (item.every_days > 0) {
        used = std::max<std::int64_t>(used, (day - last.day).count() * 100 / item.every_days);
    }
    return used;
}

}  // namespace

std::span<const ServiceItem> service_items(Duty duty) {
    switch (duty) {
        case Duty::long_haul:
            return long_haul_items;
        case Duty::distribution:
            return distribution_items;
        case Duty::construction:
            break;
    }
    return construction_items;
}

std::string_view plan_of(Duty duty) {
    switch (duty) {
        case Duty::long_haul:
            return "long-haul";
        case Duty::distribution:
            return "distribution";
        case Duty::construction:
            break;
    }
    return "construction";
}

Services::Services(const Character& truck, Day first_day) {
    Random random(seed_of({truck.seed, 2}));
    lateness_percent_ = random.between(93, 108);
    for (const ServiceItem& item : service_items(truck.duty)) {
        const std::int64_t used = random.between(3, 92);
        last_.push_back({.item = &item,
                         .day = first_day - std::chrono::days{item.every_days * used / 100},
                         .odometer_m = std::max<std::int64_t>(
                             0, truck.odometer_um / 1'000'000 - item.every_km * 10 * used),
                         .engine_time_s = std::max<std::int64_t>(
                             0, truck.engine_ms / 1000 - item.every_engine_hours * 36 * used)});
    }
}

std::vector<std::string_view> Services::due(Day day, const Totals& totals) const {
    constexpr std::int64_t taken_along_percent = 85;
    std::vector<std::string_view> items;
    bool is_any_due = false;
    for (const Last& last : last_) {
        const std::int64_t used = used_percent(last, day, totals);
        is_any_due = is_any_due || used >= lateness_percent_;
        if (used >= taken_along_percent) {
            items.push_back(last.item->key);
        }
    }
    return is_any_due ? items : std::vector<std::string_view>{};
}

int Services::labour_minutes(std::span<const std::string_view> items) const {
    int minutes = 0;
    for (const Last& last : last_) {
        if (std::ranges::find(items, last.item->key) != items.end()) {
            minutes += last.item->labour_minutes;
        }
    }
    return minutes;
}

void Services::done(std::span<const std::string_view> items, Day day, const Totals& totals) {
    for (Last& last : last_) {
        if (std::ranges::find(items, last.item->key) != items.end()) {
            last.day = day;
            last.odometer_m = totals.odometer_m();
            last.engine_time_s = totals.engine_time_s();
        }
    }
}

}  // namespace roadworthy::sim
