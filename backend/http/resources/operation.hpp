#pragma once
// What is not about trucks: health, metrics, whose token it is, and the description of the interface.

#include <string_view>

#include "backend/http/router.hpp"

namespace roadworthy::http {

// openapi.yaml, compiled in: a program and its description cannot be parted.
extern const std::string_view description;

Answer<Response> get_health(const Call& call);
Answer<Response> get_metrics(const Call& call);
Answer<Response> get_me(const Call& call);
Answer<Response> get_description(const Call& call);

}  // namespace roadworthy::http
