#pragma once
// DM1 and DM2 (J1939-73 5.7.1, 5.7.2): two lamp bytes, then four bytes a trouble code.

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>

#include "common/fault_code.hpp"

namespace roadworthy::j1939 {

constexpr std::size_t most_codes = 445;  // in the 1785 bytes that a transfer can carry

// A view of one message's data: the lamps, and the codes in the order sent, repeats included. The
// words 00000000 and FFFFFFFF mean "no fault" and are left out; the number of codes follows from
// the length, so the one or two odd bytes that fill a single frame are not read.
class TroubleCodes {
public:
    // Nothing where the data are too short to hold the lamps.
    static std::optional<TroubleCodes> of(std::span<const std::uint8_t> data);

    Lamps lamps() const { return lamps_; }

    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = Dtc;
        using difference_type = std::ptrdiff_t;
        using pointer = const Dtc*;
        using reference = Dtc;

        explicit Iterator(std::span<const std::uint8_t> words) : words_(words) { skip_no_fault(); }
        Dtc operator*() const;
        Iterator& operator++() {
            words_ = words_.subspan(4);
            skip_no_fault();
            return *this;
        }
        bool operator==(std::default_sentinel_t) const { return words_.empty(); }

    private:
        void skip_no_fault();
        std::span<const std::uint8_t> words_;
    };
    Iterator begin() const { return Iterator(words_); }
    static std::default_sentinel_t end() { return {}; }

private:
    TroubleCodes(Lamps lamps, std::span<const std::uint8_t> words) : lamps_(lamps), words_(words) {}
    Lamps lamps_;
    std::span<const std::uint8_t> words_;  // whole codes only
};

}  // namespace roadworthy::j1939
