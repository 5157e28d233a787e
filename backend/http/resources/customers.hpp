#pragma once
// /api/v1/customers: the customers, and the record of one: trucks, what is due and wrong, uptime.

#include "backend/customers/customer_record.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/customers.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/plan_book.hpp"

namespace roadworthy::http {

Json customer_json(const truck::Customer& customer);

struct RecordContext {
    views::PlanBook& plans;
    views::FaultWords& words;
    views::DayRange uptime;
    Time now;
};
Json record_json(const customers::CustomerRecord& record, RecordContext context);

Answer<Response> get_customers(const Call& call);
Answer<Response> get_customer(const Call& call);

}  // namespace roadworthy::http
