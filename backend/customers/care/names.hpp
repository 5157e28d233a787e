#pragma once
// The names by which files and interfaces say what a care task is about and what became of it.

#include <optional>
#include <span>
#include <string_view>

#include "backend/customers/care/tasks.hpp"
#include "backend/customers/care/timetable.hpp"

namespace roadworthy::care {

// In the order of their enumerations.
std::span<const std::string_view> occasion_names();
std::span<const std::string_view> outcome_names();
std::span<const std::string_view> needless_names();

inline std::string_view name(OccasionKind kind) {
    return occasion_names()[static_cast<std::size_t>(kind)];
}
inline std::string_view name(OutcomeKind kind) {
    return outcome_names()[static_cast<std::size_t>(kind)];
}
inline std::string_view name(Needless why) {
    return needless_names()[static_cast<std::size_t>(why)];
}

std::optional<OutcomeKind> outcome_named(std::string_view text);

}  // namespace roadworthy::care
