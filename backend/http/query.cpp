#include "backend/http/query.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "backend/http/message.hpp"
#include "backend/http/router.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/customers.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/uptime_report.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::http {

std::optional<std::string> parameter(const Call& call, std::string_view name) {
    const auto found = std::ranges::find(call.query, name, &Parameters::value_type::first);
    return found == call.query.end() ? std::nullopt : std::optional{found->second};
}

Answer<views::PageQuery> page_of(const Call& call) {
    views::PageQuery page{.after = parameter(call, "cursor")};
    if (const auto text = parameter(call, "limit")) {
        const auto limit = views::integer_of(*text);
        if (!limit || *limit < 1 || *limit > static_cast<std::int64_t>(views::most_rows)) {
            return bad_request("expected a limit from 1 to " + std::to_string(views::most_rows) +
                               ", got \"" + *text + '"');
        }
        page.limit = static_cast<std::size_t>(*limit);
    }
    return page;
}

Answer<std::optional<Day>> day_parameter(const Call& call, std::string_view name) {
    const auto text = parameter(call, name);
    if (!text) {
        return std::nullopt;
    }
    const auto day = parse_day(*text);
    if (!day) {
        return bad_request(std::string(name) + ": " + day.error().message);
    }
    return *day;
}

Answer<views::DayRange> period_of(const Call& call, std::chrono::days usual_length) {
    const auto from = day_parameter(call, "from_on");
    const auto to = day_parameter(call, "to_on");
    if (!from || !to) {
        return tl::unexpected(!from ? from.error() : to.error());
    }
    const Day end = to->value_or(day_of(call.now));
    const views::DayRange period{.from = from->value_or(end - usual_length), .to = end};
    if (period.from >= period.to || period.to - period.from > std::chrono::days{views::most_days}) {
        return bad_request("expected from_on before to_on, at most " +
                           std::to_string(views::most_days) + " days apart");
    }
    return period;
}

Answer<store::Scope> scope_of(const Call& call) {
    const auto text = parameter(call, "customer");
    if (!text) {
        return call.scope;
    }
    const auto id = CustomerId::from(*text);
    auto scope = id ? views::narrowed(call.services.database, call.scope, *id) : std::nullopt;
    if (!scope) {
        return not_found();
    }
    return std::move(*scope);
}

}  // namespace roadworthy::http
