#include "backend/http/resources/routes.hpp"

#include <span>
#include <vector>

#include "backend/http/resources/alerts/deliveries.hpp"
#include "backend/http/resources/cases/case_link.hpp"
#include "backend/http/resources/cases/cases.hpp"
#include "backend/http/resources/customers.hpp"
#include "backend/http/resources/due/due.hpp"
#include "backend/http/resources/due/due_counts.hpp"
#include "backend/http/resources/due/meters.hpp"
#include "backend/http/resources/due/recalls.hpp"
#include "backend/http/resources/due/visits.hpp"
#include "backend/http/resources/due/work_items.hpp"
#include "backend/http/resources/faults/alerts.hpp"
#include "backend/http/resources/faults/fault_codes.hpp"
#include "backend/http/resources/faults/faults.hpp"
#include "backend/http/resources/faults/pareto.hpp"
#include "backend/http/resources/operation.hpp"
#include "backend/http/resources/plans.hpp"
#include "backend/http/resources/troublesome.hpp"
#include "backend/http/resources/trucks.hpp"
#include "backend/http/resources/uptime.hpp"
#include "backend/http/resources/web.hpp"
#include "backend/http/router.hpp"

namespace roadworthy::http {

// Metrics are for administrators, also from this machine: behind a proxy every request comes from
// this machine.
std::span<const Route> routes() {
    static const std::vector<Route> all = {
        {"front_page", "GET", "/", Need::nothing, {}, get_front_page},
        {"asset", "GET", "/assets/{name}", Need::nothing, {}, get_asset},
        {"health", "GET", "/healthz", Need::nothing, {}, get_health},
        {"metrics", "GET", "/metrics", Need::administrator, {}, get_metrics},
        {"description", "GET", "/api/v1/openapi.yaml", Need::nothing, {}, get_description},
        {"me", "GET", "/api/v1/me", Need::token, {}, get_me},
        {"trucks",
         "GET",
         "/api/v1/trucks",
         Need::token,
         {"limit", "cursor", "customer"},
         get_trucks},
        {"truck", "GET", "/api/v1/trucks/{id}", Need::token, {}, get_truck},
        {"truck_meters", "GET", "/api/v1/trucks/{id}/meters", Need::token, {}, get_truck_meters},
        {"truck_visits",
         "GET",
         "/api/v1/trucks/{id}/visits",
         Need::token,
         {"horizon_days"},
         get_truck_visits},
        {"visits",
         "GET",
         "/api/v1/visits",
         Need::token,
         {"limit", "cursor", "customer", "workshop", "horizon_days"},
         get_visits},
        {"due",
         "GET",
         "/api/v1/due",
         Need::token,
         {"limit", "cursor", "customer", "state", "workshop", "segment", "model", "duty", "truck",
          "item", "criterion", "tier", "agreement", "order", "format"},
         get_due},
        {"plans", "GET", "/api/v1/plans", Need::token, {"limit", "cursor"}, get_plans},
        {"plan", "GET", "/api/v1/plans/{id}", Need::token, {}, get_plan},
        {"due_load",
         "GET",
         "/api/v1/due/load",
         Need::token,
         {"customer", "workshop", "weeks"},
         get_due_load},
        {"due_parts",
         "GET",
         "/api/v1/due/parts",
         Need::token,
         {"customer", "workshop", "weeks"},
         get_due_parts},
        {"due_compliance",
         "GET",
         "/api/v1/due/compliance",
         Need::token,
         {"customer", "group", "from_on", "to_on"},
         get_due_compliance},
        {"work_items",
         "GET",
         "/api/v1/work-items",
         Need::token,
         {"limit", "cursor", "customer", "workshop", "reason"},
         get_work_items},
        {"recalls",
         "GET",
         "/api/v1/recalls",
         Need::token,
         {"limit", "cursor", "customer"},
         get_recalls},
        {"scorecard",
         "GET",
         "/api/v1/forecast/scorecard",
         Need::token,
         {"limit", "cursor", "customer", "group"},
         get_scorecard},
        {"faults",
         "GET",
         "/api/v1/faults",
         Need::token,
         {"limit", "cursor", "customer", "state", "truck", "lang", "under"},
         get_faults},
        {"pareto",
         "GET",
         "/api/v1/faults/pareto",
         Need::token,
         {"limit", "customer", "by", "from_on", "to_on", "lang"},
         get_pareto},
        {"alerts",
         "GET",
         "/api/v1/alerts",
         Need::token,
         {"limit", "cursor", "customer", "truck", "lang"},
         get_alerts},
        {"alert_rules", "GET", "/api/v1/alerts/rules", Need::token, {"customer"}, get_alert_rules},
        {"fault_code",
         "GET",
         "/api/v1/fault-codes/{id}",
         Need::token,
         {"source_address", "conversion_method", "model", "lang"},
         get_fault_code},
        {"deliveries",
         "GET",
         "/api/v1/deliveries",
         Need::administrator,
         {"limit", "cursor", "which"},
         get_deliveries},
        {"cases",
         "GET",
         "/api/v1/cases",
         Need::token,
         {"limit", "cursor", "customer", "state", "kind", "owner", "workshop", "truck", "late"},
         get_cases},
        {"case", "GET", "/api/v1/trucks/{id}/cases/{case}", Need::token, {"lang"}, get_case},
        {"case_entry",
         "POST",
         "/api/v1/trucks/{id}/cases/{case}/entries",
         Need::staff,
         {"lang"},
         post_case_entry,
         Body::json},
        {"case_link",
         "POST",
         "/api/v1/trucks/{id}/cases/{case}/links",
         Need::staff,
         {},
         post_case_link,
         Body::json},
        {"case_links",
         "DELETE",
         "/api/v1/trucks/{id}/cases/{case}/links",
         Need::staff,
         {},
         delete_case_links},
        {"linked_case", "GET", "/c/{token}", Need::nothing, {}, get_linked_case},
        {"linked_answer",
         "POST",
         "/c/{token}/answer",
         Need::nothing,
         {},
         post_linked_answer,
         Body::form},
        {"uptime",
         "GET",
         "/api/v1/uptime",
         Need::token,
         {"limit", "cursor", "customer", "group", "from_on", "to_on"},
         get_uptime},
        {"troublesome",
         "GET",
         "/api/v1/uptime/troublesome",
         Need::token,
         {"limit", "customer"},
         get_troublesome},
        {"customers", "GET", "/api/v1/customers", Need::token, {"limit", "cursor"}, get_customers},
        {"customer", "GET", "/api/v1/customers/{id}", Need::token, {}, get_customer},
    };
    return all;
}

}  // namespace roadworthy::http
