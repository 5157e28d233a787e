#pragma once
// The heads under which people read what a fault code means, in Chinese and in English.

#include <cstdint>
#include <string_view>

#include "backend/exchange/words.hpp"

namespace roadworthy::exchange {

enum class FaultWord : std::uint8_t {
    title,
    system,
    meaning,
    notice,  // what the driver notices
    what_to_do,
    episodes,
    of_trucks,  // of how many
    per_100_trucks,
    per_million_km,
    count  // how many there are
};

std::string_view word(FaultWord word, Language language);

}  // namespace roadworthy::exchange
