#pragma once
// How far a message to one recipient is, and why an alert has none. The numbers are stored.

#include <cstdint>
#include <string_view>

namespace roadworthy::customers {

enum class DeliveryState : std::uint8_t {
    waiting = 0,    // never tried
    trying = 1,     // begun, and how it ended is not known
    tried = 2,      // failed, and will be tried again
    delivered = 3,  // the far end has it
    given_up = 4,   // no channel is left
    in_digest = 5,  // a line of a digest, which has a row of its own
    replaced = 6,   // the matter got worse before this was told: a later row says both
};

// Why nobody is told. The first is what an operator must know of: it concerned nobody whom he has
// entered. The others are as people wished.
enum class Untold : std::uint8_t { nobody_in_scope = 1, nobody_wants_it = 2, nobody_was_told = 3 };

// By which programs name it: nobody_in_scope, ...
constexpr std::string_view name(Untold reason) {
    switch (reason) {
        case Untold::nobody_in_scope:
            return "nobody_in_scope";
        case Untold::nobody_wants_it:
            return "nobody_wants_it";
        case Untold::nobody_was_told:
            break;
    }
    return "nobody_was_told";
}

}  // namespace roadworthy::customers
