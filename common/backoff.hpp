#pragma once
// How long to wait before the next try: grows with each failure, with jitter seeded by the truck,
// so that ten thousand units do not return in the same second. Full jitter between `least` and a
// ceiling that doubles up to `most`.

#include <cstdint>

#include "common/time.hpp"

namespace roadworthy {

class Backoff {
public:
    struct Limits {
        Duration least = std::chrono::seconds{1};
        Duration most = std::chrono::minutes{5};
    };
    Backoff(std::uint64_t seed, Limits limits) : random_(seed), limits_(limits) {}

    Duration next();  // and counts one more failure
    void succeeded() { failures_ = 0; }

private:
    std::uint64_t random_;
    Limits limits_;
    unsigned failures_ = 0;
};

}  // namespace roadworthy
