#pragma once
// The figures by which a service is judged, as sums that add up over trucks and months: each keeps
// what it was divided from, so that a fleet's figure is no mean of means.
//
//   availability  up / (up + planned + unplanned), over the clock, and within the operating hours
//   MTBF          up / unplanned stops that began in the period
//   MTTR          unplanned / unplanned stops, also those that had begun before
//   first-time fix  1 - comebacks / repairs

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/intervals.hpp"
#include "backend/uptime/operating.hpp"
#include "common/time.hpp"

namespace roadworthy::uptime {

// Unplanned time; what begins less than a day after the end of the one before is the same stop: a
// truck that limps on stops again.
struct Stop {
    Period from_to;
    Time since;  // its evidence; perhaps before the first tile
    std::chrono::seconds stood{0};
    friend bool operator==(const Stop&, const Stop&) = default;
};
std::vector<Stop> stops_of(std::span<const Tile> tiles);

// A mean with what it was made of.
struct Mean {
    std::int64_t count = 0;
    std::chrono::seconds total{0};
    friend bool operator==(const Mean&, const Mean&) = default;

    void add(Duration length);
    Mean& operator+=(const Mean& other);
    std::optional<std::chrono::seconds> value() const;  // rounded down
};

struct Figures {
    Totals clock;
    Totals operating;
    std::int64_t stops = 0;  // unplanned
    std::int64_t begun = 0;  // of those
    Mean response;           // of cases that happened in the period: from the report to the answer
    Mean repair;             // from the workshop to the repair
    Mean solution;           // from the report to the release
    std::int64_t repairs = 0;
    std::int64_t comebacks = 0;  // of those
    friend bool operator==(const Figures&, const Figures&) = default;

    Figures& operator+=(const Figures& other);
    std::optional<std::chrono::seconds> mtbf() const;
    std::optional<std::chrono::seconds> mttr() const;
    std::optional<int> first_time_fix_bp() const;
};

Figures figures_of(std::span<const Tile> tiles, const cases::Calendar& hours);
// Complaints are nobody's standstill.
void add_stages(Figures& figures, const cases::Case& it);

}  // namespace roadworthy::uptime
