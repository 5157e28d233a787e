#include "backend/http/resources/uptime/uptime.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "backend/exchange/uptime/uptime_csv.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/uptime/interval_list.hpp"
#include "backend/store/views/uptime/owned_time.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

using std::chrono::days;

constexpr std::array<std::string_view, 6> groupings = {"truck",   "customer", "model",
                                                       "segment", "workshop", "month"};
constexpr days usual_length{30};

Answer<views::Grouping> grouping_of(const Call& call) {
    const std::string text = parameter(call, "group").value_or("truck");
    const auto grouping = grouping_named(text);
    if (!grouping) {
        return bad_request(
            "group: expected truck, customer, model, segment, workshop or month, got \"" + text +
            '"');
    }
    return *grouping;
}

enum class Format : std::uint8_t { json, csv };
Answer<Format> format_of(const Call& call) {
    const std::string text = parameter(call, "format").value_or("json");
    if (text != "json" && text != "csv") {
        return bad_request("format: expected json or csv, got \"" + text + '"');
    }
    return text == "csv" ? Format::csv : Format::json;
}

views::TruckFilter filter_of(const Call& call) {
    return {.truck = parameter(call, "truck").value_or(""),
            .model = parameter(call, "model").value_or(""),
            .segment = parameter(call, "segment").value_or(""),
            .workshop = parameter(call, "workshop").value_or("")};
}

Answer<std::optional<uptime::Condition>> condition_of(const Call& call) {
    const auto text = parameter(call, "condition");
    const auto condition = text ? condition_named(*text) : std::nullopt;
    if (text && !condition) {
        return bad_request("condition: expected up, planned, unplanned or unknown, got \"" + *text +
                           '"');
    }
    return condition;
}

// What all questions about a period have in common.
struct Asked {
    store::Scope scope;
    views::IntervalQuery query;
    Format format = Format::json;
};
Answer<Asked> asked_of(const Call& call) {
    auto scope = scope_of(call);
    const auto page = page_of(call);
    const auto period = period_of(call, usual_length);
    if (!scope || !page || !period) {
        return tl::unexpected(!scope ? scope.error() : !page ? page.error() : period.error());
    }
    const auto format = format_of(call);
    const auto condition = condition_of(call);
    if (!format || !condition) {
        return tl::unexpected(!format ? format.error() : condition.error());
    }
    return Asked{.scope = std::move(*scope),
                 .query = {.period = *period,
                           .condition = *condition,
                           .trucks = filter_of(call),
                           .now = call.now,
                           .page = *page},
                 .format = *format};
}

// The next page's cursor stands in a field.
template <class Row>
Response csv_response(const views::Page<Row>& page, std::string head,
                      std::string (*line)(const Row&)) {
    Response response{
        .content_type = "text/csv; charset=utf-8", .body = std::move(head), .fields = {}};
    for (const Row& row : page.rows) {
        response.body += line(row);
    }
    if (page.next) {
        response.fields.emplace_back("Next-Cursor", *page.next);
    }
    return response;
}

}  // namespace

std::optional<views::Grouping> grouping_named(std::string_view text) {
    const auto found = std::ranges::find(groupings, text);
    return found == groupings.end()
               ? std::nullopt
               : std::optional{static_cast<views::Grouping>(found - groupings.begin())};
}

std::optional<uptime::Condition> condition_named(std::string_view text) {
    for (const auto condition : {uptime::Condition::unknown, uptime::Condition::up,
                                 uptime::Condition::planned, uptime::Condition::unplanned}) {
        if (exchange::name(condition) == text) {
            return condition;
        }
    }
    return std::nullopt;
}

views::DayRange usual_period(Day today) {
    return {.from = today - usual_length, .to = today};
}

Answer<Response> get_uptime(const Call& call) {
    const auto asked = asked_of(call);
    const auto grouping = grouping_of(call);
    if (!asked || !grouping) {
        return tl::unexpected(!asked ? asked.error() : grouping.error());
    }
    const auto report = as_answer(views::uptime_report(call.services.database, asked->scope,
                                                       {.period = asked->query.period,
                                                        .by = *grouping,
                                                        .page = asked->query.page,
                                                        .now = call.now,
                                                        .trucks = asked->query.trucks}));
    if (!report) {
        return tl::unexpected(report.error());
    }
    if (asked->format == Format::csv) {
        return csv_response(*report, exchange::uptime_csv_head(), exchange::uptime_csv_row);
    }
    Json body = page_json(*report, uptime_json);
    body["group"] = groupings.at(static_cast<std::size_t>(*grouping));
    put_period(body, asked->query.period);
    return json_response(body);
}

Answer<Response> get_intervals(const Call& call) {
    const auto asked = asked_of(call);
    if (!asked) {
        return tl::unexpected(asked.error());
    }
    const auto page =
        as_answer(views::intervals(call.services.database, asked->scope, asked->query));
    if (!page) {
        return tl::unexpected(page.error());
    }
    if (asked->format == Format::csv) {
        return csv_response(*page, exchange::interval_csv_head(), exchange::interval_csv_row);
    }
    Json body = page_json(*page, interval_json);
    put_period(body, asked->query.period);
    return json_response(body);
}

Answer<Response> get_causes(const Call& call) {
    const auto asked = asked_of(call);
    const auto language = language_of(call);
    if (!asked || !language) {
        return tl::unexpected(!asked ? asked.error() : language.error());
    }
    views::Page<views::CauseRow> page{
        .rows = views::causes(call.services.database, asked->scope, asked->query)};
    views::FaultWords words(call.services.database, *language);
    Json systems = systems_json(page.rows, words);
    page.rows.resize(std::min(page.rows.size(), asked->query.page.limit));
    Json body = page_json(page, [&](const views::CauseRow& row) { return cause_json(row, words); });
    body["systems"] = std::move(systems);
    put_period(body, asked->query.period);
    return json_response(body);
}

}  // namespace roadworthy::http
