#include "backend/notify/retry.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "common/time.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using notify::next_try;
using notify::RetryPolicy;
using notify::Tries;

namespace {

const Time start = Time{} + std::chrono::days{20'000};

std::optional<Duration> wait_after(std::uint32_t failures, Time now,
                                   std::optional<Duration> retry_after = std::nullopt) {
    const auto next = next_try(
        {.delivery = "d-1", .first = start, .failures = failures, .retry_after = retry_after}, now,
        RetryPolicy{});
    return next ? std::optional{*next - now} : std::nullopt;
}

}  // namespace

TEST_CASE("a wait is never shorter than the least nor longer than the most", "[notify]") {
    const auto seed = GENERATE(take(100, random(0, 1'000'000)));
    const std::string id = "delivery-" + std::to_string(seed);
    INFO(id);
    for (std::uint32_t failures = 1; failures < 60; ++failures) {
        const auto next =
            next_try({.delivery = id, .first = start, .failures = failures}, start, RetryPolicy{});
        REQUIRE(next);
        CHECK(*next - start >= 10s);
        CHECK(*next - start <= 1h);
    }
}

TEST_CASE("waits grow: the first is seconds, later ones are many minutes", "[notify]") {
    CHECK(wait_after(1, start) <= 30s);
    Duration sum{0};
    for (std::uint32_t failures = 11; failures <= 30; ++failures) {
        sum += *wait_after(failures, start);
    }
    CHECK(sum / 20 > 10min);
}

TEST_CASE("two deliveries that fail together are not tried again together", "[notify]") {
    const auto one = next_try({.delivery = "d-1", .first = start, .failures = 3}, start, {});
    const auto other = next_try({.delivery = "d-2", .first = start, .failures = 3}, start, {});
    CHECK(one != other);
}

TEST_CASE("the same failure gives the same wait, also after a restart", "[notify]") {
    CHECK(wait_after(7, start) == wait_after(7, start));
}

TEST_CASE("what the far end asks for is waited for, where that is longer", "[notify]") {
    CHECK(wait_after(1, start, Duration{3h}) == Duration{3h});
    CHECK(wait_after(1, start, Duration{1s}) == wait_after(1, start));
}

TEST_CASE("a delivery is given up at the end of its time", "[notify]") {
    CHECK(wait_after(30, start + 22h));
    CHECK_FALSE(wait_after(30, start + 24h));
}

TEST_CASE("a pause that goes past the end gives the delivery up at once", "[notify]") {
    CHECK_FALSE(wait_after(1, start, Duration{25h}));
}

TEST_CASE("a clock that was set back does not give a delivery up", "[notify]") {
    CHECK(wait_after(3, start - 240h));
}
