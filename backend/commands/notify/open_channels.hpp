#pragma once
// From what the configuration says to a channel that can send.

#include <memory>

#include "backend/config.hpp"
#include "backend/notify/channels/channel.hpp"

namespace roadworthy::backend {

// Reads the files that it names. Throws std::runtime_error with words, and without secrets, if one
// cannot be read or `from` is not a mail address.
std::unique_ptr<notify::Channel> open_channel(const ChannelConfig& config);

}  // namespace roadworthy::backend
