#pragma once
// The sets of rules that operators have entered. They are nobody's rows.

#include <vector>

#include "backend/faults/rule_book.hpp"
#include "backend/faults/rules.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::views {

// By version, the one in force last.
std::vector<faults::RulesInForce> rule_sets(sql::Connection& connection);
// Of the set in force: for the names of the rules.
std::vector<faults::Rule> own_rules(sql::Connection& connection);

}  // namespace roadworthy::views
