#include "common/backoff.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "common/time.hpp"

namespace roadworthy {
namespace {

using std::chrono::minutes, std::chrono::seconds;

constexpr Backoff::Limits limits{.least = seconds{1}, .most = minutes{5}};

Duration after_failures(std::uint64_t seed, unsigned failures) {
    Backoff backoff(seed, limits);
    Duration wait = backoff.next();
    for (unsigned i = 1; i < failures; ++i) {
        wait = backoff.next();
    }
    return wait;
}

}  // namespace

TEST_CASE("a wait never leaves its limits, however often it fails", "[backoff]") {
    const auto seed = GENERATE(range(0U, 100U));
    INFO(seed);
    Backoff backoff(seed, limits);
    for (int failure = 0; failure < 200; ++failure) {
        const Duration wait = backoff.next();
        CHECK(wait >= limits.least);
        CHECK(wait <= limits.most);
    }
}

TEST_CASE("the ceiling of a wait doubles with each failure", "[backoff]") {
    const auto [failures, ceiling] = GENERATE(table<unsigned, Duration>({{1, seconds{2}},
                                                                         {2, seconds{4}},
                                                                         {3, seconds{8}},
                                                                         {8, seconds{256}},
                                                                         {9, minutes{5}},
                                                                         {50, minutes{5}}}));
    Duration longest{0};
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        longest = std::max(longest, after_failures(seed, failures));
    }
    CHECK(longest <= ceiling);
    CHECK(longest > ceiling * 9 / 10);
}

TEST_CASE("ten thousand units that fail together never come back together", "[backoff]") {
    std::vector<int> in_second(301);
    for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
        const auto wait = std::chrono::floor<seconds>(after_failures(seed, 12));
        ++in_second.at(static_cast<std::size_t>(wait.count()));
    }
    CHECK(*std::ranges::max_element(in_second) < 80);  // 33 would be quite even
    CHECK(std::ranges::count(in_second, 0) <= 5);
}

TEST_CASE("after a success the next wait is short again", "[backoff]") {
    Backoff backoff(7, limits);
    for (int failure = 0; failure < 20; ++failure) {
        backoff.next();
    }
    backoff.succeeded();
    CHECK(backoff.next() <= seconds{2});
}

TEST_CASE("one seed always gives the same waits", "[backoff]") {
    Backoff one(42, limits);
    Backoff other(42, limits);
    for (int failure = 0; failure < 20; ++failure) {
        CHECK(one.next() == other.next());
    }
}

TEST_CASE("limits that are one give a steady wait", "[backoff]") {
    Backoff backoff(7, {.least = seconds{3}, .most = seconds{3}});
    CHECK(backoff.next() == seconds{3});
    CHECK(backoff.next() == seconds{3});
}

}  // namespace roadworthy
