#pragma once
// Of this program, as presence and status tell it. The build gives it: the project's version.

#include <string_view>

namespace roadworthy::agent {

inline constexpr std::string_view version = ROADWORTHY_VERSION;

}  // namespace roadworthy::agent
