#pragma once
// What people read about care tasks, in Chinese and in English.

#include <cstdint>
#include <string_view>

#include "backend/customers/care/tasks.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/exchange/words.hpp"

namespace roadworthy::exchange {

enum class CareWord : std::uint8_t {
    call_on,
    phone,
    reason,
    truck,
    until,
    state,
    script,
    last_contact,
    overdue,
    escalated,
    waits_for_cap,
    put_off,
    nobody_to_call,  // today
    rule,
    tasks_now,
    tasks_then,
    contacts,
    late,           // tasks for which the cap leaves no day in time
    without_owner,  // tasks
    count           // how many there are
};

std::string_view word(CareWord word, Language language);
std::string_view word(care::OccasionKind kind, Language language);
std::string_view word(care::OutcomeKind kind, Language language);

}  // namespace roadworthy::exchange
