#pragma once
// A digest in words: one message with a line for each alert.

#include <cstddef>

#include "backend/notify/message/alert_message.hpp"
#include "backend/notify/message/compose.hpp"

namespace roadworthy::notify {

// Of more alerts than this the first are told, and how many there are beside them.
constexpr std::size_t most_lines = 200;

Composed compose_digest(const Digest& digest, const Reader& reader);

}  // namespace roadworthy::notify
