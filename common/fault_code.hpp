#pragma once
// A diagnostic trouble code as J1939-73 names it, and the lamps of the DM that held it.

#include <compare>
#include <cstdint>

namespace roadworthy {

// What tells one fault of a truck from another.
struct FaultKey {
    std::uint8_t source_address = 0;
    std::uint32_t spn = 0;  // 19 bits; with conversion method 1 read as version 4 (see Dtc)
    std::uint8_t fmi = 0;   // 5 bits
    friend auto operator<=>(const FaultKey&, const FaultKey&) = default;
};

constexpr std::uint8_t occurrences_absent = 127;

struct Dtc {
    std::uint32_t spn = 0;
    std::uint8_t fmi = 0;
    std::uint8_t occurrences = occurrences_absent;
    // SPN 1706. 0: version 4. 1: version 1, 2 or 3, which the frame does not tell apart.
    std::uint8_t conversion_method = 0;
    friend auto operator<=>(const Dtc&, const Dtc&) = default;
};

enum class Lamp : std::uint8_t { off = 0, on = 1, error = 2, absent = 3 };
// Means something only while its lamp is on.
enum class Flash : std::uint8_t { slow = 0, fast = 1, reserved = 2, steady = 3 };

// The two lamp bytes as sent: MIL bits 8-7, red stop 6-5, amber warning 4-3, protect 2-1.
struct Lamps {
    std::uint8_t state = 0xFF;
    std::uint8_t flash = 0xFF;

    constexpr Lamp mil() const { return Lamp((state >> 6) & 3); }
    constexpr Lamp red_stop() const { return Lamp((state >> 4) & 3); }
    constexpr Lamp amber_warning() const { return Lamp((state >> 2) & 3); }
    constexpr Lamp protect() const { return Lamp(state & 3); }
    constexpr Flash mil_flash() const { return Flash((flash >> 6) & 3); }
    constexpr Flash red_stop_flash() const { return Flash((flash >> 4) & 3); }
    constexpr Flash amber_warning_flash() const { return Flash((flash >> 2) & 3); }
    constexpr Flash protect_flash() const { return Flash(flash & 3); }
    friend auto operator<=>(const Lamps&, const Lamps&) = default;
};

}  // namespace roadworthy
