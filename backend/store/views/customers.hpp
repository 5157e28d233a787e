#pragma once
// Customers: the list, and the record of one with all that concerns his trucks.

#include <optional>
#include <vector>

#include "backend/customers/customer_record.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"

namespace roadworthy::views {

struct CustomerRow {
    truck::Customer customer;
    std::int64_t trucks = 0;
};

// In the order of their ids.
Result<Page<CustomerRow>> customers(sql::Connection& connection, const store::Scope& scope,
                                    const PageQuery& page);
std::optional<CustomerRow> customer(sql::Connection& connection, const store::Scope& scope,
                                    const CustomerId& id);

// What of the scope is this customer's; nothing if the scope does not see him.
std::optional<store::Scope> narrowed(sql::Connection& connection, const store::Scope& scope,
                                     const CustomerId& id);

struct RecordQuery {
    CustomerId id;
    Day today;
    DayRange uptime;
    Time now = Time::max();
};
std::optional<roadworthy::customers::CustomerRecord> customer_record(sql::Connection& connection,
                                                                     const store::Scope& scope,
                                                                     const RecordQuery& query);

}  // namespace roadworthy::views
