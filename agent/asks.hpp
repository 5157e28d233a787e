#pragma once
// What is asked of this one unit (down/ask), and its answer (up/answer). Pure.

#include <chrono>
#include <cstdint>
#include <optional>

#include "agent/truck/scene/settings.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::agent {

struct AsksCounters {
    std::uint64_t asks_answered = 0;
    std::uint64_t asks_malformed = 0;  // torn, or for what this version does not know
    std::uint64_t asks_refused = 0;    // faster than they are answered
};

// Goals: say where the truck is, if its owner lets it be told.
// Assumptions: anybody with the broker's password can ask.
// Invariants: with `off` no position is told, whoever asks. At most one answer each between_answers:
//   a flood of asks costs the data plan next to nothing.
class Asks {
public:
    static constexpr std::chrono::seconds between_answers{10};

    struct Present {
        Monotonic now;
        Stamp stamp;  // of now
        onboard::PositionPrecision precision = onboard::PositionPrecision::off;
        std::optional<Position> position;
    };
    // The answer to publish, or nothing.
    std::optional<wire::Bytes> take(wire::BytesView ask, const Present& present);

    const AsksCounters& counters() const { return counters_; }

private:
    std::optional<Monotonic> answered_at_;
    AsksCounters counters_;
};

}  // namespace roadworthy::agent
