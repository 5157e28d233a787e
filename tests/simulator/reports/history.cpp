#include "tests/simulator/reports/history.hpp"

#include <memory>
#include <optional>

#include "common/time.hpp"
#include "tests/simulator/model/calendar.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/life.hpp"

namespace roadworthy::sim {
namespace {

Day first_day_of(const HistoryOptions& options) {
    return local_day_of(options.until - std::chrono::days{options.days});
}

}  // namespace

History::History(const HistoryOptions& options, unsigned truck_number)
    : span_{options.until - std::chrono::days{options.days}, options.until},
      life_(std::make_unique<Life>(
          character_of(options.fleet_seed, truck_number),
          Course{.first_day = first_day_of(options), .script = options.script})),
      reporting_(life_->truck(), options.reporting),
      next_(first_day_of(options)) {}

std::optional<History::DayOfReports> History::next_day() {
    if (local_midnight(next_) >= span_.to) {
        return std::nullopt;
    }
    next_ += std::chrono::days{1};
    DayOfReports result{.day = life_->next_day(), .reports = {}};
    result.reports = reporting_.day(result.day, span_);
    return result;
}

}  // namespace roadworthy::sim
