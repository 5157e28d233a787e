#pragma once
// What a truck's papers promise at a time: its service agreement by name, and by the papers that
// somebody has entered, whether a repair is paid for.
//
// What nobody has entered is unknown, never "not covered". A warranty is the truck's, whoever owns it;
// an agreement is its customer's, so one that does not hold on the day is not even looked at.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::customers {

// The service agreement that held then, by its name; empty: none. Its last day counts.
std::string agreement_at(const truck::TruckRecord& record, Time at);

using PaperId = Key<struct PaperIdKind>;  // within the truck, by whoever entered it

enum class PaperKind : std::uint8_t { warranty = 0, agreement = 1 };

// The last word about an id holds.
struct Paper {
    PaperId id;
    PaperKind kind = PaperKind::warranty;
    std::string name;
    Day from;
    Day until;                           // inclusive
    std::optional<std::int64_t> most_m;  // on the odometer, inclusive; none: any distance
    std::vector<std::string> systems;    // keys of the catalogue; empty: all
    bool is_withdrawn = false;
    friend bool operator==(const Paper&, const Paper&) = default;
};

// As it is entered: which truck's it is.
struct TruckPaper {
    TruckId truck;
    Paper paper;
    friend bool operator==(const TruckPaper&, const TruckPaper&) = default;
};

// The numbers of the three are stored.
enum class Covered : std::uint8_t { unknown = 0, no = 1, warranty = 2, agreement = 3 };

enum class CoverReason : std::uint8_t {
    nothing_entered = 0,   // unknown, as the next three
    items_unknown = 1,     // the agreement holds, what is in it has not been entered
    odometer_unknown = 2,  // of that day
    system_unknown = 3,    // what has failed
    within = 4,            // covered
    not_yet = 5,           // not covered, as the next three
    ended = 6,
    too_far = 7,       // on the odometer
    other_system = 8,  // not one of those that it names
};

// One paper about one matter, as it was when that was judged.
struct PaperVerdict {
    Covered covered = Covered::unknown;
    PaperKind kind = PaperKind::warranty;
    CoverReason reason = CoverReason::nothing_entered;
    std::string paper;  // its id; empty: of none, or of the agreement in the truck's record
    std::string name;
    std::optional<Day> from;
    std::optional<Day> until;
    std::optional<std::int64_t> most_m;
    friend bool operator==(const PaperVerdict&, const PaperVerdict&) = default;
};

struct CoverQuestion {
    Time at;                                 // when it happened
    std::optional<std::int64_t> odometer_m;  // then
    std::string system;                      // of the catalogue; empty: not known
};

// All that concern it, the one that decides first; never empty.
using Coverage = std::vector<PaperVerdict>;
Coverage coverage(const std::vector<Paper>& papers, const truck::TruckRecord& record,
                  const CoverQuestion& question);

// By which programs name them.
std::string_view name(Covered covered);     // unknown, none, warranty, agreement
std::string_view name(CoverReason reason);  // as above

// So many months from a day on, their last day.
Day last_day(Day from, int months);

}  // namespace roadworthy::customers
