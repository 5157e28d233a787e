#pragma once
// What people read of cases, in Chinese and in English.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "backend/cases/case.hpp"
#include "backend/cases/clocks.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/exchange/words.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

enum class CaseWord : std::uint8_t {
    a_case,
    kind,
    stage,
    response,
    solution,
    owner,
    heard,
    happened,
    escalation,
    estimate,
    answer,
    agreement,
    covered,
    timeline,
    faults,
    left,
    over,
    nothing_open,
    repaired_by,  // cause and what was done
    waiting,
    quiet_since,
    accepted,
    another_time,
    count  // how many there are
};

std::string_view word(CaseWord word, Language language);
std::string_view word(cases::CaseKind kind, Language language);
std::string_view word(cases::CaseState state, Language language);
std::string_view word(cases::Stage stage, Language language);
std::string_view word(cases::PauseReason reason, Language language);
std::string_view word(cases::ClockState state, Language language);
std::string_view word(cases::PaidBy paid_by, Language language);
std::string_view word(cases::Oddity oddity, Language language);

// 2 天 3 小时, 2 d 3 h; 25 分钟, 25 min: as exact as somebody needs who has to hurry.
std::string span_of_time(Duration duration, Language language);

// One entry as one line, without who and when.
std::string sentence(const cases::Said& said, Language language);

}  // namespace roadworthy::exchange
