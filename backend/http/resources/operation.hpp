#pragma once
// What is not about trucks: the front page, health, metrics, and the description of the interface.

#include "backend/http/router.hpp"

namespace roadworthy::http {

Answer<Response> get_front_page(const Call& call);
Answer<Response> get_health(const Call& call);
Answer<Response> get_metrics(const Call& call);
Answer<Response> get_description(const Call& call);

}  // namespace roadworthy::http
