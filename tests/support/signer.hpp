#pragma once
// An operator with a key: signs configurations as the backend's command does, but with keys that
// follow from a number, so that a test gives the same bytes each time.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "agent/settings/config.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::support {

class Signer {
public:
    explicit Signer(std::uint8_t seed = 1);

    const agent::PublicKey& public_key() const { return public_key_; }
    // The whole message for down/config.
    wire::Bytes sign(std::uint64_t version, std::string_view text,
                     std::string_view truck = "TRUCK001") const;
    wire::Bytes sign_content(wire::BytesView content) const;
    // Over `covered` in place of what should be covered.
    wire::Bytes sign_other(wire::BytesView content, wire::BytesView covered) const;

private:
    agent::PublicKey public_key_{};
    std::array<std::byte, 64> secret_key_{};
};

}  // namespace roadworthy::support
