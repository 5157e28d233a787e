#include "backend/customers/care/names.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "backend/customers/care/tasks.hpp"

namespace roadworthy::care {
namespace {

constexpr std::array<std::string_view, 12> occasion_words = {
    "delivery",      "first_service",  "service_due",   "after_service",
    "after_repair",  "agreement_ends", "warranty_ends", "replacement",
    "drifting_away", "complaint",      "campaign",      "seasonal"};
constexpr std::array<std::string_view, 7> outcome_words = {
    "agreed",      "declined",     "done_elsewhere", "call_again",
    "not_reached", "wrong_number", "not_needed"};
constexpr std::array<std::string_view, 5> needless_words = {"none", "gone", "other_owner",
                                                            "rule_gone", "given"};

}  // namespace

std::span<const std::string_view> occasion_names() {
    return occasion_words;
}
std::span<const std::string_view> outcome_names() {
    return outcome_words;
}
std::span<const std::string_view> needless_names() {
    return needless_words;
}

std::optional<OutcomeKind> outcome_named(std::string_view text) {
    const auto found = std::ranges::find(outcome_words, text);
    return found == outcome_words.end()
               ? std::nullopt
               : std::optional{static_cast<OutcomeKind>(found - outcome_words.begin())};
}

}  // namespace roadworthy::care
