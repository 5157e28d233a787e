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

Duration Backoff::draw(Duration least, Duration most) {
    const auto width = static_cast<std::uint64_t>((most - least).count()) + 1;
    return least + Duration{static_cast<Duration::rep>(next_random(random_) % width)};
}

Duration Backoff::next() {
    if (!last_ && limits_.spread > Duration{0}) {
        last_ = limits_.spread;  // not what was drawn: who came first is not to haste on
        return draw(Duration{0}, limits_.spread);
    }
    const Duration last = last_.value_or(limits_.least);
    last_ = draw(limits_.least, std::clamp(3 * last, limits_.least, limits_.most));
    return *last_;
}

}  // namespace roadworthy
