#pragma once
// The words of a message about an alert, in Chinese and in English, and its times as the reader's
// clock shows them.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "backend/cases/entries.hpp"
#include "backend/exchange/words.hpp"
#include "backend/notify/message/alert_message.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

enum class Phrase : std::uint8_t {
    action,
    meaning,
    driver_notices,
    what_to_do,
    was,  // the action before
    happened,
    heard,
    truck,
    vin,
    truck_id,
    customer,
    coverage,
    call,
    because_of,
    details,
    note,
    breaks_quiet,  // a sentence: why it comes in quiet hours
    case_title,    // of a case that no fault has opened
    count          // how many there are
};

std::string_view phrase(Phrase phrase, exchange::Language language);
std::string_view phrase(cases::Stage stage, exchange::Language language);
// As it ends a sentence about the past: "still active: yes".
std::string_view phrase(Active active, exchange::Language language);

// 2026-11-23 14:05 (UTC+8)
std::string local_time(Time time, const Reader& reader);

// 25 min ago, 5 h ago, 3 days ago. `age` is not negative.
std::string ago(Duration age, exchange::Language language);

}  // namespace roadworthy::notify
