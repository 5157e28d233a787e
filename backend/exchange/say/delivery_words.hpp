#pragma once
// The heads under which people read who is told of alerts and what became of it, in Chinese and in
// English.

#include <cstdint>
#include <string_view>

#include "backend/customers/delivery.hpp"
#include "backend/customers/recipient.hpp"
#include "backend/exchange/words.hpp"

namespace roadworthy::exchange {

enum class DeliveryWord : std::uint8_t {
    recipient,
    name,
    roles,
    hears_of,
    language,
    time_zone,
    quiet,
    duty,
    channels,
    at_once,
    digest,
    most_a_day,
    nobody,  // is entered
    when,
    what,
    channel,
    tries,
    answer,
    no_deliveries,
    count  // how many there are
};

std::string_view word(DeliveryWord word, Language language);
std::string_view word(customers::DeliveryState state, Language language);
std::string_view word(customers::Hears hears, Language language);

}  // namespace roadworthy::exchange
