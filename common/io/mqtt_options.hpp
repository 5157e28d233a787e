#pragma once
// Our connection's options in Paho's terms: for mqtt.cpp alone.

#include <mqtt/connect_options.h>

#include "common/io/mqtt.hpp"

namespace roadworthy::mqtt {

::mqtt::connect_options paho_options(const Options& options);

}  // namespace roadworthy::mqtt
