#pragma once
// Whether what happened is paid for, by all that has been entered until now: so a warranty that is
// entered late changes the case as if it had been there in time.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/customers/alerts.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/store/views/cases/case_list.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/truck/registry.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

class CoverBook {
public:
    explicit CoverBook(sql::Connection& connection)
        : connection_(connection), chinese_(connection, "zh"), english_(connection, "en") {}

    // By the system and the odometer of its cause. Of a call without a fault neither is known.
    customers::Coverage of(const CaseEntryRow& row);
    customers::Coverage of(const truck::TruckRecord& record, const customers::Alert& alert);

private:
    struct Happening {
        Time at;
        std::optional<std::uint64_t> episode;
        std::optional<FaultKey> fault;  // where its episode is not there any more
    };
    customers::Coverage of(const truck::TruckRecord& record, const Happening& happening);
    std::string system_of(const faults::Code& code);

    sql::Connection& connection_;
    FaultWords chinese_;  // an operator may say in one language to which system a code belongs
    FaultWords english_;
};

}  // namespace roadworthy::views
