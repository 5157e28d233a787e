#pragma once
// What a unit says of itself when it comes and what the broker says when it goes: a retained
// message, so the broker tells the last one of every truck again at each connection. Therefore it
// is live state and no input: it is not in the journal, and nothing derived may hang on it.

#include <cstddef>
#include <span>

#include "backend/store/inputs/stream_rows.hpp"
#include "common/result.hpp"

namespace roadworthy::ingest {

constexpr std::size_t most_presence_bytes = 1024;

// {"state": "online" | "offline", "agent_version": text, and where the unit can be configured from
// afar: "config_version": number, "config_desired": number, "config_state": text,
// "config_reason": text}
Result<store::PresenceRow> parse_presence(std::span<const std::byte> payload);

}  // namespace roadworthy::ingest
