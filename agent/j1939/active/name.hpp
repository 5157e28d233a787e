#pragma once
// The NAME by which a unit is known on the bus, and by which claims of one address are decided: the
// lower number wins (J1939-81 4.1).

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace roadworthy::j1939 {

using Name = std::uint64_t;

// A value too large for its field is cut to the field's bits.
struct NameFields {
    std::uint32_t identity_number = 0;    // 21 bits: one unit of the manufacturer's
    std::uint16_t manufacturer_code = 0;  // 11 bits: given by SAE
    std::uint8_t ecu_instance = 0;        // 3 bits
    std::uint8_t function_instance = 0;   // 5 bits
    std::uint8_t function = 54;           // 54: communications unit, cellular
};

// Of the global industry group, and always able to take another address. That bit is the highest of
// a NAME, so a unit of ours loses to every ECU that knows only one address.
constexpr Name name_of(const NameFields& fields) {
    constexpr Name takes_any_address = Name{1} << 63;
    return (fields.identity_number & 0x1F'FFFFU) | Name{fields.manufacturer_code & 0x7FFU} << 21 |
           Name{fields.ecu_instance & 7U} << 32 | Name{fields.function_instance & 0x1FU} << 35 |
           Name{fields.function} << 40 | takes_any_address;
}

// The lowest byte first, as in an address claim.
constexpr std::array<std::uint8_t, 8> bytes_of(Name name) {
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t place = 0; place < bytes.size(); ++place) {
        bytes[place] = static_cast<std::uint8_t>(name >> (8 * place));
    }
    return bytes;
}
constexpr Name name_in(std::span<const std::uint8_t, 8> bytes) {
    Name name = 0;
    for (std::size_t place = 0; place < bytes.size(); ++place) {
        name |= Name{bytes[place]} << (8 * place);
    }
    return name;
}

}  // namespace roadworthy::j1939
