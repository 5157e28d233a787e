#pragma once
// The words for uptime and the monthly report, in Chinese and in English.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "backend/exchange/words.hpp"
#include "backend/uptime/intervals.hpp"

namespace roadworthy::exchange {

enum class UptimeWord : std::uint8_t {
    title,
    month,
    period,
    made_on,
    trucks,
    truck,
    plate,
    model,
    odometer,
    availability,
    over_clock,
    in_hours,
    target,
    up,
    driven,
    planned,
    unplanned,
    unknown,
    stops,
    mtbf,
    mttr,
    response,
    repair,
    solution,
    first_time_fix,
    day_by_day,
    standstill,
    from,
    to,
    length,
    why,
    what_cost,
    by_truck,
    trend,
    services_done,
    services_due,
    item,
    done_on,
    workshop,
    expected,
    state,
    faults,
    fault,
    action,
    since,
    until,
    still_there,
    what_we_did,
    reported,
    answered,
    released,
    cause,
    what_was_done,
    what_we_propose,
    visit,
    jobs,
    nothing,
    how_reckoned,
    formula,
    unknown_note,
    next_step,
    met,
    missed,
    no_target,
    open,
    stood,
    times
};

std::string_view word(UptimeWord word, Language language);
std::string_view word(uptime::Condition condition, Language language);
std::string_view word(uptime::Source source, Language language);
// 3 天 4 小时, 3 d 4 h; 5 小时 20 分, 5 h 20 min; 40 分, 40 min.
std::string length_of(std::chrono::seconds length, Language language);

}  // namespace roadworthy::exchange
