#include "backend/faults/lit_by.hpp"

#include "backend/faults/episodes.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace roadworthy::faults {
namespace {

bool has_newcomer_beside(const std::vector<Episode>& episodes, const Episode& episode, Time at) {
    return std::ranges::any_of(episodes, [&](const Episode& other) {
        return other.number != episode.number && other.state == EpisodeState::open &&
               other.key.source_address == episode.key.source_address &&
               other.appeared > episode.appeared && at - other.appeared <= lamps_late_by;
    });
}

// The two bits of each lamp of Lamps::state that is on.
std::uint8_t lit(Lamps lamps) {
    unsigned bits = 0;
    for (unsigned lamp = 0; lamp < 8; lamp += 2) {
        if ((unsigned{lamps.state} >> lamp & 3U) == static_cast<unsigned>(Lamp::on)) {
            bits |= 3U << lamp;
        }
    }
    return static_cast<std::uint8_t>(bits);
}

}  // namespace

void light(const std::vector<Episode>& episodes, Episode& episode, Lamps lamps, Time at) {
    const unsigned now = lit(lamps);
    const unsigned came_on = now & ~unsigned{lit(episode.lamps)};
    const bool is_foreign = has_newcomer_beside(episodes, episode, at);
    episode.foreign_lamps = static_cast<std::uint8_t>((episode.foreign_lamps & now & ~came_on) |
                                                      (is_foreign ? came_on : 0U));
    episode.lamps = lamps;
}

}  // namespace roadworthy::faults
