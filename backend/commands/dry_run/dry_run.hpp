#pragma once
// What would change if a file of plans were switched on: tried on a copy of the database, which is
// thrown away afterwards. The served one is only read.

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "backend/commands/dry_run/comparison.hpp"
#include "backend/commands/dry_run/history.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {

struct DryRun {
    Day today;
    std::vector<std::string> notes;    // as an import would say them
    std::vector<std::string> plans;    // that are new: "P 4"
    std::uint64_t trucks_touched = 0;  // another plan, or some row is another
    std::uint64_t trucks_moved = 0;    // of them: another plan
    Comparison due;
    BackTest history;
};

// A file that an import would refuse, or not take as a whole; the words say why.
class Refused : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// `copy` is used up. Throws Refused.
DryRun dry_run(sql::Connection& copy, std::string_view plans_csv, Time now);

struct Files {
    std::filesystem::path database;  // read, also while it is served
    std::filesystem::path copy;      // made; the caller removes it
};
DryRun dry_run(const Files& files, std::string_view plans_csv, Time now);

}  // namespace roadworthy::backend
