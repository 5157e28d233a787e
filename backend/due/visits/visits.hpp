#pragma once
// As few stays in the workshop as possible: what may be done on the same day is done together. Pure
// and deterministic.
//
// Invariant: each job is done on an open day between its earliest and its latest; what is past its
// latest goes at once. No job is left out: what has no open day in its window is named.

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/time.hpp"

namespace roadworthy::due {

using Minutes = std::chrono::minutes;

// Of one weekday, in the workshop's own hours; closed where `until` is not after `from`.
struct OpenHours {
    int from = 8;
    int until = 18;
    friend bool operator==(const OpenHours&, const OpenHours&) = default;
};

struct Opening {
    std::array<OpenHours, 7> week;  // Monday first
    std::vector<Day> closed;        // holidays
    friend bool operator==(const Opening&, const Opening&) = default;

    OpenHours hours(Day day) const;
    bool is_open(Day day) const;
};

// A due item, an open minor fault, a seasonal check.
struct Job {
    std::string key;
    Day earliest;  // not after `latest`
    Day due;       // when it would be done if it came alone
    Day latest;    // inclusive
    Minutes labour{0};
    friend bool operator==(const Job&, const Job&) = default;
};

struct VisitTerms {
    Minutes each{120};  // of standing, whatever is done: drive, wait, hand-over
    int mechanics = 1;  // at one truck at a time, each at a job of his own
    std::optional<Minutes>
        longest;  // of work in one visit; overdue jobs, and one alone, may exceed
    Opening opening;
    friend bool operator==(const VisitTerms&, const VisitTerms&) = default;
};

struct Visit {
    Day from;  // open days both, as all days of all its jobs; closed ones may lie between
    Day until;
    std::vector<std::string> jobs;  // the most urgent first
    Minutes work{0};
    Minutes standing{0};  // with drive, wait and hand-over
    friend bool operator==(const Visit&, const Visit&) = default;

    // A visit may be moved to any open day for which this holds.
    bool may_be_on(Day day) const { return from <= day && day <= until; }
};

struct VisitPlan {
    std::vector<Visit> visits;             // in the order of `until`
    Minutes standing{0};                   // of all
    Minutes saved{0};                      // against each job in a visit of its own
    std::vector<std::string> no_open_day;  // no open day in their window: to be agreed on
    friend bool operator==(const VisitPlan&, const VisitPlan&) = default;
};

// Least standing; among equals, least time by which jobs come before they are due. Exact as long as
// the search does not exceed `most_visit_nodes`, and never worse than joining each job, in order of
// `latest`, to the last visit that can take it.
constexpr std::size_t most_visit_nodes = 5'000;
VisitPlan plan_visits(const std::vector<Job>& jobs, Day today, const VisitTerms& terms = {});

// Whether a job may be done on that day as it stands `today`: on an open day of its window; what is
// past its latest, on the first open day alone.
bool may_be_done_on(const Job& job, Day day, Day today, const Opening& opening);

// How long a truck works on these jobs if they are done together.
Minutes work_together(Minutes sum, Minutes longest, int mechanics);

}  // namespace roadworthy::due
