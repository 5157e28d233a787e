#include "backend/http/resources/uptime.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/uptime_report.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

using std::chrono::days;

constexpr std::array<std::string_view, 4> groupings = {"truck", "customer", "model", "segment"};
constexpr days usual_length{30};

Answer<views::Grouping> grouping_of(const Call& call) {
    const std::string text = parameter(call, "group").value_or("truck");
    const auto grouping = grouping_named(text);
    if (!grouping) {
        return bad_request("group: expected truck, customer, model or segment, got \"" + text +
                           '"');
    }
    return *grouping;
}

}  // namespace

std::optional<views::Grouping> grouping_named(std::string_view text) {
    const auto found = std::ranges::find(groupings, text);
    return found == groupings.end()
               ? std::nullopt
               : std::optional{static_cast<views::Grouping>(found - groupings.begin())};
}

views::DayRange usual_period(Day today) {
    return {.from = today - usual_length, .to = today};
}

Json uptime_json(const views::UptimeRow& row) {
    Json json = {{"key", row.key}, {"name", row.name}, {"trucks", row.trucks}};
    json.update(totals_json(row.totals));
    return json;
}

void put_period(Json& json, views::DayRange period) {
    json["from_on"] = iso(period.from);
    json["to_on"] = iso(period.to);
    json["formula"] = "availability = up / (up + planned + unplanned); unknown time is in neither";
}

Answer<Response> get_uptime(const Call& call) {
    const auto page = page_of(call);
    const auto period = period_of(call, usual_length);
    if (!page || !period) {
        return tl::unexpected(!page ? page.error() : period.error());
    }
    const auto grouping = grouping_of(call);
    const auto scope = scope_of(call);
    if (!grouping || !scope) {
        return tl::unexpected(!grouping ? grouping.error() : scope.error());
    }
    const auto report = as_answer(views::uptime_report(
        call.services.database, *scope, {.period = *period, .by = *grouping, .page = *page}));
    if (!report) {
        return tl::unexpected(report.error());
    }
    Json body = page_json(*report, uptime_json);
    body["group"] = groupings.at(static_cast<std::size_t>(*grouping));
    put_period(body, *period);
    return json_response(body);
}

}  // namespace roadworthy::http
