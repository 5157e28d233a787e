#include "backend/store/views/faults/rule_book.hpp"

#include <utility>
#include <vector>

#include "backend/faults/rule_book.hpp"
#include "backend/faults/rules.hpp"
#include "backend/store/forms/fault_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/views/columns.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

std::vector<faults::RulesInForce> rule_sets(sql::Connection& connection) {
    std::vector<faults::RulesInForce> all;
    const Rows row(
        connection.prepared("SELECT from_ms, content FROM rule_sets ORDER BY version").with());
    while (row->step()) {
        auto set = store::from_blob<faults::RuleSet>(row->blob(1));
        if (!set) {
            throw sql::Failure(sql::Fault::corrupt, "a set of rules: " + set.error().message);
        }
        all.push_back({.from = time_of_milliseconds(row->integer(0)), .set = std::move(*set)});
    }
    return all;
}

std::vector<faults::Rule> own_rules(sql::Connection& connection) {
    auto all = rule_sets(connection);
    return all.empty() ? std::vector<faults::Rule>{} : std::move(all.back().set.rules);
}

}  // namespace roadworthy::views
