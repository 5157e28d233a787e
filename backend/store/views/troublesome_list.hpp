#pragma once
// The trucks that make trouble, first the worst, and why: by their breakdowns of the last two years.

#include <cstddef>
#include <vector>

#include "backend/store/scope.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/uptime/troublesome.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

constexpr std::chrono::days trouble_watched{730};

struct TroubleRow {
    TruckLabel truck;
    uptime::Troublesome trouble;
};

// The first `most` of the scope's present trucks. What is usual is usual among these; a truck counts
// from when the scope has had it, and it was first heard.
std::vector<TroubleRow> troublesome(sql::Connection& connection, const store::Scope& scope,
                                    Time now, std::size_t most);

}  // namespace roadworthy::views
