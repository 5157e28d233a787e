#include "backend/notify/channels/signing.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace roadworthy::notify {
namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string digits_of(unsigned char byte, std::string_view digits) {
    return {digits[byte >> 4U], digits[byte & 0xFU]};
}

}  // namespace

Mac hmac_sha256(std::string_view key, std::string_view text) {
    Mac mac{};
    unsigned length = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(),
             mac.data(), &length) == nullptr ||
        length != mac.size()) {
        throw std::runtime_error("HMAC-SHA256 failed");
    }
    return mac;
}

std::string hexadecimal(const Mac& mac) {
    std::string text;
    for (const unsigned char byte : mac) {
        text += digits_of(byte, "0123456789abcdef");
    }
    return text;
}

std::string base64(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // with the zero that is put behind
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                       bytes_of(bytes), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::string base64(const Mac& mac) {
    return base64({reinterpret_cast<const char*>(mac.data()), mac.size()});
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string encoded;
    for (const char c : text) {
        if (unreserved.find(c) != std::string_view::npos) {
            encoded += c;
        } else {
            encoded += '%' + digits_of(static_cast<unsigned char>(c), "0123456789ABCDEF");
        }
    }
    return encoded;
}

}  // namespace roadworthy::notify
