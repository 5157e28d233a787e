#pragma once
// How long to wait before the next try, with jitter seeded by the truck, so that ten thousand units
// do not return in the same second. Decorrelated jitter: each wait is drawn from `least` to three
// times the last one, at most `most`. (A ceiling that is applied after the draw, as the usual form
// has it, gathers everybody at the ceiling.)

#include <chrono>
#include <cstdint>
#include <optional>

#include "common/time.hpp"

namespace roadworthy {

class Backoff {
public:
    struct Limits {
        Duration least = std::chrono::seconds{1};
        Duration most = std::chrono::minutes{5};
        // Not zero: the first wait is drawn evenly from nothing to this, because whatever broke one
        // connection has broken all of them.
        Duration spread{0};
    };
    Backoff(std::uint64_t seed, Limits limits) : random_(seed), limits_(limits) {}

    Duration next();  // after one more failure
    void succeeded() { last_.reset(); }

private:
    Duration draw(Duration least, Duration most);

    std::uint64_t random_;
    Limits limits_;
    std::optional<Duration> last_;
};

}  // namespace roadworthy
