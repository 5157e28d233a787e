#pragma once
// Values of the backend's subjects for tests in one line.

#include <cstdint>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/truck/meter_book.hpp"
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

inline truck::DatedReading reading(MeterSource source, Time at, std::int64_t value) {
    return {.at = at, .source = source, .value = value};
}

// Of a truck of which nothing has been settled.
inline const truck::Past no_past = [](MeterKind) -> std::vector<truck::ReadingsOfDay> {
    throw std::logic_error("nobody has kept a past");
};

// Keeps the days that a book settles, as a store does.
class Shelf {
public:
    void take_rows_of(truck::MeterBook& book) {
        for (auto& day : book.take_rows()) {
            days_.insert_or_assign(day.day, std::move(day));
        }
    }
    std::vector<truck::ReadingsOfDay> days() const {
        std::vector<truck::ReadingsOfDay> all;
        for (const auto& [day, readings] : days_) {
            all.push_back(readings);
        }
        return all;
    }
    // With what it needs of the past, and without it afterwards.
    void add(truck::MeterBook& book, const truck::DatedReading& reading) {
        remember(book, reading.at);
        book.add(reading);
        take_rows_of(book);
        book.forget_past();
    }
    void remember(truck::MeterBook& book, Time at) {
        take_rows_of(book);
        if (book.needs_past(at)) {
            book.remember(days());
        }
    }

private:
    std::map<Day, truck::ReadingsOfDay> days_;
};

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
        state.book(MeterKind::odometer)
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
