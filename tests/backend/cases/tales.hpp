#pragma once
// Episodes and entries in one line, for trucks that break down on Monday, 23 November 2026.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/faults/severity.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::make {

inline const Time monday = time("2026-11-23");

inline cases::CaseId case_id(std::string_view text) {
    return cases::CaseId::from(text).value();
}
inline cases::EntryId entry_id(std::string_view text) {
    return cases::EntryId::from(text).value();
}

// Opened so long after that midnight, heard five minutes later. Each has an SPN of its own.
inline cases::CaseEpisode episode(std::uint64_t number, Duration opened,
                                  std::optional<Duration> cleared = std::nullopt,
                                  faults::Action worst = faults::Action::workshop_soon) {
    cases::CaseEpisode made{
        .number = number,
        .key = {.source_address = 0, .spn = static_cast<std::uint32_t>(100 + number), .fmi = 3},
        .root = number,
        .opened = monday + opened,
        .heard = monday + opened + std::chrono::minutes{5},
        .worst = worst};
    if (cleared) {
        made.cleared = monday + *cleared;
    }
    return made;
}

inline cases::CaseEntry entry(std::string_view id, std::string_view about, Duration at,
                              cases::Said said) {
    return {.at = monday + at,
            .said = std::move(said),
            .about = case_id(about),
            .id = entry_id(id),
            .by = "Li"};
}

inline cases::Opened call(cases::CaseKind kind = cases::CaseKind::breakdown) {
    return {.kind = kind, .caller = "Wang", .phone = "130", .words = "it stands"};
}

inline cases::Closed closing() {
    return {.cause = "hose",
            .action = "replaced",
            .parts = {"hose 12"},
            .labour_min = 90,
            .cost_minor = 45'000,
            .currency = "CNY",
            .paid_by = cases::PaidBy::warranty,
            .alert = cases::Usefulness::useful};
}

}  // namespace roadworthy::make
