#pragma once
// A workshop as its people describe it; where they have not, what is usual.

#include <chrono>
#include <string>

#include "backend/due/visits/visits.hpp"
#include "common/time.hpp"

namespace roadworthy::due {

// Monday to Saturday, 08:00 to 18:00.
inline Opening usual_opening() {
    Opening opening;
    opening.week.back() = {.from = 0, .until = 0};
    return opening;
}

struct Workshop {
    std::string key;  // TruckRecord::workshop
    std::string name;
    std::string dealer;
    // Of its clock, all year: no summer time.
    std::chrono::minutes utc_offset = std::chrono::hours{8};
    Opening opening = usual_opening();
    int mechanics = 1;  // at one truck at a time
    Minutes hand_over{
        120};  // of standing beside the work, whatever is done: drive, wait, hand-over
    std::string phone;
    std::string address;
    friend bool operator==(const Workshop&, const Workshop&) = default;

    Time local(Time utc) const { return utc + utc_offset; }
    VisitTerms terms() const {
        return {.each = hand_over, .mechanics = mechanics, .longest = {}, .opening = opening};
    }
};

}  // namespace roadworthy::due
