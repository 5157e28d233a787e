#pragma once
// The texts by which a truck and its ECUs name themselves.

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace roadworthy::j1939 {

// PGN 65260: what stands before the first '*', without blanks, NUL and 0xFF around it and cut where
// binary junk begins; 17 characters at most. Nothing where no character is left.
std::optional<std::string> vin(std::span<const std::uint8_t> data);

// PGN 65259, make*model*serial*unit: the fields as sent, each without padding, a closing '*'
// dropped; nothing where all are empty.
std::optional<std::string> component_id(std::span<const std::uint8_t> data);

// PGN 65242: fields separated by '*' after a byte that counts them; same form as component_id.
std::optional<std::string> software_id(std::span<const std::uint8_t> data);

}  // namespace roadworthy::j1939
