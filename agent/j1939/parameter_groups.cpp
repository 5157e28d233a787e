#include "agent/j1939/parameter_groups.hpp"

#include "agent/j1939/message.hpp"

#include <cstdint>

namespace roadworthy::j1939 {
namespace {

constexpr WantedBits bits_of_wanted_groups() {
    WantedBits bits{};
    const auto set = [&bits](std::uint32_t bit) {
        bits[bit >> 6] |= std::uint64_t{1} << (bit & 63);
    };
    for (const Pgn group : wanted_groups) {
        const auto pgn = static_cast<std::uint32_t>(group);
        if (!is_addressed(pgn << 8)) {
            set(pgn);
            continue;
        }
        for (std::uint32_t destination = 0; destination <= 0xFF; ++destination) {
            set(pgn | destination);
        }
    }
    return bits;
}

}  // namespace

constinit const WantedBits wanted_bits = bits_of_wanted_groups();

}  // namespace roadworthy::j1939
