#include "backend/store/views/cases/promises.hpp"

#include "backend/cases/case.hpp"
#include "backend/cases/policy.hpp"
#include "backend/cases/policy_book.hpp"
#include "backend/cases/promise.hpp"
#include "backend/store/derived/case_rows.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/schema.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

cases::PolicyBook policies(sql::Connection& connection) {
    store::Tables tables(connection, store::Version::live);
    return store::read_policies(tables);
}

CaseTimes times_of(const cases::Case& it, const CasePapers& papers,
                   const cases::PolicyBook& policies, Time now) {
    const cases::SlaPolicy& policy = policies.at(it.heard);
    const cases::Terms terms =
        cases::terms(policy, cases::subject(it, papers.tier, papers.agreement));
    return {.clocks = cases::clocks(it, policy, terms, now),
            .escalation = cases::escalation(it, policy, terms, now)};
}

}  // namespace roadworthy::views
