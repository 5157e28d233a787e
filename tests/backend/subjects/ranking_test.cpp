#include "backend/due/list/ranking.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "backend/due/due.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/sources.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"

using namespace roadworthy;
using due::ScoreReason;
using std::chrono::days;
using truck::Tier;

namespace {

const Day today = make::day("2026-06-01");
const auto seeds = [] { return GENERATE(take(200, random(0, 1 << 30))); };

struct Dated {
    int in_days = 0;  // p50
    int width = 0;    // p10 to p90
    int tolerance = 0;
    int read_days_ago = 0;  // before today
};
due::DueRow by_distance(const Dated& what) {
    const Day p50 = today + days{what.in_days};
    const truck::ValueAt reading{.at = today - days{what.read_days_ago}, .value = 1};
    return {.item = "oil",
            .limiting = due::Criterion::distance,
            .window = due::Window{p50 - days{what.width / 2}, p50, p50 + days{what.width / 2}},
            .distance = due::UsageCriterion{.target = 2, .reading = reading},
            .latest = p50 + days{what.tolerance}};
}

int number(make::Random& random, int from, int to) {
    return from + static_cast<int>(make::below(random, static_cast<std::uint64_t>(to - from + 1)));
}

due::DueRow random_row(make::Random& random) {
    due::DueRow row = by_distance({.in_days = number(random, -400, 400),
                                   .width = number(random, 0, 200),
                                   .tolerance = number(random, 0, 90),
                                   .read_days_ago = number(random, 0, 300)});
    if (make::below(random, 8) == 0) {
        row.window.reset();
        row.latest.reset();
    }
    if (make::below(random, 4) == 0) {
        row.usage_known_until = Day{};
    }
    row.labour_minutes = number(random, 0, 300);
    row.together = {.items = 2, .labour_minutes = row.labour_minutes + number(random, 0, 600)};
    return row;
}

due::ScoreQuestion random_question(make::Random& random, const due::DueRow& row) {
    return {.row = row,
            .agreement = {.name = make::below(random, 2) == 0 ? "" : "gold",
                          .until = today + days{number(random, -100, 100)}},
            .tier = static_cast<Tier>(make::below(random, 3)),
            .today = today};
}

int total(const due::ScoreQuestion& question) {
    return due::score_of(question).total();
}

void shift(due::DueRow& row, days by) {
    for (Day due::Window::* day : {&due::Window::p10, &due::Window::p50, &due::Window::p90}) {
        (*row.window).*day += by;
    }
    *row.latest += by;
    row.distance->reading->at += by;
}

}  // namespace

TEST_CASE("what is more overdue never ranks lower, all else equal", "[ranking]") {
    make::Random random(static_cast<std::uint64_t>(seeds()));
    due::DueRow row = random_row(random);
    const auto question = random_question(random, row);
    const due::Agreement open{.name = question.agreement.name, .until = std::nullopt};
    if (row.window) {
        due::DueRow later = row;
        shift(later, days{number(random, 1, 50)});
        CHECK(total({row, open, question.tier, today}) >=
              total({later, open, question.tier, today}));
    }
    CHECK(total({row, open, question.tier, today + days{number(random, 1, 50)}}) >=
          total({row, open, question.tier, today}));
}

TEST_CASE("a vaguer date, an older reading or a longer tolerance never ranks higher", "[ranking]") {
    make::Random random(static_cast<std::uint64_t>(seeds()));
    const due::DueRow row = random_row(random);
    const auto question = random_question(random, row);
    due::DueRow other = row;
    if (row.window) {
        other.window->p90 += days{number(random, 0, 60)};
        CHECK(total(question) >= total({other, question.agreement, question.tier, today}));
        other = row;
        *other.latest += days{number(random, 0, 60)};
        CHECK(total(question) >= total({other, question.agreement, question.tier, today}));
    }
    other = row;
    other.distance->reading->at -= days{number(random, 0, 60)};
    CHECK(total(question) >= total({other, question.agreement, question.tier, today}));
}

TEST_CASE("a better customer, an agreement or more work beside it never ranks lower", "[ranking]") {
    make::Random random(static_cast<std::uint64_t>(seeds()));
    due::DueRow row = random_row(random);
    const auto question = random_question(random, row);
    const auto of = [&](Tier tier) { return total({row, question.agreement, tier, today}); };
    CHECK(of(Tier::vip) > of(Tier::ordinary));
    CHECK(of(Tier::ordinary) > of(Tier::prospect));
    CHECK(total({row, {.name = "gold", .until = std::nullopt}, question.tier, today}) >=
          total(question));
    due::DueRow more = row;
    more.together.labour_minutes += number(random, 0, 300);
    CHECK(total({more, question.agreement, question.tier, today}) >= total(question));
}

TEST_CASE("a score is always the sum of the parts that a table keeps, and within its ranges",
          "[ranking]") {
    make::Random random(static_cast<std::uint64_t>(seeds()));
    const due::DueRow row = random_row(random);
    const auto question = random_question(random, row);
    const auto score = due::score_of(question);
    const int urgency = due::urgency_points(due::rank_day(row), today);
    const int merit = due::merit_points(row, question.agreement);
    CHECK(score.total() == urgency + merit + due::tier_points(question.tier));
    CHECK(merit + due::tier_points(question.tier) <= due::most_merit_points);
    CHECK(due::factor(score.urgency) <= 8);
    CHECK(due::factor(score.certainty) >= 0.25);
    CHECK(due::factor(score.certainty) <= 1);
    CHECK(due::factor(score.value) >= 0.7);
    CHECK(due::factor(score.value) <= 5.7);
    CHECK(std::ranges::is_sorted(score.reasons));
}

TEST_CASE("urgency is once on the day, half a week before, twice a month after, at most eight",
          "[ranking]") {
    const auto of = [](int past) {
        return due::factor(due::urgency_points({.day = today - days{past}}, today));
    };
    CHECK(of(0) == 1);
    CHECK(of(-7) == 0.5);
    CHECK(of(-14) == 0.25);
    CHECK(of(30) == 2);
    CHECK(of(90) == 8);
    CHECK(of(4'000) == 8);
}

TEST_CASE("what nobody can date is asked about as if it were due in a week", "[ranking]") {
    CHECK(due::factor(due::urgency_points({}, today)) == 0.5);
    const due::RankDay far{.day = today + days{300}, .basis = due::Basis::stale};
    CHECK(due::factor(due::urgency_points(far, today)) == 0.5);
    const due::RankDay past{.day = today - days{30}, .basis = due::Basis::stale};
    CHECK(due::factor(due::urgency_points(past, today)) == 2);
}

TEST_CASE("an agreement counts only if it covers the day on which the item falls due",
          "[ranking]") {
    const due::DueRow row = by_distance({.in_days = 10});
    const auto merit = [&](std::optional<Day> until) {
        return due::merit_points(row, {.name = "gold", .until = until});
    };
    CHECK(merit(today + days{9}) == merit(today - days{9}));
    CHECK(merit(today + days{10}) > merit(today + days{9}));
    CHECK(merit(std::nullopt) == merit(today + days{10}));
    CHECK(due::merit_points(row, {}) == merit(today));
}

TEST_CASE("a score says why", "[ranking]") {
    const auto reasons = [](const due::DueRow& row, Tier tier = Tier::ordinary) {
        return due::score_of({row, {}, tier, today}).reasons;
    };
    using Reasons = std::vector<ScoreReason>;
    CHECK(reasons(by_distance({.in_days = 0})) == Reasons{ScoreReason::past_its_day});
    CHECK(reasons(by_distance({.in_days = 14})) == Reasons{ScoreReason::near_its_day});
    CHECK(reasons(by_distance({.in_days = 15})).empty());
    CHECK(reasons(by_distance({.in_days = 20, .width = 14, .tolerance = 15})) ==
          Reasons{ScoreReason::may_wait, ScoreReason::vague});
    CHECK(reasons(by_distance({.in_days = 20, .read_days_ago = 40}), Tier::vip) ==
          Reasons{ScoreReason::old_reading, ScoreReason::vip});
    due::DueRow undated = by_distance({});
    undated.window.reset();
    undated.labour_minutes = 60;
    undated.together = {.items = 2, .labour_minutes = 120};
    CHECK(reasons(undated, Tier::prospect) ==
          Reasons{ScoreReason::undated, ScoreReason::prospect, ScoreReason::more_together});
}

TEST_CASE("items of a truck count together within a fortnight", "[ranking]") {
    std::vector<due::DueRow> rows;
    for (const int in_days : {0, 10, 24, 25, 100}) {
        rows.push_back(by_distance({.in_days = in_days}));
        rows.back().labour_minutes = 60;
    }
    rows.push_back({.item = "belt", .labour_minutes = 30});
    due::put_together(rows);
    std::vector<int> items;
    for (const due::DueRow& row : rows) {
        items.push_back(row.together.items);
        CHECK(row.together.labour_minutes == row.labour_minutes + 60 * (row.together.items - 1));
    }
    CHECK(items == std::vector{2, 3, 3, 2, 1, 1});
}
