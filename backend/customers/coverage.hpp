#pragma once
// What a truck's papers promise at a time.

#include <string>

#include "backend/truck/registry.hpp"
#include "common/time.hpp"

namespace roadworthy::customers {

// The service agreement that held then, by its name; empty: none. Its last day counts.
std::string agreement_at(const truck::TruckRecord& record, Time at);

}  // namespace roadworthy::customers
