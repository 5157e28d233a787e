#pragma once
// A message as a mail: text and HTML (multipart/alternative) in UTF-8, headers and bodies encoded so
// that no byte of it is outside of ASCII and no line is longer than 78.

#include <string>
#include <string_view>

#include "backend/notify/channels/channel.hpp"

namespace roadworthy::notify {

struct Mailbox {
    std::string name;  // shown beside the address; may be empty
    std::string address;
};

// user@host.example, in ASCII, without quotes, comments and literals: what every server takes, and
// nothing that could end a header or an SMTP command.
bool is_mail_address(std::string_view text);

// A header's value (RFC 2047): as it is if it is short and printable ASCII, else encoded words in
// folded lines. Control characters become spaces first.
std::string header_text(std::string_view text);

// The same bytes for each repeat: Date, Message-ID and boundary hang on the message alone. Both
// addresses are such as is_mail_address takes.
std::string mail_text(const Mailbox& from, const Outgoing& message);

}  // namespace roadworthy::notify
