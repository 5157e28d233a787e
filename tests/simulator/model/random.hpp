#pragma once
// Random numbers that are the same on every machine for the same seed: splitmix64 and integer
// arithmetic. The standard's distributions are left to each library, so none is used.

#include <cstdint>
#include <initializer_list>

namespace roadworthy::sim {

class Random {
public:
    constexpr explicit Random(std::uint64_t seed) : state_(seed) {}

    constexpr std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }
    // least..most, both possible; the span is below 2^32.
    constexpr std::int64_t between(std::int64_t least, std::int64_t most) {
        const auto width = static_cast<std::uint64_t>(most - least) + 1;
        return least + static_cast<std::int64_t>(((next() >> 32) * width) >> 32);
    }
    // Most often near `middle`, never further from it than `spread`.
    constexpr std::int64_t around(std::int64_t middle, std::int64_t spread) {
        const std::int64_t twice = between(-spread, spread) + between(-spread, spread);
        return middle + twice / 2;
    }
    constexpr bool chance(std::int64_t in_a_million) {
        return between(1, 1'000'000) <= in_a_million;
    }

private:
    std::uint64_t state_;
};

// One seed out of several, so that each truck, day and purpose has numbers of its own: what one day
// draws moves nothing on another.
constexpr std::uint64_t seed_of(std::initializer_list<std::uint64_t> parts) {
    std::uint64_t seed = 0x6A09E667F3BCC908U;
    for (const std::uint64_t part : parts) {
        seed = Random(seed ^ part).next();
    }
    return seed;
}

}  // namespace roadworthy::sim
