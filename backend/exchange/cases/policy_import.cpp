#include "backend/exchange/cases/policy_import.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "backend/cases/policy.hpp"
#include "backend/cases/policy_book.hpp"
#include "backend/exchange/cases/sla_from_csv.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/exchange/import/import.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/views/cases/promises.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

cases::PolicyVersion in_force(sql::Connection& connection) {
    const auto book = views::policies(connection);
    return book.entered().empty() ? cases::PolicyVersion{} : book.entered().back().entered;
}

void enter(sql::Connection& connection, const cases::PolicyVersion& before,
           cases::SlaPolicy&& policy, Time now, ImportReport& report) {
    if (const auto good = cases::check(policy); !good) {
        report.errors.push_back({1, "", good.error().message});
    } else if (policy == before.policy) {
        report.unchanged = 1;
    } else {
        const std::array<store::Fact, 1> fact{
            cases::PolicyVersion{.version = before.version + 1, .policy = std::move(policy)}};
        report.last = store::append(connection, fact, now);
        report.taken = 1;
    }
}

}  // namespace

ImportReport import_sla(sql::Connection& connection, std::string_view text, Time now) {
    SlaFile file = sla_from_csv(text);
    ImportReport report{.errors = std::move(file.errors)};
    if (file.policy) {
        const auto before = in_force(connection);
        file.policy->calendars = before.policy.calendars;
        enter(connection, before, std::move(*file.policy), now, report);
    }
    return report;
}

ImportReport import_calendars(sql::Connection& connection, std::string_view text,
                              const ZoneNamed& zone_named, Time now) {
    CalendarFile file = calendars_from_csv(text, zone_named);
    ImportReport report{.errors = std::move(file.errors)};
    if (file.calendars) {
        const auto before = in_force(connection);
        cases::SlaPolicy policy = before.policy;
        policy.calendars = std::move(*file.calendars);
        enter(connection, before, std::move(policy), now, report);
    }
    return report;
}

}  // namespace roadworthy::exchange
