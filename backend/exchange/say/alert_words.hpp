#pragma once
// What a list of alerts says, in Chinese and in English.

#include <cstdint>
#include <string_view>

#include "backend/customers/alerts.hpp"
#include "backend/customers/delivery.hpp"
#include "backend/customers/ledger.hpp"
#include "backend/exchange/words.hpp"

namespace roadworthy::exchange {

enum class AlertWord : std::uint8_t {
    alert,
    kind,
    happened,
    active,
    outcome,
    rule,
    alerts,
    judged,
    useful,
    precision,
    too_few,     // judged, to say
    for_digest,  // what is proposed for a weak rule
    no_alerts,   // a sentence
    count        // how many there are
};

std::string_view word(AlertWord word, Language language);
std::string_view word(customers::AlertKind kind, Language language);
std::string_view word(customers::AlertState state, Language language);
std::string_view word(customers::Untold reason, Language language);
std::string_view word(customers::AlertActive active, Language language);
std::string_view word(customers::Outcome outcome, Language language);

}  // namespace roadworthy::exchange
