#pragma once
// The plans in force, read as they are asked for: what an item is called, and its rule. They are
// nobody's rows: a truck's plan is shown to whoever may see the truck.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/templates.hpp"
#include "backend/store/views/page.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

class PlanBook {
public:
    explicit PlanBook(sql::Connection& connection) : connection_(connection) {}

    // Null where there is none (any more). Lives as long as the book.
    const due::Plan* plan(const PlanId& id);
    // Of that plan, or a recall's.
    const due::PlanItem* item(const std::optional<PlanId>& id, std::string_view key);
    // What is to be prepared for a row: its item, under the truck's own name where it has one.
    std::optional<due::PlanItem> rule(const std::optional<PlanId>& id, const due::DueRow& row);

private:
    sql::Connection& connection_;
    const due::PlanItem* recall(const std::string& key);

    std::map<PlanId, std::optional<due::Plan>> read_;
    std::map<std::string, std::optional<due::PlanItem>> recalls_;
};

due::PlanById plans_in_force(sql::Connection& connection);

struct PlanVersion {
    due::Plan plan;
    Time entered;  // first
};
// The plans in force, in the order of their ids.
Result<Page<PlanVersion>> plans(sql::Connection& connection, const PageQuery& page);
// All versions of one that were ever entered, the highest first.
std::vector<PlanVersion> plan_versions(sql::Connection& connection, const PlanId& id);

}  // namespace roadworthy::views
