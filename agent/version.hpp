#pragma once
// Of this program, as presence and status tell it, and when it was built. The build gives both.

#include <chrono>
#include <string_view>

#include "common/time.hpp"

namespace roadworthy::agent {

inline constexpr std::string_view version = ROADWORTHY_VERSION;

// No unit that runs it lives before: a floor for its clock. SOURCE_DATE_EPOCH where it is set, so
// that a package can be built twice alike.
inline constexpr Time build_time{std::chrono::seconds{ROADWORTHY_BUILD_TIME}};

}  // namespace roadworthy::agent
