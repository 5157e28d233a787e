#pragma once
// Values of the backend's subjects for tests in one line.

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::make {

using Hours = std::chrono::duration<double, std::ratio<3600>>;

// 2026-01-01 00:00 and so many days and hours.
inline Time after(double days, double hours = 0) {
    return time("2026-01-01") +
           std::chrono::round<std::chrono::seconds>(truck::Days{days} + truck::Days{Hours{hours}});
}

inline truck::EventTime synchronised(Time at) {
    return {.at = at, .quality = truck::TimeQuality::synchronised};
}

constexpr MeterSource engine_917{.spn = 917, .source_address = 23};
constexpr MeterSource cluster_245{.spn = 245, .source_address = 49};

inline truck::NewReading reading(MeterSource source, Time at, std::int64_t value,
                                 ReadingQuality quality = ReadingQuality::steady) {
    return {.source = source, .reading = {.at = at, .value = value}, .quality = quality};
}

// One reading a day from day 0 on, at a steady `per_day`.
inline truck::Meter steady_meter(int days, double per_day, MeterKind kind = MeterKind::odometer) {
    truck::Meter meter{.kind = kind};
    for (int day = 0; day <= days; ++day) {
        meter.add({.t = truck::meter_days(after(day)), .x = 1000 + day * per_day});
    }
    return meter;
}

// The same as readings of SPN 917, m.
inline truck::TruckState driven(int days, std::int64_t m_per_day, std::int64_t from_m = 0) {
    truck::TruckState state;
    for (int day = 0; day <= days; ++day) {
        state.of(MeterKind::odometer)
            .add(reading(engine_917, after(day), from_m + day * m_per_day));
    }
    return state;
}

inline due::Plan plan(std::vector<due::PlanItem> items) {
    return {.id = PlanId::from("long-haul").value(), .items = std::move(items)};
}

inline truck::TruckRecord record(Day delivered) {
    return {.id = truck_id(),
            .vin = "LFWSRXRJ1F1E00001",
            .plan = PlanId::from("long-haul").value(),
            .delivered = delivered};
}

inline due::Completion completion(std::string item, Time at) {
    return {.truck = truck_id(), .item = std::move(item), .at = at};
}

// Less than `bound`.
inline std::uint64_t below(Random& random, std::uint64_t bound) {
    return random() % bound;
}

}  // namespace roadworthy::make
