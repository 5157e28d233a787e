#include "agent/settings/trial.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>

#include "common/time.hpp"

namespace roadworthy::agent {
namespace {

using std::chrono::seconds;

constexpr TrialSettings settings{.period = seconds{600}, .most_starts = 3};

Monotonic at(int second) {
    return Monotonic{seconds{second}};
}

KeptConfig kept(std::uint64_t version) {
    return {.version = version, .message = {std::byte{1}, static_cast<std::byte>(version)}};
}

Trial on_trial(std::uint64_t version) {
    Trial trial({}, settings);
    trial.begin(kept(version), at(0));
    return trial;
}

Trial restarted(const Trial& trial, int second) {
    Trial next(trial.memory(), settings);
    next.start(at(second));
    return next;
}

}  // namespace

TEST_CASE("a unit that was told nothing has its own file and takes any version", "[trial]") {
    const Trial trial({}, settings);
    CHECK(trial.memory().state == ConfigState::local);
    CHECK_FALSE(trial.is_on_trial());
    CHECK_FALSE(trial.is_overdue(at(100'000)));
    CHECK(trial.is_news(1));
    CHECK_FALSE(trial.is_news(0));
}

TEST_CASE("an answer within the period puts a configuration in force", "[trial]") {
    Trial trial = on_trial(5);
    CHECK(trial.memory().state == ConfigState::on_trial);
    CHECK_FALSE(trial.is_overdue(at(599)));
    trial.confirm();
    CHECK(trial.memory().state == ConfigState::in_force);
    CHECK(trial.memory().in_force == kept(5));
    CHECK_FALSE(trial.is_on_trial());
    CHECK_FALSE(trial.is_overdue(at(100'000)));
    CHECK_FALSE(trial.is_news(5));
    CHECK(trial.is_news(6));
}

TEST_CASE("without an answer the one before returns, and the version is never news again",
          "[trial]") {
    Trial trial = on_trial(3);
    trial.confirm();
    trial.begin(kept(5), at(1000));
    CHECK(trial.memory().in_force == kept(3));
    CHECK(trial.is_overdue(at(1600)));
    trial.roll_back("no answer");
    CHECK(trial.memory().state == ConfigState::rolled_back);
    CHECK(trial.memory().reason == "no answer");
    CHECK(trial.memory().in_force == kept(3));
    CHECK_FALSE(trial.is_on_trial());
    for (std::uint64_t version = 0; version <= 5; ++version) {
        CHECK_FALSE(trial.is_news(version));
    }
    CHECK(trial.is_news(6));
}

TEST_CASE("a power cut continues a trial, and its period begins anew", "[trial]") {
    const Trial trial = restarted(on_trial(5), 7);
    CHECK(trial.is_on_trial());
    CHECK_FALSE(trial.is_overdue(at(606)));
    CHECK(trial.is_overdue(at(607)));
}

TEST_CASE("a configuration with which the agent was started too often is given up", "[trial]") {
    Trial trial = on_trial(5);  // the first start
    trial = restarted(restarted(trial, 0), 0);
    CHECK(trial.is_on_trial());
    trial = restarted(trial, 0);
    CHECK(trial.memory().state == ConfigState::rolled_back);
    CHECK(trial.memory().reason == "started 3 times without an answer");
    CHECK_FALSE(trial.is_news(5));
}

TEST_CASE("a start changes nothing where nothing is on trial", "[trial]") {
    Trial trial = on_trial(5);
    trial.confirm();
    CHECK(restarted(trial, 0).memory() == trial.memory());
}

TEST_CASE("what was refused may come again, but nothing below it", "[trial]") {
    Trial trial({}, settings);
    trial.refuse(5, "x: not a key");
    CHECK(trial.memory().state == ConfigState::refused);
    CHECK(trial.memory().reason == "x: not a key");
    CHECK_FALSE(trial.is_news(4));
    CHECK(trial.is_news(5));
    trial.begin(kept(5), at(0));
    CHECK(trial.memory().reason.empty());
    CHECK_FALSE(trial.is_news(5));
}

TEST_CASE("a newer version ends the trial of the one before it", "[trial]") {
    Trial trial = on_trial(5);
    SECTION("by taking its place") {
        trial.begin(kept(6), at(500));
        CHECK(trial.memory().on_trial == kept(6));
        CHECK(trial.memory().starts == 1);
        CHECK_FALSE(trial.is_overdue(at(1099)));
    }
    SECTION("also when it is refused itself") {
        trial.refuse(6, "bad");
        CHECK_FALSE(trial.is_on_trial());
        CHECK_FALSE(trial.is_overdue(at(100'000)));
    }
    CHECK_FALSE(trial.is_news(5));
    CHECK(trial.memory().in_force == std::nullopt);
}

TEST_CASE("whatever happens, no version is ever tried twice and the highest never falls",
          "[trial]") {
    const auto seed = GENERATE(take(200, random(0, 1'000'000)));
    INFO(seed);
    std::mt19937 random(static_cast<std::uint32_t>(seed));
    Trial trial({}, settings);
    std::uint64_t last_tried = 0;
    std::uint64_t highest = 0;
    int now = 0;
    for (int step = 0; step < 100; ++step) {
        now += static_cast<int>(random() % 300);
        const std::uint64_t version = random() % 40;
        const auto dice = random() % 5;
        if (dice == 0 && trial.is_news(version)) {
            REQUIRE(version > last_tried);
            last_tried = version;
            trial.begin(kept(version), at(now));
        } else if (dice == 1 && trial.is_news(version)) {
            trial.refuse(version, "bad");
        } else if (dice == 2) {
            trial = restarted(trial, now);
        } else if (dice == 3 && trial.is_on_trial()) {
            trial.confirm();
        } else if (trial.is_overdue(at(now))) {
            trial.roll_back("late");
        }
        REQUIRE(trial.memory().highest >= highest);
        REQUIRE(trial.memory().starts <= settings.most_starts);
        REQUIRE((trial.memory().starts > 0) == trial.is_on_trial());
        highest = trial.memory().highest;
    }
}

}  // namespace roadworthy::agent
