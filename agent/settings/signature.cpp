#include "agent/settings/signature.hpp"

#include <sodium/core.h>
#include <sodium/crypto_sign_ed25519.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <tuple>

#include "agent/settings/config.hpp"
#include "common/result.hpp"
#include "common/wire/down/config_cbor.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::agent {
namespace {

static_assert(std::tuple_size_v<PublicKey> == crypto_sign_ed25519_PUBLICKEYBYTES);
static_assert(std::tuple_size_v<wire::ConfigSignature> == crypto_sign_ed25519_BYTES);

const unsigned char* chars(const std::byte* bytes) {
    return reinterpret_cast<const unsigned char*>(bytes);
}

}  // namespace

Result<wire::DesiredConfig> verified(wire::BytesView message, std::span<const PublicKey> keys) {
    if (sodium_init() < 0) {
        throw std::runtime_error("libsodium cannot be used here");
    }
    const auto decoded = wire::decode_signed(message);
    if (!decoded) {
        return fail(decoded.error().message);
    }
    const wire::Bytes covered = wire::signed_bytes(decoded->content);
    const bool is_signed = std::ranges::any_of(keys, [&](const PublicKey& key) {
        return crypto_sign_ed25519_verify_detached(chars(decoded->signature.data()),
                                                   chars(covered.data()), covered.size(),
                                                   chars(key.data())) == 0;
    });
    if (!is_signed) {
        return fail("expected a signature by a key of remote.public_keys, got another");
    }
    return wire::decode_desired(decoded->content);
}

}  // namespace roadworthy::agent
