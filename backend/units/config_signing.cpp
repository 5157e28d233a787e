#include "backend/units/config_signing.hpp"

#include <sodium/core.h>
#include <sodium/crypto_sign_ed25519.h>
#include <sodium/randombytes.h>
#include <sodium/utils.h>

#include <array>
#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "common/io/durable_file.hpp"
#include "common/result.hpp"
#include "common/wire/down/config_cbor.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::units {
namespace {

using Seed = std::array<unsigned char, crypto_sign_ed25519_SEEDBYTES>;

static_assert(std::tuple_size_v<wire::ConfigSignature> == crypto_sign_ed25519_BYTES);

void require_sodium() {
    if (sodium_init() < 0) {
        throw std::runtime_error("libsodium cannot be used here");
    }
}

std::string hexadecimal(std::span<const unsigned char> bytes) {
    std::vector<char> digits(2 * bytes.size() + 1);
    sodium_bin2hex(digits.data(), digits.size(), bytes.data(), bytes.size());
    return {digits.data(), 2 * bytes.size()};
}

struct KeyPair {
    explicit KeyPair(const Seed& seed) {
        crypto_sign_ed25519_seed_keypair(public_half.data(), secret_half.data(), seed.data());
    }
    ~KeyPair() { sodium_memzero(secret_half.data(), secret_half.size()); }
    KeyPair(const KeyPair&) = delete;
    KeyPair& operator=(const KeyPair&) = delete;

    std::array<unsigned char, crypto_sign_ed25519_PUBLICKEYBYTES> public_half{};
    std::array<unsigned char, crypto_sign_ed25519_SECRETKEYBYTES> secret_half{};
};

Result<Seed> read_seed(const std::filesystem::path& file) {
    constexpr std::size_t digits = 2 * std::tuple_size_v<Seed>;
    const auto content = io::read_whole(file, digits + 2);
    if (!content) {
        return fail(file.string() + ": no such file");
    }
    Seed seed{};
    std::size_t length = 0;
    const auto* text = reinterpret_cast<const char*>(content->data());
    const bool is_hex = sodium_hex2bin(seed.data(), seed.size(), text, content->size(), "\r\n",
                                       &length, nullptr) == 0;
    if (!is_hex || length != seed.size()) {
        return fail(file.string() + ": expected a key of 64 hexadecimal digits, got another file");
    }
    return seed;
}

}  // namespace

Result<std::string> make_key(const std::filesystem::path& file) {
    require_sodium();
    if (std::filesystem::exists(file)) {
        return fail(file.string() + ": is there already");
    }
    Seed seed{};
    randombytes_buf(seed.data(), seed.size());
    const std::string digits = hexadecimal(seed) + '\n';
    io::write_durably(file, std::as_bytes(std::span(digits)));
    return hexadecimal(KeyPair(seed).public_half);
}

Result<wire::Bytes> sign_config(const std::filesystem::path& key_file,
                                const wire::DesiredConfig& desired) {
    require_sodium();
    constexpr bool allow_exceptions = false;
    constexpr bool ignore_comments = true;
    if (desired.text.size() > wire::most_config_bytes ||
        !nlohmann::json::parse(desired.text, nullptr, allow_exceptions, ignore_comments)
             .is_object()) {
        return fail("expected a JSON object of at most " + std::to_string(wire::most_config_bytes) +
                    " bytes, got something else");
    }
    if (desired.version == 0 || desired.version > wire::most_number) {
        return fail("expected a version from 1 to " + std::to_string(wire::most_number) + ", got " +
                    std::to_string(desired.version));
    }
    const auto seed = read_seed(key_file);
    if (!seed) {
        return fail(seed.error().message);
    }
    const KeyPair keys(*seed);
    wire::SignedConfig message{.content = wire::encode_desired(desired)};
    const wire::Bytes covered = wire::signed_bytes(message.content);
    crypto_sign_ed25519_detached(reinterpret_cast<unsigned char*>(message.signature.data()),
                                 nullptr, reinterpret_cast<const unsigned char*>(covered.data()),
                                 covered.size(), keys.secret_half.data());
    return wire::encode_signed(message);
}

}  // namespace roadworthy::units
