#pragma once
// `roadworthy-agent record`: a candump log of live buses on stdout, until SIGINT or SIGTERM.

#include <ostream>
#include <string>
#include <vector>

namespace roadworthy::agent {

// Gives the exit code: 1 if a bus never opened.
int record(const std::vector<std::string>& buses, std::ostream& out, std::ostream& err);

}  // namespace roadworthy::agent
