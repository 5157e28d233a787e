#pragma once
// The texts in a stored value, whatever its type: changed where they stand, and all else as it was.

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace roadworthy::store {

// What the text shall be; nothing: as it is.
using TextChange = std::function<std::optional<std::string>(std::string_view)>;

// Nothing where no text changes. Throws std::runtime_error for what is no stored value.
std::optional<std::vector<std::byte>> with_texts(std::span<const std::byte> stored,
                                                 const TextChange& change);

}  // namespace roadworthy::store
