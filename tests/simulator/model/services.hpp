#pragma once
// The services that a truck of a duty is given by plan, and when each is due next. The keys are those
// of the plans in tests/simulator/sample/plans.csv.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "common/time.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/day_record.hpp"

namespace roadworthy::sim {

struct ServiceItem {
    std::string_view key;
    std::int64_t every_km = 0;  // 0: not by distance
    std::int64_t every_engine_hours = 0;
    std::int64_t every_days = 0;
    int labour_minutes = 60;
};

std::span<const ServiceItem> service_items(Duty duty);
std::string_view plan_of(Duty duty);

class Services {
public:
    // Each item was last done some way back, so that not all fall due at once.
    Services(const Character& truck, Day first_day);

    // What is due, or will be within a share of its interval: what a good workshop does in one visit.
    std::vector<std::string_view> due(Day day, const Totals& totals) const;
    int labour_minutes(std::span<const std::string_view> items) const;
    void done(std::span<const std::string_view> items, Day day, const Totals& totals);

    struct Last {
        const ServiceItem* item = nullptr;
        Day day;
        std::int64_t odometer_m = 0;
        std::int64_t engine_time_s = 0;
    };
    const std::vector<Last>& last() const { return last_; }

private:
    std::vector<Last> last_;
    std::int64_t lateness_percent_ = 0;  // of this owner: 100 = on the day
};

}  // namespace roadworthy::sim
