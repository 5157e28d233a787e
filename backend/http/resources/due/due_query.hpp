#pragma once
// The words by which the due list is asked, the same for HTTP and the command line.

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "backend/due/due.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::http {

std::string_view name(due::DueState state);
std::string_view name(due::Criterion criterion);
std::string_view name(truck::Tier tier);

struct DueParameter {
    std::string_view name;
    std::string_view meaning;
};
inline constexpr std::array<DueParameter, 11> due_parameters = {{
    {"state", "Some of overdue,due,soon,not_due,unknown"},
    {"workshop", "The trucks' home workshop"},
    {"segment", "The trucks' segment"},
    {"model", "The trucks' model"},
    {"duty", "The trucks' duty"},
    {"truck", "One truck"},
    {"item", "The item's key"},
    {"criterion", "What limits it: distance, engine_time, calendar, fuel_used or none"},
    {"tier", "The customer's: ordinary, vip or prospect"},
    {"agreement", "A service agreement in force: yes or no"},
    {"order", "rank: the highest score first; day: overdue, then by day"},
}};

// The value of a parameter, if it was given.
using ParameterValue = std::function<std::optional<std::string>(std::string_view name)>;
Result<views::DueQuery> due_query(const ParameterValue& value, Day today);

}  // namespace roadworthy::http
