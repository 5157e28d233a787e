#pragma once
// /api/v1/work-items: what somebody has to look at before the due list can be right.

#include <optional>
#include <string_view>

#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/due/work_items.hpp"

namespace roadworthy::http {

std::optional<views::WorkReason> work_reason_named(std::string_view text);

Json work_item_json(const views::WorkItem& item, Time now);

Answer<Response> get_work_items(const Call& call);

}  // namespace roadworthy::http
