#pragma once
// What the unit remembers of the link beside the outbox: the bytes of the month, and the last time
// that was known for sure, below which its clock will not be believed.
//
// What survives a power cut: the ledger as it was saved last, about an hour ago. A file that is
// torn or not ours counts as none.

#include <filesystem>
#include <optional>

#include "agent/uplink/data_plan.hpp"
#include "common/time.hpp"

namespace roadworthy::uplink {

struct Ledger {
    Usage usage;
    Time last_known;
    friend bool operator==(const Ledger&, const Ledger&) = default;
};

Ledger load_ledger(const std::filesystem::path& file);
// Whether the disk took it.
bool save_ledger(const std::filesystem::path& file, const Ledger& ledger);

}  // namespace roadworthy::uplink
