#pragma once
// What a restart should know of the truck, as the outbox keeps it.

#include "agent/truck/memory.hpp"
#include "common/result.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::agent {

wire::Bytes encode_memory(const onboard::Memory& memory);

// Fails for what is torn, or of a newer agent.
Result<onboard::Memory> decode_memory(wire::BytesView bytes);

}  // namespace roadworthy::agent
