#include "agent/uplink/data_plan.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

#include "common/time.hpp"

namespace roadworthy::uplink {
namespace {

using std::chrono::year_month_day;
using std::chrono::year_month_day_last;

bool is_same_month(Day one, Day other) {
    const year_month_day first(one);
    const year_month_day second(other);
    return first.year() == second.year() && first.month() == second.month();
}

// Today is one of them.
std::uint64_t days_left(Day today) {
    const year_month_day date(today);
    const year_month_day_last last(date.year(), std::chrono::month_day_last(date.month()));
    return static_cast<unsigned>(last.day()) - static_cast<unsigned>(date.day()) + 1;
}

}  // namespace

void DataPlan::count(std::uint64_t bytes, std::optional<Day> today) {
    if (today && usage_.day && *today != *usage_.day) {
        usage_.day_bytes = 0;
        if (!is_same_month(*today, *usage_.day)) {
            usage_.month_bytes = 0;
        }
    }
    if (today) {
        usage_.day = today;
    }
    usage_.day_bytes += bytes;
    usage_.month_bytes += bytes;
}

std::uint64_t DataPlan::share_of_today() const {
    constexpr std::uint64_t days_unknown = 31;
    const std::uint64_t before = usage_.month_bytes - usage_.day_bytes;
    const std::uint64_t left = monthly_bytes_ > before ? monthly_bytes_ - before : 0;
    return left / (usage_.day ? days_left(*usage_.day) : days_unknown);
}

unsigned DataPlan::meters_slower() const {
    constexpr unsigned a_message_a_day = 72;  // of one each twenty minutes
    if (monthly_bytes_ == 0) {
        return 1;
    }
    if (usage_.month_bytes >= monthly_bytes_) {
        return a_message_a_day;
    }
    const std::uint64_t share = share_of_today();
    if (usage_.day_bytes >= share) {
        return 16;
    }
    const std::uint64_t quarters = usage_.day_bytes * 4 / share;  // 0..3
    return quarters < 2 ? 1 : quarters < 3 ? 2 : 4;
}

}  // namespace roadworthy::uplink
