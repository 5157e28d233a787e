#pragma once
// A fault code in words: what it is, what the driver notices, what to do.
//
// The rules of what is said stand in README.md. The first of them: a code that nobody has words for
// is said to be so, with what is known of it (its system, its failure mode, the maker's own range);
// nothing is guessed. Every code has a title, a meaning and something to do.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backend/faults/catalog/catalog.hpp"
#include "backend/faults/catalog/own_words.hpp"

namespace roadworthy::faults {

enum class Known : std::uint8_t {
    listed,       // by us or by the operator
    makers_own,   // an SPN that each maker uses as he likes
    system_only,  // the sender's system, by its address
    unlisted,     // nothing but the failure mode
    ambiguous,    // an old encoding: one of several SPNs
    no_code,      // SPN 0 or "not available"
};
std::string_view name(Known known);

struct Description {
    Known known = Known::unlisted;
    std::string title;    // engine oil pressure: far too low
    std::string meaning;  // one or more sentences, as all that follow
    std::string notice;   // empty: of such a failure nothing is known that a driver would notice
    std::string what_to_do;
    const SystemWords* system = nullptr;      // null: not known
    const SenderWords* sender = nullptr;      // null: nobody prefers this address
    std::vector<std::uint32_t> spn_readings;  // of an ambiguous code: all that it may be
    bool is_operators = false;                // some of the words are the operator's
    friend bool operator==(const Description&, const Description&) = default;
};

// Chinese for zh and its varieties, else English: what the operator's rows do not say in the
// reader's language is said in that one.
Tongue tongue_for(std::string_view language);

// `language` is a BCP 47 tag in small letters.
Description describe(std::span<const OwnWords> own, const Code& code, std::string_view language);

// Of a code with conversion method 1: what its four bytes mean by versions 1, 2 and 3 (J1939-73),
// each once. `spn` is the number as version 4 reads it, as in FaultKey.
std::vector<std::uint32_t> readings_of_old_code(std::uint32_t spn);

constexpr std::uint32_t first_of_makers_own = 516096;  // by J1939DA: up to all bits set
constexpr std::uint32_t spn_not_available = 0x7FFFF;

}  // namespace roadworthy::faults
