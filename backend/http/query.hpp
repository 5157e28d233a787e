#pragma once
// The parameters of a query as the values that they mean.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "backend/http/message.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "common/time.hpp"

namespace roadworthy::http {

std::optional<std::string> parameter(const Call& call, std::string_view name);

// `limit` and `cursor`.
Answer<views::PageQuery> page_of(const Call& call);

Answer<std::optional<Day>> day_parameter(const Call& call, std::string_view name);

// `from_on` and `to_on`, each with its default: the last whole days, so many.
Answer<views::DayRange> period_of(const Call& call, std::chrono::days usual_length);

// `customer`: the scope of the call, or what of it is this customer's. Who is not seen by the
// asker is not found.
Answer<store::Scope> scope_of(const Call& call);

// An id in the path: what is no id names nothing.
template <class Id>
Answer<Id> id_of(const std::string& text) {
    auto id = Id::from(text);
    if (!id) {
        return not_found();
    }
    return std::move(*id);
}

// The reader's, as a BCP 47 tag in small letters: `lang`, else what Accept-Language wants most, else
// Chinese, as for a customer of whom nobody has entered it.
Answer<std::string> language_of(const Call& call);

template <class T>
Answer<T> as_answer(Result<T> result) {
    if (!result) {
        return bad_request(std::move(result.error().message));
    }
    return std::move(*result);
}

}  // namespace roadworthy::http
