#include "backend/http/resources/uptime/month.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "backend/exchange/uptime/month_html.hpp"
#include "backend/exchange/words.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/uptime/month_report.hpp"
#include "common/ids.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::http {

Result<std::chrono::year_month> month_named(std::string_view text) {
    const auto first = parse_day(std::string(text) + "-01");
    if (text.size() != 7 || !first) {
        return fail("month: expected one like 2026-03, got \"" + std::string(text) + '"');
    }
    const std::chrono::year_month_day day{*first};
    return day.year() / day.month();
}

Answer<Response> get_month_report(const Call& call) {
    const auto id = id_of<CustomerId>(call.ids.front());
    if (!id) {
        return tl::unexpected(id.error());
    }
    const auto month = as_answer(month_named(parameter(call, "month").value_or("")));
    const auto language = language_of(call);
    if (!month || !language) {
        return tl::unexpected(!month ? month.error() : language.error());
    }
    const auto report = views::month_report(call.services.database, call.scope,
                                            {.customer = *id, .month = *month, .now = call.now});
    if (!report) {
        return not_found();
    }
    const auto tongue =
        language->starts_with("zh") ? exchange::Language::zh : exchange::Language::en;
    views::FaultWords words(call.services.database, *language);
    return Response{.content_type = "text/html; charset=utf-8",
                    .body = exchange::month_html(*report, words, tongue),
                    .fields = {}};
}

}  // namespace roadworthy::http
