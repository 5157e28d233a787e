#pragma once
// HMAC-SHA256 (RFC 2104), and the forms in which the receivers want it.

#include <array>
#include <string>
#include <string_view>

namespace roadworthy::notify {

using Mac = std::array<unsigned char, 32>;

Mac hmac_sha256(std::string_view key, std::string_view text);

std::string hexadecimal(const Mac& mac);     // lower case
std::string base64(std::string_view bytes);  // RFC 4648, padded, in one line
std::string base64(const Mac& mac);
std::string percent_encoded(std::string_view text);  // RFC 3986: all but the unreserved

}  // namespace roadworthy::notify
