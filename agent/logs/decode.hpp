#pragma once
// `roadworthy-agent decode`: what recorded logs say about their trucks, one JSON document a log.

#include <ostream>
#include <span>
#include <string>

namespace roadworthy::agent {

// Writes to `out` what could be read and to `err` what could not be opened or read on. Gives the
// exit code: 0, or 1 if any log failed.
int decode(std::span<const std::string> logs, std::ostream& out, std::ostream& err);

}  // namespace roadworthy::agent
