#pragma once
// Who wrote a configuration: its Ed25519 signature against the keys that this unit trusts.

#include <span>

#include "agent/settings/config.hpp"
#include "common/result.hpp"
#include "common/wire/down/config_cbor.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::agent {

// What a message from down/config says, if one of the keys has signed it; nothing of its content
// is read before that is known.
Result<wire::DesiredConfig> verified(wire::BytesView message, std::span<const PublicKey> keys);

}  // namespace roadworthy::agent
