#pragma once
// What really happened to the simulated trucks, as JSON lines: what the product's answers are held
// against. Times are ISO, UTC; units stand in the names.

#include <ostream>

#include "tests/simulator/model/life.hpp"
#include "tests/simulator/reports/history.hpp"

namespace roadworthy::sim {

class Truth {
public:
    explicit Truth(std::ostream& out) : out_(out) {}

    void begin(const Character& truck);
    void day(const Character& truck, const DayRecord& day, TimeSpan span);
    void end(const History& history, const DayRecord& last_day);

private:
    std::ostream& out_;
    ActiveCodes codes_;  // of the truck under way, within the span
};

}  // namespace roadworthy::sim
