#pragma once
// An alert in words: a line, a text, a page of HTML, and JSON for programs. What is empty is left
// out; control characters in what people entered become spaces, so that no field can forge a line.

#include <string>

#include "backend/notify/message/alert_message.hpp"

namespace roadworthy::notify {

struct Composed {
    std::string subject;  // [Stop now] A12345: oil pressure too low
    std::string text;     // goes on where the subject ends
    std::string html;     // whole, with the subject as its heading
    std::string payload;  // openapi.yaml: AlertMessage
};

Composed compose(const AlertMessage& alert, const Reader& reader);

// The alert in one line, with its time: [Stop now] A12345: oil pressure too low, 2026-11-23 ...
std::string line_of(const AlertMessage& alert, const Reader& reader);

}  // namespace roadworthy::notify
