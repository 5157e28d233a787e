#pragma once
// /api/v1/due: what is due, when, how sure, and why.

#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/due/due_list.hpp"

namespace roadworthy::http {

// Without the truck: the item, its state and dates, and all that led to them.
Json due_json(const views::DueEntry& entry, Time now);
Json due_row_json(const views::DueEntry& entry, Time now);  // with the truck

Answer<Response> get_due(const Call& call);

}  // namespace roadworthy::http
