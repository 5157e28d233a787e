#pragma once
// The words by which programs name what cases are made of: in JSON, CSV and on the command line.
// What people read is exchange/say/case_words.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "backend/cases/case.hpp"
#include "backend/cases/clocks.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/cases/policy.hpp"

namespace roadworthy::cases {

// In the order of each enumeration.
std::span<const std::string_view> case_kinds();     // fault, breakdown, complaint
std::span<const std::string_view> stages();         // reported, answered, ...
std::span<const std::string_view> pause_reasons();  // waiting_for_customer, ...
std::span<const std::string_view> payers();         // customer, warranty, agreement, goodwill
std::span<const std::string_view> usefulness();     // unknown, useful, not_useful
std::span<const std::string_view> case_states();    // open, quiet, closed, cleared_by_itself
std::span<const std::string_view> clock_states();   // running, paused, met, missed
std::span<const std::string_view> clock_kinds();    // response, solution
std::span<const std::string_view> oddities();
std::span<const std::string_view> sayings();  // of Said: opened, reached, owned, ...

template <class Enum>
std::string_view name_in(std::span<const std::string_view> names, Enum value) {
    return names[static_cast<std::size_t>(value)];
}
template <class Enum>
std::optional<Enum> named_in(std::span<const std::string_view> names, std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) {
            return static_cast<Enum>(i);
        }
    }
    return std::nullopt;
}

}  // namespace roadworthy::cases
