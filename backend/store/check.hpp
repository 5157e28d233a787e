#pragma once
// Is the database sound, and does it agree with itself?

#include <string>
#include <vector>

#include "common/io/sql.hpp"

namespace roadworthy::store {

// What is wrong, in words; empty if nothing is. Reads the whole file: for a person's command.
std::vector<std::string> check(sql::Connection& connection);

}  // namespace roadworthy::store
