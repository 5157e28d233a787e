#pragma once
// openapi.yaml, compiled in: a program and its description cannot be parted.

#include <string_view>

namespace roadworthy::http {

extern const std::string_view description;

}  // namespace roadworthy::http
