#include "backend/customers/ledger.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace roadworthy::customers {
namespace {

constexpr std::array<std::string_view, 6> names{
    "open", "useful", "not_useful", "no_answer", "cleared_by_itself", "superseded"};

std::uint64_t& count_of(RuleScore& score, Outcome outcome) {
    switch (outcome) {
        case Outcome::useful:
            return score.useful;
        case Outcome::not_useful:
            return score.not_useful;
        case Outcome::no_answer:
            return score.no_answer;
        case Outcome::cleared_by_itself:
            return score.cleared_by_itself;
        case Outcome::superseded:
            return score.superseded;
        case Outcome::open:
            break;
    }
    return score.open;
}

}  // namespace

std::string_view name(Outcome outcome) {
    return names.at(static_cast<std::size_t>(outcome));
}

std::optional<Outcome> verdict_named(std::string_view name) {
    const auto* const first = names.begin() + 1;
    const auto* const last = first + 3;
    const auto* const found = std::find(first, last, name);
    if (found == last) {
        return std::nullopt;
    }
    return static_cast<Outcome>(std::distance(names.begin(), found));
}

std::optional<std::int64_t> precision_permille(const RuleScore& score) {
    if (score.judged() < enough_judged) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(score.useful * 1000 / score.judged());
}

bool is_weak(const RuleScore& score) {
    const auto precision = precision_permille(score);
    return precision && *precision < weak_permille;
}

void RuleScores::add(const std::vector<std::string>& reasons, Outcome outcome) {
    for (const std::string& rule : reasons) {
        RuleScore& score = scores_.try_emplace(rule, RuleScore{.rule = rule}).first->second;
        ++score.raised;
        ++count_of(score, outcome);
    }
}

std::vector<RuleScore> RuleScores::in_order() const {
    std::vector<RuleScore> all;
    all.reserve(scores_.size());
    for (const auto& [rule, score] : scores_) {
        all.push_back(score);
    }
    std::ranges::sort(all, {}, [](const RuleScore& score) {
        return std::tuple(!is_weak(score), ~score.raised, score.rule);
    });
    return all;
}

}  // namespace roadworthy::customers
