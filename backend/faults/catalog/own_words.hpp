#pragma once
// What an operator says of fault codes in his own words: any language, also for a maker's own codes
// or for one model. His words go before ours.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/fault_code.hpp"
#include "common/result.hpp"

namespace roadworthy::faults {

// One row. It speaks of one SPN with any FMI, of one SPN with one FMI, or of one FMI with any SPN.
struct OwnWords {
    std::string language;  // BCP 47 in small letters: de, zh, pt-br
    std::optional<std::uint32_t> spn;
    std::optional<std::uint8_t> fmi;
    std::optional<std::uint8_t> source_address;  // absent: any
    std::string model;                           // of the truck; empty: any
    std::string system;                          // a key of the catalogue; empty: as it is
    // What is empty is as it would be without this row. `name` is the SPN's or the FMI's; where
    // both are given, that of the two together.
    std::string name;
    std::string notice;
    std::string what_to_do;
    bool is_withdrawn = false;  // there is no such row any more
    friend bool operator==(const OwnWords&, const OwnWords&) = default;
};

// A language tag in small letters; an error for what is none. BCP 47: a language of two or three
// letters, then parts of up to eight letters and digits.
Result<std::string> language_tag(std::string_view text);

// What identifies a row: of two with the same key the one that was entered last holds.
std::string entry_of(const OwnWords& row);

// A fault code as it is asked for.
struct Code {
    FaultKey key;
    std::uint8_t conversion_method = 0;  // SPN 1706; see Dtc
    std::string_view model;              // of the truck; empty: not known
};

struct Subject {
    std::optional<std::uint32_t> spn;
    std::optional<std::uint8_t> fmi;
};

// The text of that member in the row that says most of this subject for this reader: first the one
// in his very language, then the one for the truck's model, then the one for the source address.
// Empty where no row has it.
std::string_view own_text(std::span<const OwnWords> rows, std::string OwnWords::* member,
                          Subject subject, const Code& code, std::string_view language);

}  // namespace roadworthy::faults
