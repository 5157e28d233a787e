#pragma once
// What an operator wants a unit to be set to: a signed message, retained on down/config. Described
// in common/report.cddl. Here are its bytes alone; who signs and who checks has libsodium.
//
// The signature covers bytes, not values: they are checked before anything in them is read, and no
// second way of writing the same values can be passed off as signed.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "common/ids.hpp"
#include "common/result.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::wire {

constexpr std::uint64_t config_form = 1;  // of the message, as answer_version is of answers
constexpr std::size_t most_config_bytes = std::size_t{16} * 1024;  // of the text
constexpr std::size_t most_config_message_bytes = most_config_bytes + 512;

struct DesiredConfig {
    TruckId truck;
    std::uint64_t version = 1;  // 1 to most_number; a unit takes none that is not above its last
    std::string text;           // JSON: the part of the configuration that can be changed from afar
    friend bool operator==(const DesiredConfig&, const DesiredConfig&) = default;
};

using ConfigSignature = std::array<std::byte, 64>;  // Ed25519

struct SignedConfig {
    Bytes content;  // encode_desired(), as it was signed
    ConfigSignature signature{};
    friend bool operator==(const SignedConfig&, const SignedConfig&) = default;
};

Bytes encode_desired(const DesiredConfig& desired);
Result<DesiredConfig> decode_desired(BytesView content);

// What is signed: a label in front, so that no signature made for another purpose fits here.
Bytes signed_bytes(BytesView content);

Bytes encode_signed(const SignedConfig& message);
// Refuses what encode_signed() would not have written byte for byte: nothing outside the signature
// can carry a meaning.
Result<SignedConfig> decode_signed(BytesView message);

}  // namespace roadworthy::wire
