#pragma once
// How the backend reaches its broker.

#include "backend/config.hpp"
#include "common/io/mqtt.hpp"

namespace roadworthy::backend {

// Throws std::runtime_error with words if the password's file cannot be read.
mqtt::Options broker_options(const BrokerConfig& config);

}  // namespace roadworthy::backend
