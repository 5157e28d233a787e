#include "agent/j1939/trouble_codes.hpp"

#include "common/fault_code.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace roadworthy::j1939 {
namespace {

constexpr std::size_t lamp_bytes = 2;
constexpr std::size_t code_bytes = 4;

bool is_no_fault(std::span<const std::uint8_t> word) {
    const std::uint8_t first = word[0];
    return (first == 0x00 || first == 0xFF) && word[1] == first && word[2] == first &&
           word[3] == first;
}

}  // namespace

std::optional<TroubleCodes> TroubleCodes::of(std::span<const std::uint8_t> data) {
    if (data.size() < lamp_bytes) {
        return std::nullopt;
    }
    const auto words = data.subspan(lamp_bytes);
    return TroubleCodes({.state = data[0], .flash = data[1]},
                        words.first(words.size() / code_bytes * code_bytes));
}

// Version 4: SPN bits 1-8, 9-16, then 17-19 above the FMI; conversion method above the count. With
// conversion method 1 the frame does not tell versions 1, 2 and 3 apart; version 3 has this same
// layout and is the only sensible one in the recordings that we know.
Dtc TroubleCodes::Iterator::operator*() const {
    const std::uint32_t high = words_[2] >> 5;
    return {.spn = words_[0] | std::uint32_t{words_[1]} << 8 | high << 16,
            .fmi = static_cast<std::uint8_t>(words_[2] & 0x1F),
            .occurrences = static_cast<std::uint8_t>(words_[3] & 0x7F),
            .conversion_method = static_cast<std::uint8_t>(words_[3] >> 7)};
}

void TroubleCodes::Iterator::skip_no_fault() {
    while (!words_.empty() && is_no_fault(words_)) {
        words_ = words_.subspan(code_bytes);
    }
}

}  // namespace roadworthy::j1939
