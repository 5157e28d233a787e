#pragma once
// Cases as people see them. Who owned the truck when a case began sees it, now and later; what is the
// present owner's of it (his name, its plate and workshop) only he sees.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/cases/promises.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/truck/registry.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

// live: not at its end; the quiet ones among them. all: in the order in which they ended, the latest
// first, and before them those that have not.
enum class Cases : std::uint8_t { live, ended };

struct CaseQuery {
    Cases which = Cases::live;
    Time now;
    std::optional<std::string> owner;
    std::optional<std::string> workshop;
    std::optional<cases::CaseKind> kind;
    std::optional<TruckId> truck;
    bool is_late = false;  // only those of which a clock has been missed
    PageQuery page;
};

struct CaseEntryRow {
    TruckLabel truck;  // its customer is who owned it when the case began
    truck::TruckRecord record;
    std::string language;  // the customer's
    CasePapers papers;
    cases::Case told;
};

// Live: the next deadline first; then those without one. Ended: the last ended first.
Result<Page<CaseEntryRow>> case_list(sql::Connection& connection, const store::Scope& scope,
                                     const CaseQuery& query);

// By any id that leads to it.
std::optional<CaseEntryRow> find_case(sql::Connection& connection, const store::Scope& scope,
                                      const TruckId& truck, const cases::CaseId& id);

// The cases of a truck that can still change: for whoever checks an entry. Empty: nobody knows it.
std::optional<cases::CaseBook> case_book(sql::Connection& connection, const TruckId& truck);

}  // namespace roadworthy::views
