#pragma once
// The texts of *.csv beside this file, as they are.

#include <string_view>

namespace roadworthy::faults {

extern const std::string_view spn_csv;
extern const std::string_view fmi_csv;
extern const std::string_view systems_csv;
extern const std::string_view addresses_csv;

}  // namespace roadworthy::faults
