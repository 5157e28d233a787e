#pragma once
// The operator's key, and what he signs with it. The key is a file of his own: neither the
// database nor the serving backend needs it, and it may stay on a machine without a network.

#include <filesystem>
#include <string>

#include "common/result.hpp"
#include "common/wire/down/config_cbor.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::units {

// Makes a new key in a file that only its owner can read, and gives the public half as 64
// hexadecimal digits, for remote.public_keys of the units. Refuses to write over a file.
Result<std::string> make_key(const std::filesystem::path& file);

// The message for the unit, or why the key cannot be used or the text is not JSON of at most
// wire::most_config_bytes. (Which keys the unit accepts is told by the unit.)
Result<wire::Bytes> sign_config(const std::filesystem::path& key_file,
                                const wire::DesiredConfig& desired);

}  // namespace roadworthy::units
