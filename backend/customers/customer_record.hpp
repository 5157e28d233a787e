#pragma once
// The view of one customer: trucks, what is due, what is wrong, how much they could work. Pure
// assembly of rows that the caller has read under the row filter.

#include <cstdint>
#include <optional>
#include <vector>

#include "backend/due/due.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/sources.hpp"
#include "backend/uptime/availability.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::customers {

struct TruckCare {
    truck::TruckRecord record;
    std::optional<PlanId> plan;                 // by which it goes
    std::optional<truck::ValueAt> odometer;     // m
    std::optional<truck::ValueAt> engine_time;  // s
    std::optional<Time> last_heard;
    std::vector<due::DueRow> due;
    std::vector<faults::Episode> faults;  // open and unknown
    uptime::Totals uptime;
    friend bool operator==(const TruckCare&, const TruckCare&) = default;
};

struct CareCounts {
    std::uint32_t trucks = 0;
    std::uint32_t overdue = 0;  // items
    std::uint32_t due = 0;
    std::uint32_t soon = 0;
    std::uint32_t unknown = 0;
    std::uint32_t stop_now = 0;  // open episodes
    std::uint32_t workshop_soon = 0;
    friend bool operator==(const CareCounts&, const CareCounts&) = default;
};

struct CustomerRecord {
    truck::Customer customer;
    std::vector<TruckCare> trucks;  // the most urgent first
    CareCounts counts;
    uptime::Totals uptime;  // of all trucks together
    friend bool operator==(const CustomerRecord&, const CustomerRecord&) = default;
};

CustomerRecord customer_record(const truck::Customer& customer, std::vector<TruckCare> trucks,
                               Day today);

}  // namespace roadworthy::customers
