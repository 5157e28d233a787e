#pragma once
// The back-test on the fleet's own history: the kept part of the journal is folded once as it is,
// and once with the candidate plans in force from its beginning. What was told, and how it came
// out, is compared; and each completion with what the old rule and the new one wanted of it.
//
// All of it on a copy, whose live tables it leaves in any state.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/due/templates.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/views/meters/scorecard.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {

// Completions by the old rule's verdict, then by the new one's (due::Verdict).
using VerdictTable = std::array<std::array<std::uint64_t, 4>, 4>;

struct BackTest {
    std::optional<Day> from;              // since when the journal is kept
    std::vector<views::ScoreRow> before;  // of the fleet, by kind of meter
    std::vector<views::ScoreRow> after;
    std::map<std::string, VerdictTable> verdicts;  // by item; of the completions that are judged
};

struct BackTestQuestion {
    const due::PlanById& plans;  // in force
    std::span<const due::Plan> candidates;
    store::Position until = 0;  // what was appended after it is no history
};
BackTest back_test(sql::Connection& copy, const BackTestQuestion& question);

}  // namespace roadworthy::backend
