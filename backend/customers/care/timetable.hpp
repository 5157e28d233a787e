#pragma once
// When a customer hears from us without having asked: the care timetable, as data. A rule says for
// which kind of occasion it is, and on which days after (or before) it somebody is to be called.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/truck/registry.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::care {

// The numbers are stored: new ones go to the end.
enum class OccasionKind : std::uint8_t {
    delivery = 0,
    first_service = 1,
    service_due = 2,    // a later one, a paper or a recall
    after_service = 3,  // one that was done
    after_repair = 4,
    agreement_ends = 5,
    warranty_ends = 6,
    replacement = 7,    // old, far, or dearer each month
    drifting_away = 8,  // due, long past, and not done with us
    complaint = 9,
    campaign = 10,
    seasonal = 11,  // by the day of the year: the rains, the winter
};

// Days from the occasion's own day: -7 is a week before it. from <= on <= until.
struct Days {
    int from = 0;   // not before
    int on = 0;     // best
    int until = 0;  // inclusive
    friend bool operator==(const Days&, const Days&) = default;
};

struct CareRule {
    std::string key;  // unique in its timetable
    OccasionKind occasion = OccasionKind::service_due;
    Days days;
    // What comes to us only after `until` is still worth a call so many days: a delivery that was
    // entered a week late, but not one of two years ago.
    int late_days = 30;
    int priority = 0;                   // the higher one has the day where both cannot
    bool ignores_cap = false;           // what the customer waits for is no bother
    std::optional<truck::Tier> tier;    // none: any
    std::vector<std::string> segments;  // none: any
    std::string instead_of;  // where this one holds, that one does not; that one replaces none
    std::string script_zh;   // what to say
    std::string script_en;
    friend bool operator==(const CareRule&, const CareRule&) = default;
};

// How often one person may be called at most, over all reasons: so many days with a contact among
// any `in_days`, and `apart_days` from one to the next (1: not twice on a day).
struct Cap {
    int most = 2;
    int in_days = 30;
    int apart_days = 7;
    friend bool operator==(const Cap&, const Cap&) = default;
};

// What becomes of a call that nobody answered, and of a task that nobody does.
struct Persistence {
    int again_after_days = 2;
    int most_tries = 3;           // then the manager hears of it; the task stays
    int escalate_after_days = 3;  // past its last day
    friend bool operator==(const Persistence&, const Persistence&) = default;
};

// When something is an occasion at all.
struct Thresholds {
    int drifting_after_days = 60;  // a due item that is so long past its last day
    int replacement_years = 8;     // since delivery; each year from then on
    friend bool operator==(const Thresholds&, const Thresholds&) = default;
};

struct Timetable {
    std::uint32_t version = 0;
    std::vector<CareRule> rules;
    Cap cap;
    Persistence persistence;
    Thresholds thresholds;
    friend bool operator==(const Timetable&, const Timetable&) = default;
};

// A key that is empty or there twice, an `instead_of` that is not there or
// replaces another itself, days out of order, a cap, a persistence or a threshold that
// allows nothing: with words.
Result<void> check(const Timetable& timetable);

// What holds until an operator enters his own: version 0.
const Timetable& built_in_timetable();

// For whom a rule is.
struct Audience {
    truck::Tier tier = truck::Tier::ordinary;
    std::string segment;
    friend bool operator==(const Audience&, const Audience&) = default;
};
// In the order of the timetable.
std::vector<const CareRule*> rules_for(const Timetable& timetable, OccasionKind occasion,
                                       const Audience& audience);

// What a rule and those that hold instead of it are together: a task is of its step, so that it stays
// one task when a customer becomes a VIP.
const std::string& step_of(const CareRule& rule);

const CareRule* find(const Timetable& timetable, std::string_view key);  // null: there is none

}  // namespace roadworthy::care
