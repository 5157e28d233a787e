#include "backend/http/resources/faults/pareto.hpp"

#include <cstdint>
#include <optional>
#include <tl/expected.hpp>

#include "backend/faults/catalog/description.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/faults/pareto.hpp"
#include "backend/store/views/page.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

constexpr std::chrono::days usual_days{90};

Json in_units(std::optional<std::int64_t> thousandths) {
    return thousandths ? Json(static_cast<double>(*thousandths) / 1000) : Json(nullptr);
}

}  // namespace

Json pareto_json(const views::ParetoRow& row, views::FaultWords& words) {
    const faults::Code code{.key = {.spn = row.spn, .fmi = row.fmi}};
    const bool has_distance = row.distance_m > 0;
    return {{"group", row.group},
            {"spn", row.spn},
            {"fmi", row.fmi},
            {"title", words.describe(code).title},
            {"episodes", row.episodes},
            {"trucks", row.trucks},
            {"trucks_in_group", row.trucks_in_group},
            {"distance_m", has_distance ? Json(row.distance_m) : Json(nullptr)},
            {"per_100_trucks", in_units(views::per_100_trucks_thousandths(row))},
            {"per_million_km", in_units(views::per_million_km_thousandths(row))}};
}

// A list of the most frequent, not of all: it has no second page.
Answer<Response> get_pareto(const Call& call) {
    const auto page = page_of(call);
    const auto scope = scope_of(call);
    const auto language = language_of(call);
    const auto period = period_of(call, usual_days);
    if (!page || !scope || !language || !period) {
        return tl::unexpected(!page       ? page.error()
                              : !scope    ? scope.error()
                              : !language ? language.error()
                                          : period.error());
    }
    const auto by = views::pareto_by_named(parameter(call, "by").value_or("model"));
    if (!by) {
        return bad_request("by: expected model, engine, km_band, software or system");
    }
    const views::Page<views::ParetoRow> rows{
        .rows = views::pareto(call.services.database, *scope,
                              {.period = *period, .by = *by, .most = page->limit})};
    views::FaultWords words(call.services.database, *language);
    Json json =
        page_json(rows, [&](const views::ParetoRow& row) { return pareto_json(row, words); });
    json["by"] = views::name(*by);
    json["from_on"] = iso(period->from);
    json["to_on"] = iso(period->to);
    return json_response(json);
}

}  // namespace roadworthy::http
