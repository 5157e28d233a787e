#pragma once
// What became of each alert, and from that, how good the rules are that raised them.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roadworthy::customers {

// Of a matter. The numbers of those that people enter (useful, not_useful, no_answer) are stored; the
// others follow from what was told last.
enum class Outcome : std::uint8_t {
    open = 0,
    useful = 1,
    not_useful = 2,
    no_answer = 3,          // the customer could not be reached
    cleared_by_itself = 4,  // it has gone, and nobody has said anything
    superseded = 5,         // it goes on in another matter, of which it is an effect
};

std::string_view name(Outcome outcome);
// One that people enter: useful, not_useful, no_answer.
std::optional<Outcome> verdict_named(std::string_view name);

struct RuleScore {
    std::string rule;          // faults::Rule::key
    std::uint64_t raised = 0;  // alerts for which it was a reason
    std::uint64_t useful = 0;
    std::uint64_t not_useful = 0;
    std::uint64_t no_answer = 0;
    std::uint64_t cleared_by_itself = 0;
    std::uint64_t superseded = 0;
    std::uint64_t open = 0;
    friend bool operator==(const RuleScore&, const RuleScore&) = default;

    std::uint64_t judged() const { return useful + not_useful; }
};

constexpr std::uint64_t enough_judged = 10;
constexpr std::int64_t weak_permille = 500;

// Useful of those judged; none: too few were judged.
std::optional<std::int64_t> precision_permille(const RuleScore& score);
// Its alerts are more often useless than not: better told in the digest.
bool is_weak(const RuleScore& score);

class RuleScores {
public:
    // One alert, with all its reasons.
    void add(const std::vector<std::string>& reasons, Outcome outcome);
    // The weak ones first, then by how many alerts they raised.
    std::vector<RuleScore> in_order() const;

private:
    std::map<std::string, RuleScore> scores_;
};

}  // namespace roadworthy::customers
