#pragma once
// The alert as JSON for programs. Its form is described as AlertMessage in openapi.yaml, which a
// test holds it to. Its fields are only ever added to.

#include <span>
#include <string>
#include <string_view>

#include "backend/exchange/words.hpp"
#include "backend/notify/message/alert_message.hpp"

namespace roadworthy::notify {

struct InWords {
    std::string_view subject;
    std::string_view text;
};

std::string payload_of(const AlertMessage& alert, const InWords& words,
                       exchange::Language language);

// DigestMessage in openapi.yaml. alerts: the words of each, in its order.
std::string payload_of(const Digest& digest, const InWords& words, std::span<const InWords> alerts,
                       exchange::Language language);

}  // namespace roadworthy::notify
