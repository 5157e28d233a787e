#include "backend/notify/decide/progress.hpp"

#include <catch2/catch.hpp>
#include <chrono>

#include "backend/notify/channels/channel.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::notify;
using namespace std::chrono_literals;
using State = DeliveryState;

namespace {

const Time start = make::time("2026-11-23T12:00:00Z");
const Receipt again{.outcome = Outcome::again, .code = 500};
const Receipt refused{.outcome = Outcome::refused, .code = 404};
const Receipt delivered{.outcome = Outcome::delivered, .code = 200};
const Progress begun{.state = State::trying, .first = start, .next = start};

Progress after_one(const Receipt& receipt, Attempt attempt, const Progress& before = begun) {
    attempt.delivery = "d-1";
    return after(before, attempt, receipt, start + 1s, {});
}

// Tries until there is none left; how long the first channel was given.
Duration time_with_first(const Attempt& attempt) {
    Progress progress = begun;
    Time now = start;
    while (progress.state != State::given_up && progress.position == 0) {
        now = std::max(progress.next, now);
        progress = after(progress, attempt, again, now, {});
    }
    return now - start;
}

}  // namespace

TEST_CASE("what was delivered has come to its end", "[notify]") {
    CHECK(after_one(delivered, {}).state == State::delivered);
}

TEST_CASE("what failed is tried again by the same channel, later", "[notify]") {
    const Progress next = after_one(again, {.channels = 2});
    CHECK(next.state == State::tried);
    CHECK(next.position == 0);
    CHECK(next.failures == 1);
    CHECK(next.first == start);
    CHECK(next.next >= start + 10s);
}

TEST_CASE("what is refused goes to the next channel at once, which begins anew", "[notify]") {
    const Progress next = after_one(refused, {.channels = 2});
    CHECK(next == Progress{.state = State::tried, .position = 1, .next = start + 1s});
}

TEST_CASE("what the last channel refuses is given up, and its row names that channel", "[notify]") {
    Progress before = begun;
    before.position = 1;
    const Progress next = after_one(refused, {.channels = 2}, before);
    CHECK(next.state == State::given_up);
    CHECK(next.position == 1);
}

TEST_CASE(
    "a dead channel has minutes where it is urgent, an hour where it is not, and a day where "
    "no other is left",
    "[notify]") {
    CHECK(time_with_first({.delivery = "d", .channels = 2, .is_urgent = true}) <= 3min);
    const Duration usual = time_with_first({.delivery = "d", .channels = 2});
    CHECK(usual > 10min);
    CHECK(usual <= 1h);
    const Duration last = time_with_first({.delivery = "d", .channels = 1, .is_urgent = true});
    CHECK(last > 12h);
    CHECK(last <= 24h);
}

TEST_CASE("without an answer the far end may have it; with one that says no it has not",
          "[notify]") {
    CHECK(may_have_arrived({.outcome = Outcome::again, .code = 0}));
    CHECK_FALSE(may_have_arrived(again));
    CHECK_FALSE(may_have_arrived(refused));
    CHECK_FALSE(may_have_arrived(delivered));
}
