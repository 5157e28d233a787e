#pragma once
// How often something may be done.

#include <algorithm>

#include "common/time.hpp"

namespace roadworthy::j1939 {

// Allows `burst` at once and then one an interval, whoever asks for how many.
class Pace {
public:
    constexpr Pace(Duration interval, int burst)
        : interval_(interval), ahead_((burst - 1) * interval) {}

    constexpr bool allows(Monotonic now) {  // and counts it as used
        const Monotonic due = std::max(next_, now);
        if (due - now > ahead_) {
            return false;
        }
        next_ = due + interval_;
        return true;
    }

private:
    Duration interval_;
    Duration ahead_;
    Monotonic next_ = Monotonic::min();  // when the one after all that were used would be due
};

}  // namespace roadworthy::j1939
