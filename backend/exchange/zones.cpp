#include "backend/exchange/zones.hpp"

#include <date/date.h>
#include <date/tz.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/cases/calendar/zone.hpp"
#include "common/result.hpp"

namespace roadworthy::exchange {
namespace {

// Looked up in the list, for `locate_zone` throws the same for a bad name as for a bad file.
const date::time_zone* find_zone(std::string_view name) {
    const auto& zones = date::get_tzdb().zones;
    const auto found = std::ranges::find(zones, name, &date::time_zone::name);
    return found != zones.end() ? &*found : nullptr;
}

date::sys_seconds beginning(std::chrono::year year) {
    return date::sys_seconds{std::chrono::sys_days{year / std::chrono::January / 1}};
}

}  // namespace

Result<cases::Zone> zone_table(std::string_view name, std::chrono::year first,
                               std::chrono::year last) {
    if (first > last || last > last_year_of_zones) {
        return fail("expected years in order, at most " +
                    std::to_string(static_cast<int>(last_year_of_zones)) + ", got " +
                    std::to_string(static_cast<int>(first)) + " to " +
                    std::to_string(static_cast<int>(last)));
    }
    const date::time_zone* zone = find_zone(name);
    if (zone == nullptr) {
        return fail("expected a time zone's name as Asia/Shanghai, got \"" + std::string(name) +
                    '"');
    }
    // A year begins and ends up to a day earlier or later than in UTC.
    const date::sys_seconds end = beginning(last + std::chrono::years{1}) + std::chrono::days{1};
    date::sys_info info = zone->get_info(beginning(first) - std::chrono::days{1});
    const std::chrono::seconds offset = info.offset;
    std::vector<cases::OffsetChange> changes;
    while (info.end < end) {
        const std::chrono::seconds before = info.offset;
        info = zone->get_info(info.end);
        if (info.offset != before) {  // else only its abbreviation has changed
            changes.push_back({.at = info.begin, .offset = info.offset});
        }
    }
    return cases::Zone::from(offset, std::move(changes));
}

}  // namespace roadworthy::exchange
