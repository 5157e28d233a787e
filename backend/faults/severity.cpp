#include "backend/faults/severity.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>

namespace roadworthy::faults {
namespace {

constexpr std::array<std::string_view, 4> names{"log", "at_next_service", "workshop_soon",
                                                "stop_now"};

}  // namespace

std::string_view name(Action action) {
    return names[static_cast<std::size_t>(action)];
}

std::optional<Action> action_named(std::string_view name) {
    const auto* const found = std::ranges::find(names, name);
    if (found == names.end()) {
        return std::nullopt;
    }
    return static_cast<Action>(std::distance(names.begin(), found));
}

}  // namespace roadworthy::faults
