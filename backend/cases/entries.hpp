#pragma once
// What people say about a case. An entry has the time at which what it says happened, which may be
// long before it was entered; it is never changed, only withdrawn.
//
// The numbers and the order of the alternatives are stored: new ones go to the end.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {

using CaseId = Key<struct CaseIdKind>;    // within the truck; F12: the cause is episode 12
using EntryId = Key<struct EntryIdKind>;  // within the truck

enum class CaseKind : std::uint8_t { fault = 0, breakdown = 1, complaint = 2 };

// In the order in which they usually come. `reported` comes with the case itself.
enum class Stage : std::uint8_t {
    reported = 0,
    answered = 1,
    rescue_on_the_way = 2,
    in_workshop = 3,
    diagnosed = 4,
    waiting_for_parts = 5,
    repaired = 6,
    released = 7,
};

enum class PauseReason : std::uint8_t {
    waiting_for_customer = 0,
    parts_ordered_by_customer = 1,
    customer_uses_truck = 2,
    waiting_for_parts = 3,
    weather_or_road = 4,
    other = 5,
};

enum class PaidBy : std::uint8_t { customer = 0, warranty = 1, agreement = 2, goodwill = 3 };
enum class Usefulness : std::uint8_t { unknown = 0, useful = 1, not_useful = 2 };  // of the alert

struct Place {
    std::int64_t latitude_e7 = 0;  // as Position of common/report.hpp
    std::int64_t longitude_e7 = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
};

struct Opened {
    CaseKind kind = CaseKind::breakdown;  // or a complaint: a fault opens its case itself
    std::string caller;
    std::string phone;
    std::string words;             // what was said
    std::string where;             // in words
    std::optional<Place> place;    // if it is known
    std::optional<Time> happened;  // before the call; else with it
    friend auto operator<=>(const Opened&, const Opened&) = default;
};
struct Reached {
    Stage stage = Stage::answered;
    friend auto operator<=>(const Reached&, const Reached&) = default;
};
struct Owned {  // by whom from now on: the first owner, or a hand-over
    std::string owner;
    std::string words;
    friend auto operator<=>(const Owned&, const Owned&) = default;
};
struct Note {
    std::string words;
    friend auto operator<=>(const Note&, const Note&) = default;
};
struct Link {
    std::string url;
    std::string title;
    friend auto operator<=>(const Link&, const Link&) = default;
};
struct NextStep {
    std::string words;
    std::optional<Day> on;
    friend auto operator<=>(const NextStep&, const NextStep&) = default;
};
struct Paused {  // a second one is another reason from then on
    PauseReason reason = PauseReason::other;
    std::string words;
    friend auto operator<=>(const Paused&, const Paused&) = default;
};
struct Resumed {
    friend auto operator<=>(const Resumed&, const Resumed&) = default;
};
struct Estimate {  // as told to the customer
    Time ready;
    std::string words;
    friend auto operator<=>(const Estimate&, const Estimate&) = default;
};
struct Answer {  // the customer's, to the estimate before it
    bool is_accepted = false;
    std::optional<Time> wish;  // the other time that he wants
    std::string words;
    friend auto operator<=>(const Answer&, const Answer&) = default;
};
struct Joined {  // belongs to that case
    CaseId into;
    friend auto operator<=>(const Joined&, const Joined&) = default;
};
struct KeptApart {  // this fault belongs to no other case, whatever the rules say
    friend auto operator<=>(const KeptApart&, const KeptApart&) = default;
};
struct Withdrawn {  // that entry was an error; for good
    EntryId entry;
    friend auto operator<=>(const Withdrawn&, const Withdrawn&) = default;
};
struct Closed {
    std::string cause;
    std::string action;
    std::vector<std::string> parts;
    std::optional<std::int64_t> labour_min;
    std::optional<std::int64_t> cost_minor;  // in the currency's smallest unit
    std::string currency;                    // CNY
    std::optional<PaidBy> paid_by;
    Usefulness alert = Usefulness::unknown;
    friend auto operator<=>(const Closed&, const Closed&) = default;
};

using Said = std::variant<Opened, Reached, Owned, Note, Link, NextStep, Paused, Resumed, Estimate,
                          Answer, Joined, KeptApart, Withdrawn, Closed>;

// Ordered by their own time, then by content. So of two at one instant a pause comes before a
// resumption, and a clock rather runs than stands.
struct CaseEntry {
    Time at;
    Said said;
    CaseId about;
    EntryId id;
    std::string by;
    friend auto operator<=>(const CaseEntry&, const CaseEntry&) = default;
};

// As it is entered: which truck's it is.
struct TruckEntry {
    TruckId truck;
    CaseEntry entry;
    friend bool operator==(const TruckEntry&, const TruckEntry&) = default;
};

CaseId fault_case(std::uint64_t root);                      // F12
std::optional<std::uint64_t> root_of(const CaseId& fault);  // 12; empty: a person's case

}  // namespace roadworthy::cases
