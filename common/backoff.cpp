#include "common/backoff.hpp"

#include "common/time.hpp"

#include <algorithm>
#include <cstdint>

namespace roadworthy {
namespace {

// splitmix64: a fixed sequence for a seed, on every platform.
std::uint64_t next_random(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31);
}

}  // namespace

Duration Backoff::next() {
    constexpr unsigned most_doublings = 20;
    const Duration doubled =
        limits_.least * (Duration::rep{1} << std::min(failures_ + 1, most_doublings));
    const Duration ceiling = std::min(limits_.most, doubled);
    ++failures_;
    const auto spread = static_cast<std::uint64_t>((ceiling - limits_.least).count()) + 1;
    return limits_.least + Duration{static_cast<Duration::rep>(next_random(random_) % spread)};
}

}  // namespace roadworthy
