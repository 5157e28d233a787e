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

#include "backend/faults/catalog/own_words.hpp"
#include "backend/http/message.hpp"
#include "backend/http/router.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/customers.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

// 0 to 1000 of ";q=0.8" (RFC 9110 12.4.2); what cannot be read is the most.
int quality_of(std::string_view parameters) {
    const std::size_t begin = parameters.find("q=");
    if (begin == std::string_view::npos) {
        return 1000;
    }
    std::string_view digits = parameters.substr(begin + 2);
    if (digits.starts_with('1')) {
        return 1000;
    }
    digits.remove_prefix(std::min(digits.size(), std::string_view("0.").size()));
    int quality = 0;
    for (int place = 100; place > 0 && !digits.empty() && digits[0] >= '0' && digits[0] <= '9';
         place /= 10) {
        quality += (digits[0] - '0') * place;
        digits.remove_prefix(1);
    }
    return quality;
}

std::string_view without_spaces(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    const std::size_t end = text.find_last_not_of(" \t");
    return begin == std::string_view::npos ? "" : text.substr(begin, end - begin + 1);
}

// The one that is wanted most, of equals the first. What is no language is passed over.
std::optional<std::string> most_wanted(std::string_view accept_language) {
    std::optional<std::string> best;
    int best_quality = 0;
    while (!accept_language.empty()) {
        const std::string_view each = accept_language.substr(0, accept_language.find(','));
        accept_language.remove_prefix(std::min(each.size() + 1, accept_language.size()));
        const std::size_t semicolon = std::min(each.find(';'), each.size());
        auto language = faults::language_tag(without_spaces(each.substr(0, semicolon)));
        const int quality = quality_of(each.substr(semicolon));
        if (language && quality > best_quality) {
            best = std::move(*language);
            best_quality = quality;
        }
    }
    return best;
}

}  // namespace

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

Answer<std::string> language_of(const Call& call) {
    const auto text = parameter(call, "lang");
    if (!text) {
        return most_wanted(call.accept_language).value_or("zh");
    }
    auto language = faults::language_tag(*text);
    if (!language) {
        return bad_request("lang: " + language.error().message);
    }
    return std::move(*language);
}

}  // namespace roadworthy::http
