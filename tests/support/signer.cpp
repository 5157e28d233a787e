#include "tests/support/signer.hpp"

#include <sodium/core.h>
#include <sodium/crypto_sign_ed25519.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "common/wire/down/config_cbor.hpp"
#include "common/wire/schema.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::support {
namespace {

unsigned char* chars(std::byte* bytes) {
    return reinterpret_cast<unsigned char*>(bytes);
}

const unsigned char* chars(const std::byte* bytes) {
    return reinterpret_cast<const unsigned char*>(bytes);
}

}  // namespace

Signer::Signer(std::uint8_t seed) {
    if (sodium_init() < 0) {
        throw std::runtime_error("no libsodium");
    }
    std::array<unsigned char, crypto_sign_ed25519_SEEDBYTES> bytes{};
    bytes.fill(seed);
    crypto_sign_ed25519_seed_keypair(chars(public_key_.data()), chars(secret_key_.data()),
                                     bytes.data());
}

wire::Bytes Signer::sign(std::uint64_t version, std::string_view text,
                         std::string_view truck) const {
    return sign_content(wire::encode_desired(
        {.truck = make::truck_id(truck), .version = version, .text = std::string(text)}));
}

wire::Bytes Signer::sign_content(wire::BytesView content) const {
    return sign_other(content, wire::signed_bytes(content));
}

wire::Bytes Signer::sign_other(wire::BytesView content, wire::BytesView covered) const {
    wire::SignedConfig message{.content = {content.begin(), content.end()}};
    crypto_sign_ed25519_detached(chars(message.signature.data()), nullptr, chars(covered.data()),
                                 covered.size(), chars(secret_key_.data()));
    return wire::encode_signed(message);
}

}  // namespace roadworthy::support
