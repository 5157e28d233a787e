#include "backend/http/resources/uptime/troublesome.hpp"

#include <chrono>
#include <cmath>
#include <optional>
#include <ratio>
#include <tl/expected.hpp>

#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/troublesome_list.hpp"
#include "backend/uptime/troublesome.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

// One decimal: more would look as if somebody knew.
Json days_json(Duration time) {
    using Days = std::chrono::duration<double, std::ratio<86400>>;
    return std::round(Days{time}.count() * 10) / 10;
}

}  // namespace

Json trouble_json(const views::TroubleRow& row) {
    const uptime::Troublesome& trouble = row.trouble;
    Json json;
    put_label(json, row.truck);
    json["breakdowns"] = trouble.breakdowns;
    json["watched_days"] = days_json(trouble.watched);
    json["usual_breakdowns"] =
        trouble.usual ? Json(std::round(*trouble.usual * 10) / 10) : Json(nullptr);
    json["days_since_last"] = trouble.since_last ? days_json(*trouble.since_last) : Json(nullptr);
    return json;
}

// A list of the worst, not of all: it has no second page.
Answer<Response> get_troublesome(const Call& call) {
    const auto page = page_of(call);
    const auto scope = scope_of(call);
    if (!page || !scope) {
        return tl::unexpected(!page ? page.error() : scope.error());
    }
    const views::Page<views::TroubleRow> rows{
        .rows = views::troublesome(call.services.database, *scope, call.now, page->limit)};
    return json_response(page_json(rows, trouble_json));
}

}  // namespace roadworthy::http
