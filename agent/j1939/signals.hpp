#pragma once
// Reads signals out of a message's data. "Not available", "error" and zero are three things: only
// a valid raw value becomes a reading.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "agent/j1939/signal_table.hpp"

namespace roadworthy::j1939 {

enum class Validity : std::uint8_t { valid, parameter_specific, reserved, error, absent };

// Constant expressions only: what is asked for must be in the table.
consteval Signal signal_of(Spn spn) {
    for (const Signal& signal : signals) {
        if (signal.spn == spn) {
            return signal;
        }
    }
    throw "no such signal in the table";
}

// J1939-71 table 1 for whole bytes, where the top byte decides, and for 2 to 4 bits.
constexpr Validity validity_of(const Signal& signal, std::uint32_t raw) {
    if (signal.bits < 8) {
        const std::uint32_t absent = (1U << signal.bits) - 1;
        if (raw == absent) {
            return Validity::absent;
        }
        const bool is_error = raw == absent - 1 && signal.two == Two::is_error;
        return is_error ? Validity::error : Validity::valid;
    }
    const std::uint32_t top = raw >> (signal.bits - 8);
    if (top <= 0xFA) {
        return Validity::valid;
    }
    return top == 0xFB   ? Validity::parameter_specific
           : top <= 0xFD ? Validity::reserved
           : top == 0xFE ? Validity::error
                         : Validity::absent;
}

// The bits as sent; nothing where the data end before the signal does.
constexpr std::optional<std::uint32_t> raw(const Signal& signal,
                                           std::span<const std::uint8_t> data) {
    const std::size_t first = signal.first_byte - 1U;
    const std::size_t bytes = (signal.first_bit - 1U + signal.bits + 7U) / 8;
    if (data.size() < first + bytes) {
        return std::nullopt;
    }
    std::uint32_t word = 0;
    for (std::size_t byte = 0; byte < bytes; ++byte) {
        word |= std::uint32_t{data[first + byte]} << (8 * byte);
    }
    if (signal.bits == 32) {
        return word;
    }
    return word >> (signal.first_bit - 1U) & ((1U << signal.bits) - 1);
}

// To the nearest where the unit is coarser than the signal; totals come out exact.
constexpr std::int64_t scaled(const Signal& signal, std::uint32_t raw) {
    const std::int64_t product = std::int64_t{raw} * signal.numerator;
    return (product + signal.denominator / 2) / signal.denominator + signal.offset;
}

// The value in the signal's unit: nothing where it is absent, an error, reserved or cut off.
constexpr std::optional<std::int64_t> value(const Signal& signal,
                                            std::span<const std::uint8_t> data) {
    const auto bits = raw(signal, data);
    if (!bits || validity_of(signal, *bits) != Validity::valid) {
        return std::nullopt;
    }
    return scaled(signal, *bits);
}
template <Spn spn>
constexpr std::optional<std::int64_t> value(std::span<const std::uint8_t> data) {
    constexpr Signal signal = signal_of(spn);
    return value(signal, data);
}

// Whether a valid value can be true of a truck. The one place for this rule: `decode` and the
// meters of the truck both ask here.
constexpr bool is_believable(const Signal& signal, std::int64_t value) {
    return value <= signal.most_believed;
}
template <Spn spn>
constexpr bool is_believable(std::int64_t value) {
    constexpr Signal signal = signal_of(spn);
    return is_believable(signal, value);
}

// A value that is there, valid and believable.
template <Spn spn>
constexpr std::optional<std::int64_t> believed(std::span<const std::uint8_t> data) {
    const auto read = value<spn>(data);
    return read && is_believable<spn>(*read) ? read : std::nullopt;
}

}  // namespace roadworthy::j1939
