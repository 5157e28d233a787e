#include "backend/http/resources/due/due_counts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/due/due_counts.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

constexpr std::array<std::string_view, 4> groupings = {"all", "workshop", "item", "customer"};
constexpr std::chrono::days usual_length{90};

Answer<views::WeeksQuery> weeks_of(const Call& call) {
    views::WeeksQuery query{.today = day_of(call.now), .workshop = parameter(call, "workshop")};
    if (const auto text = parameter(call, "weeks")) {
        const auto weeks = views::integer_of(*text);
        if (!weeks || *weeks < 1 || *weeks > views::most_weeks) {
            return bad_request("expected weeks from 1 to " + std::to_string(views::most_weeks) +
                               ", got \"" + *text + '"');
        }
        query.weeks = static_cast<int>(*weeks);
    }
    return query;
}

template <class View>
Answer<Response> weeks_response(const Call& call, View view, auto to_json) {
    const auto query = weeks_of(call);
    const auto scope = scope_of(call);
    if (!query || !scope) {
        return tl::unexpected(!query ? query.error() : scope.error());
    }
    return json_response({{"items", to_json(view(call.services.database, *scope, *query))},
                          {"today_on", iso(query->today)},
                          {"weeks", query->weeks}});
}

// In tenths; nothing where there is nothing to share.
Json percent(std::int64_t part, std::int64_t whole) {
    constexpr double tenths = 1000;
    return whole == 0
               ? Json(nullptr)
               : Json(std::round(tenths * static_cast<double>(part) / static_cast<double>(whole)) /
                      10);
}

}  // namespace

Json load_json(const std::vector<views::LoadRow>& rows) {
    Json all = Json::array();
    for (const views::LoadRow& row : rows) {
        all.push_back({{"week_from_on", iso(row.week)},
                       {"workshop", row.workshop},
                       {"items", row.items},
                       {"trucks", row.trucks},
                       {"labour_min", row.labour_minutes},
                       {"carried", row.carried}});
    }
    return all;
}

Json parts_json(const std::vector<views::PartsRow>& rows) {
    Json all = Json::array();
    for (const views::PartsRow& row : rows) {
        all.push_back({{"week_from_on", iso(row.week)},
                       {"workshop", row.workshop},
                       {"number", row.number},
                       {"quantity_thousandths", row.quantity_thousandths},
                       {"items", row.items}});
    }
    return all;
}

// The share is of those of which it is known.
Json compliance_json(const std::vector<views::ComplianceRow>& rows) {
    Json all = Json::array();
    for (const views::ComplianceRow& row : rows) {
        all.push_back({{"key", row.key},
                       {"completions", row.completions},
                       {"on_time", row.on_time},
                       {"early", row.early},
                       {"late", row.late},
                       {"unknown", row.unknown},
                       {"on_time_percent", percent(row.on_time, row.completions - row.unknown)},
                       {"mean_off_permille", json_of(row.mean_off_permille)}});
    }
    return all;
}

std::optional<views::ComplianceGrouping> compliance_grouping_named(std::string_view text) {
    const auto found = std::ranges::find(groupings, text);
    return found == groupings.end()
               ? std::nullopt
               : std::optional{static_cast<views::ComplianceGrouping>(found - groupings.begin())};
}

views::DayRange usual_compliance_period(Day today) {
    return {.from = today - usual_length, .to = today};
}

Answer<Response> get_due_load(const Call& call) {
    return weeks_response(call, views::due_load, load_json);
}

Answer<Response> get_due_parts(const Call& call) {
    return weeks_response(call, views::due_parts, parts_json);
}

Answer<Response> get_due_compliance(const Call& call) {
    const auto period = period_of(call, usual_length);
    const auto scope = scope_of(call);
    if (!period || !scope) {
        return tl::unexpected(!period ? period.error() : scope.error());
    }
    const std::string group = parameter(call, "group").value_or("all");
    const auto by = compliance_grouping_named(group);
    if (!by) {
        return bad_request("group: expected all, workshop, item or customer, got \"" + group + '"');
    }
    Json items =
        compliance_json(views::due_compliance(call.services.database, *scope, *period, *by));
    return json_response({{"items", std::move(items)},
                          {"group", group},
                          {"from_on", iso(period->from)},
                          {"to_on", iso(period->to)}});
}

}  // namespace roadworthy::http
