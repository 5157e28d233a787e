#pragma once
// Who is to be called, and about what: one row a customer, with all of his tasks that are planned
// until a day. For the dealer's people.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/customers/care/tasks.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/store/care/task_rows.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/truck/registry.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

struct CareTask {
    store::StoredTask stored;
    care::Standing standing;
    TruckLabel truck;
    std::optional<truck::ValueAt> odometer;  // m
    std::optional<Time> heard;
    std::string script_zh;
    std::string script_en;
};

struct LastContact {
    Day on;
    care::OutcomeKind kind = care::OutcomeKind::agreed;
    std::string by;
    std::string words;
};

struct CareContact {
    truck::Customer customer;
    std::int64_t trucks = 0;  // that he owns now
    std::vector<CareTask> tasks;
    std::optional<LastContact> last;
    Day planned;  // the first of its tasks
};

struct CareQuery {
    Day today;
    Day until;                  // inclusive; today: whom to call now
    bool is_escalated = false;  // only whom somebody above should see to
    PageQuery page;
};

// The one who has waited longest first.
Result<Page<CareContact>> care_list(sql::Connection& connection, const store::Scope& scope,
                                    const CareQuery& query);

// A task, if it is the scope's.
std::optional<store::StoredTask> care_task(sql::Connection& connection, const store::Scope& scope,
                                           store::TaskNumber number);

}  // namespace roadworthy::views
