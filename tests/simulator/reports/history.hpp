#pragma once
// One truck's life as its reports, a day at a time: what the commands and the load generator share.

#include <memory>
#include <optional>
#include <vector>

#include "tests/simulator/model/life.hpp"
#include "tests/simulator/reports/reporting.hpp"

namespace roadworthy::sim {

struct HistoryOptions {
    std::uint64_t fleet_seed = 1;
    int days = 30;
    Time until;  // reports of the `days` before
    Script script;
    Reporting::Settings reporting;
};

class History {
public:
    History(const HistoryOptions& options, unsigned truck_number);

    struct DayOfReports {
        DayRecord day;
        std::vector<Report> reports;
    };
    std::optional<DayOfReports> next_day();

    const Character& truck() const { return life_->truck(); }
    const Life& life() const { return *life_; }
    const Reporting& reporting() const { return reporting_; }
    const TimeSpan& span() const { return span_; }

private:
    TimeSpan span_;
    std::unique_ptr<Life> life_;  // its truck is referred to, wherever the history moves
    Reporting reporting_;
    Day next_;
};

}  // namespace roadworthy::sim
