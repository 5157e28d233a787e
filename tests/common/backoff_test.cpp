#include "common/backoff.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/ids.hpp"
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

TEST_CASE("a wait is drawn from the least one to three times the last", "[backoff]") {
    const auto seed = GENERATE(range(0U, 100U));
    INFO(seed);
    Backoff backoff(seed, limits);
    Duration last = limits.least;
    for (int failure = 0; failure < 50; ++failure) {
        const Duration wait = backoff.next();
        CHECK(wait <= 3 * std::max(last, limits.least));
        last = wait;
    }
}

TEST_CASE("waits grow until they are minutes", "[backoff]") {
    Duration sum{0};
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        sum += after_failures(seed, 20);
    }
    CHECK(sum / 500 > minutes{1});
}

TEST_CASE("ten thousand units that fail together never come back together", "[backoff]") {
    const unsigned failures = GENERATE(12U, 13U, 40U);
    std::vector<int> in_second(301);
    for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
        const auto wait = std::chrono::floor<seconds>(after_failures(seed, failures));
        ++in_second.at(static_cast<std::size_t>(wait.count()));
    }
    CHECK(*std::ranges::max_element(in_second) < 500);  // one in twenty
    CHECK(std::ranges::count(in_second, 0) <= 20);
}

TEST_CASE("the first of ten thousand reconnects is spread evenly over a minute", "[backoff]") {
    constexpr Backoff::Limits spread{.spread = minutes{1}};
    std::vector<int> in_second(60);
    for (std::uint64_t unit = 0; unit < 10'000; ++unit) {
        Backoff backoff(fnv1a64("TRUCK" + std::to_string(unit)), spread);
        const auto wait = std::chrono::floor<seconds>(backoff.next());
        ++in_second.at(std::min<std::size_t>(59, static_cast<std::size_t>(wait.count())));
    }
    // 167 on average; what a broker takes of full handshakes in a second is some hundreds.
    CHECK(*std::ranges::max_element(in_second) < 167 + 60);
    CHECK(*std::ranges::min_element(in_second) > 167 - 60);
}

TEST_CASE("a broker that does not come back is tried by few units in any second", "[backoff]") {
    constexpr Backoff::Limits spread{.least = seconds{5}, .spread = minutes{1}};
    std::vector<int> in_second(1800);
    for (std::uint64_t unit = 0; unit < 10'000; ++unit) {
        Backoff backoff(fnv1a64("TRUCK" + std::to_string(unit)), spread);
        Duration at = backoff.next();
        while (at < seconds{1800}) {
            ++in_second.at(static_cast<std::size_t>(std::chrono::floor<seconds>(at).count()));
            at += backoff.next();
        }
    }
    CHECK(*std::ranges::max_element(in_second) < 400);
    CHECK(*std::max_element(in_second.begin() + 600, in_second.end()) < 160);
}

TEST_CASE("after a success the next wait is short again", "[backoff]") {
    Backoff backoff(7, limits);
    for (int failure = 0; failure < 20; ++failure) {
        backoff.next();
    }
    backoff.succeeded();
    CHECK(backoff.next() <= seconds{3});
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
