#include "backend/http/resources/cases/cases.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <variant>

#include "backend/cases/entries.hpp"
#include "backend/cases/names.hpp"
#include "backend/exchange/cases/entering.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/cases/case_json.hpp"
#include "backend/http/resources/cases/entry_json.hpp"
#include "backend/http/resources/cases/json_body.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/cases/case_list.hpp"
#include "backend/store/views/cases/cover_book.hpp"
#include "backend/store/views/cases/promises.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/trucks.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

constexpr std::chrono::seconds longest_wait{10};

Reading reading_of(const store::Scope& scope) {
    return std::holds_alternative<CustomerId>(scope.subject()) ? Reading::customer : Reading::staff;
}

Answer<views::Cases> which_of(const Call& call) {
    const std::string state = parameter(call, "state").value_or("open");
    if (state != "open" && state != "closed") {
        return bad_request("state: expected open or closed, got \"" + state + '"');
    }
    return state == "open" ? views::Cases::live : views::Cases::ended;
}

Answer<std::optional<cases::CaseKind>> kind_of(const Call& call) {
    const auto text = parameter(call, "kind");
    if (!text) {
        return std::nullopt;
    }
    const auto kind = cases::named_in<cases::CaseKind>(cases::case_kinds(), *text);
    if (!kind) {
        return bad_request("kind: expected fault, breakdown or complaint, got \"" + *text + '"');
    }
    return kind;
}

Answer<bool> is_late_of(const Call& call) {
    const std::string late = parameter(call, "late").value_or("no");
    if (late != "yes" && late != "no") {
        return bad_request("late: expected yes or no, got \"" + late + '"');
    }
    return late == "yes";
}

Answer<std::optional<TruckId>> truck_of(const Call& call) {
    const auto text = parameter(call, "truck");
    if (!text) {
        return std::nullopt;
    }
    auto truck = id_of<TruckId>(*text);
    return truck ? Answer<std::optional<TruckId>>(std::move(*truck))
                 : tl::unexpected(truck.error());
}

Answer<views::CaseQuery> query_of(const Call& call) {
    const auto page = page_of(call);
    const auto which = which_of(call);
    const auto kind = kind_of(call);
    const auto late = is_late_of(call);
    const auto truck = truck_of(call);
    if (!page || !which) {
        return tl::unexpected(!page ? page.error() : which.error());
    }
    if (!kind || !late || !truck) {
        return tl::unexpected(!kind ? kind.error() : !late ? late.error() : truck.error());
    }
    return views::CaseQuery{.which = *which,
                            .now = call.now,
                            .owner = parameter(call, "owner"),
                            .workshop = parameter(call, "workshop"),
                            .kind = *kind,
                            .truck = *truck,
                            .is_late = *late,
                            .page = *page};
}

// What is asked for by its path, and how it is read.
struct Asked {
    TruckId truck;
    cases::CaseId id;
    std::string language;
};
Answer<Asked> asked_of(const Call& call) {
    auto truck = id_of<TruckId>(call.ids.at(0));
    auto id = id_of<cases::CaseId>(call.ids.at(1));
    auto language = language_of(call);
    if (!truck || !id) {
        return not_found();
    }
    if (!language) {
        return tl::unexpected(language.error());
    }
    return Asked{std::move(*truck), std::move(*id), std::move(*language)};
}

Answer<Response> show(sql::Connection& database, const store::Scope& scope, const Asked& asked,
                      Time now) {
    const auto row = views::find_case(database, scope, asked.truck, asked.id);
    if (!row) {
        return not_found();
    }
    const auto policies = views::policies(database);
    views::CoverBook covers(database);
    views::FaultWords words(database, asked.language);
    return json_response(whole_case_json(
        *row, {.policies = policies, .covers = covers, .now = now, .by = reading_of(scope)},
        words));
}

// Of a case: who sees it. Of one that is to be opened: whose truck it is now.
bool may_speak(const Call& call, const Asked& asked) {
    sql::Connection& database = call.services.database;
    const auto all = store::Scope::everything();
    return views::find_case(database, all, asked.truck, asked.id)
               ? views::find_case(database, call.scope, asked.truck, asked.id).has_value()
               : views::truck(database, call.scope, asked.truck).has_value();
}

Refusal refusal_of(const exchange::EntryRefusal& refusal) {
    using Why = exchange::EntryRefusal::Why;
    switch (refusal.why) {
        case Why::no_truck:
            return {404, "not_found", "there is nothing here"};
        case Why::other_words:
            return {409, "conflict", refusal.message};
        case Why::wrong:
            break;
    }
    return {422, "not_possible", refusal.message};
}

// A repetition that leaves out when and by whom is one of what was said then.
EntryDefaults defaults_of(const Call& call, const Asked& asked, const Json& body) {
    EntryDefaults defaults{.about = asked.id, .at = call.now, .by = call.who, .id = {}};
    const auto entry = body.is_object() ? body.find("entry") : body.end();
    if (entry != body.end() && entry->is_string()) {
        const auto id = cases::EntryId::from(entry->get<std::string>());
        const auto before =
            id ? exchange::entered_before(call.services.database, asked.truck, *id) : std::nullopt;
        if (before) {
            defaults.at = before->at;
            defaults.by = before->by;
        }
    }
    return defaults;
}

// The case as it is when the journal has been folded up to there.
Response when_applied(const Call& call, const Asked& asked, const exchange::TakenEntry& taken) {
    Response response;
    response.later = [&database = call.services.database, clock = call.services.now,
                      until = call.now + longest_wait, scope = call.scope, asked,
                      taken]() -> std::optional<Response> {
        const Time now = clock();
        if (store::progress(database, store::Progress::applied) < taken.last) {
            return now < until
                       ? std::nullopt
                       : std::optional(error_response(
                             {503, "not_applied", "it is kept, but not applied yet: ask again"}));
        }
        auto shown = show(database, scope, asked, now);
        if (!shown) {
            return error_response(shown.error());
        }
        shown->status = taken.is_new ? 201 : 200;
        return std::move(*shown);
    };
    return response;
}

}  // namespace

Answer<Response> get_cases(const Call& call) {
    const auto query = query_of(call);
    const auto scope = scope_of(call);
    if (!query || !scope) {
        return tl::unexpected(!query ? query.error() : scope.error());
    }
    const auto list = as_answer(views::case_list(call.services.database, *scope, *query));
    if (!list) {
        return tl::unexpected(list.error());
    }
    const auto policies = views::policies(call.services.database);
    views::CoverBook covers(call.services.database);
    const CaseReading reading{
        .policies = policies, .covers = covers, .now = call.now, .by = reading_of(call.scope)};
    return json_response(
        page_json(*list, [&](const views::CaseEntryRow& row) { return case_json(row, reading); }));
}

Answer<Response> get_case(const Call& call) {
    const auto asked = asked_of(call);
    if (!asked) {
        return tl::unexpected(asked.error());
    }
    return show(call.services.database, call.scope, *asked, call.now);
}

Answer<Response> post_case_entry(const Call& call) {
    const auto asked = asked_of(call);
    if (!asked) {
        return tl::unexpected(asked.error());
    }
    sql::Connection& database = call.services.database;
    if (!may_speak(call, *asked)) {
        return not_found();
    }
    const auto body = json_body(call.body);
    if (!body) {
        return tl::unexpected(body.error());
    }
    const auto entry = entry_from_json(*body, defaults_of(call, *asked, *body));
    if (!entry) {
        return tl::unexpected(Refusal{422, "not_possible", entry.error().message});
    }
    const auto taken =
        exchange::enter(database, {.truck = asked->truck, .entry = *entry}, call.now);
    if (!taken) {
        return tl::unexpected(refusal_of(taken.error()));
    }
    return when_applied(call, *asked, *taken);
}

}  // namespace roadworthy::http
