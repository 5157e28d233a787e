#pragma once
// The rows of cases, and the policies of response and solution times.
//
// A row holds when its clocks run out, so it hangs on the policy that held when we heard of the case,
// on the truck's agreement of that day, and on the tier of who owned it then. A tier has no date: it is
// taken as it is known, and the customer's open cases are placed anew when it changes.

#include "backend/cases/policy_book.hpp"
#include "backend/store/derived/history_rows.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/truck/registry.hpp"

namespace roadworthy::store {

void write(Tables& tables, const cases::PolicyInForce& policy);
cases::PolicyBook read_policies(Tables& tables);

// Those of `changed`.
void write_cases(Tables& tables, const StoredDossier& stored, const ChangedRows& changed,
                 const cases::PolicyBook& policies);
// After the customer's own row.
void place_cases(Tables& tables, const truck::Customer& customer,
                 const cases::PolicyBook& policies);

}  // namespace roadworthy::store
