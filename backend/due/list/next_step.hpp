#pragma once
// What an advisor does next about a row of the due list: one thing, that which the row waits for.

#include <cstdint>

#include "backend/due/due.hpp"
#include "common/time.hpp"

namespace roadworthy::due {

enum class NextStep : std::uint8_t {
    wait = 0,  // nothing is due yet
    call_and_book = 1,
    get_a_reading = 2,            // none for 45 days, or too few for a rate
    look_at_service_counter = 3,  // the truck's own counter says otherwise
    enter_delivery_date = 4,
    enter_last_service = 5,  // where the item was last done is not known
    enter_owner = 6          // there is nobody to call
};

struct StepQuestion {
    const DueRow& row;
    bool has_owner = false;
    Day today;
};
NextStep next_step(const StepQuestion& question);

}  // namespace roadworthy::due
