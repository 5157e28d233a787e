#include "backend/customers/coverage.hpp"

#include <string>

#include "backend/truck/registry.hpp"
#include "common/time.hpp"

namespace roadworthy::customers {

std::string agreement_at(const truck::TruckRecord& record, Time at) {
    const bool holds = !record.agreement_until || day_of(at) <= *record.agreement_until;
    return holds ? record.agreement : std::string();
}

}  // namespace roadworthy::customers
