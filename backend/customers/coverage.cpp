#include "backend/customers/coverage.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "backend/truck/registry.hpp"
#include "common/time.hpp"

namespace roadworthy::customers {
namespace {

// What certainly does not hold counts before what nobody knows.
CoverReason reason_of(const Paper& paper, const CoverQuestion& question) {
    const Day day = day_of(question.at);
    if (day < paper.from) {
        return CoverReason::not_yet;
    }
    if (day > paper.until) {
        return CoverReason::ended;
    }
    if (paper.most_m && question.odometer_m && *question.odometer_m > *paper.most_m) {
        return CoverReason::too_far;
    }
    if (!paper.systems.empty() && !question.system.empty() &&
        std::ranges::find(paper.systems, question.system) == paper.systems.end()) {
        return CoverReason::other_system;
    }
    if (!paper.systems.empty() && question.system.empty()) {
        return CoverReason::system_unknown;
    }
    return paper.most_m && !question.odometer_m ? CoverReason::odometer_unknown
                                                : CoverReason::within;
}

Covered covered_by(const Paper& paper, CoverReason reason) {
    if (reason == CoverReason::within) {
        return paper.kind == PaperKind::warranty ? Covered::warranty : Covered::agreement;
    }
    return reason > CoverReason::within ? Covered::no : Covered::unknown;
}

bool concerns(const Paper& paper, const CoverQuestion& question) {
    const Day day = day_of(question.at);
    return !paper.is_withdrawn &&
           (paper.kind == PaperKind::warranty || (paper.from <= day && day <= paper.until));
}

bool names(const Paper& paper, const std::string& agreement) {
    return paper.kind == PaperKind::agreement && !paper.is_withdrawn &&
           (paper.id.text() == agreement || paper.name == agreement);
}

// Who pays before who perhaps pays, before who does not; the warranty before the agreement, for it
// costs the dealer nothing; what lasts longest before the rest.
auto rank(const PaperVerdict& verdict) {
    const int order = verdict.covered == Covered::warranty    ? 0
                      : verdict.covered == Covered::agreement ? 1
                      : verdict.covered == Covered::unknown   ? 2
                                                              : 3;
    return std::tuple(order, -days_of(verdict.until.value_or(Day{})), verdict.paper);
}

}  // namespace

std::string agreement_at(const truck::TruckRecord& record, Time at) {
    const bool holds = !record.agreement_until || day_of(at) <= *record.agreement_until;
    return holds ? record.agreement : std::string();
}

Coverage coverage(const std::vector<Paper>& papers, const truck::TruckRecord& record,
                  const CoverQuestion& question) {
    Coverage all;
    for (const Paper& paper : papers) {
        if (concerns(paper, question)) {
            const CoverReason reason = reason_of(paper, question);
            all.push_back({.covered = covered_by(paper, reason),
                           .kind = paper.kind,
                           .reason = reason,
                           .paper = paper.id.text(),
                           .name = paper.name,
                           .from = paper.from,
                           .until = paper.until,
                           .most_m = paper.most_m});
        }
    }
    std::string agreement = agreement_at(record, question.at);
    const auto is_it = [&](const Paper& paper) { return names(paper, agreement); };
    if (!agreement.empty() && std::ranges::none_of(papers, is_it)) {
        all.push_back({.kind = PaperKind::agreement,
                       .reason = CoverReason::items_unknown,
                       .name = std::move(agreement),
                       .until = record.agreement_until});
    }
    if (all.empty()) {
        all.emplace_back();
    }
    std::ranges::sort(all, {}, rank);
    return all;
}

std::string_view name(Covered covered) {
    constexpr std::array<std::string_view, 4> names = {"unknown", "none", "warranty", "agreement"};
    return names.at(static_cast<std::size_t>(covered));
}

std::string_view name(CoverReason reason) {
    constexpr std::array<std::string_view, 9> names = {
        "nothing_entered", "items_unknown", "odometer_unknown", "system_unknown", "within",
        "not_yet",         "ended",         "too_far",          "other_system"};
    return names.at(static_cast<std::size_t>(reason));
}

Day last_day(Day from, int months) {
    const std::chrono::year_month_day begun{from};
    const auto ends = begun + std::chrono::months{months};
    // The 31st of a month that has none: its last day.
    return ends.ok() ? Day{ends} - std::chrono::days{1}
                     : Day{ends.year() / ends.month() / std::chrono::last};
}

}  // namespace roadworthy::customers
