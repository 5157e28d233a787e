#include "backend/customers/ledger.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace roadworthy::customers;

TEST_CASE("only what people say of an alert is taken for a verdict", "[ledger]") {
    CHECK(verdict_named("useful") == Outcome::useful);
    CHECK(verdict_named("not_useful") == Outcome::not_useful);
    CHECK(verdict_named("no_answer") == Outcome::no_answer);
    CHECK_FALSE(verdict_named("open"));
    CHECK_FALSE(verdict_named("cleared_by_itself"));
    CHECK_FALSE(verdict_named(""));
}

TEST_CASE("a rule's precision is what was useful of what was judged, once enough was", "[ledger]") {
    RuleScore score;
    score.useful = 4;
    score.not_useful = 5;
    score.cleared_by_itself = 100;
    CHECK_FALSE(precision_permille(score));
    CHECK_FALSE(is_weak(score));
    score.not_useful = 6;
    CHECK(precision_permille(score) == 400);
    CHECK(is_weak(score));
    score.useful = 6;
    CHECK(precision_permille(score) == 500);
    CHECK_FALSE(is_weak(score));
}

TEST_CASE("an alert counts for each rule that led to it, and weak rules come first", "[ledger]") {
    RuleScores scores;
    for (int i = 0; i < 12; ++i) {
        scores.add({"noise"}, Outcome::not_useful);
        scores.add({"lamp"}, Outcome::useful);
    }
    scores.add({"lamp", "derating"}, Outcome::superseded);
    scores.add({"derating"}, Outcome::open);
    scores.add({"derating"}, Outcome::cleared_by_itself);
    scores.add({"derating"}, Outcome::no_answer);
    const auto all = scores.in_order();
    REQUIRE(all.size() == 3);
    CHECK(all[0] == RuleScore{.rule = "noise", .raised = 12, .not_useful = 12});
    CHECK(all[1] == RuleScore{.rule = "lamp", .raised = 13, .useful = 12, .superseded = 1});
    CHECK(all[2] == RuleScore{.rule = "derating",
                              .raised = 4,
                              .no_answer = 1,
                              .cleared_by_itself = 1,
                              .superseded = 1,
                              .open = 1});
}
