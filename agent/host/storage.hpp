#pragma once
// What an operator is to know of the unit's storage: what becomes of the outbox, in the log, and how
// much is written to the flash.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <utility>

#include "agent/uplink/gatherer.hpp"
#include "agent/uplink/outbox/outbox.hpp"

namespace roadworthy::agent {

// Bytes that this process has written since it began, as the kernel counts them: whole pages handed
// to a file system on a device. What that adds of its own (journal, inodes) is not in it. Nothing
// where the kernel does not count.
std::optional<std::uint64_t> bytes_written_to_storage();

// One line in the log for each change.
class StorageWatch {
public:
    // Both outlive it.
    StorageWatch(const uplink::Outbox& outbox, const uplink::Gatherer& gatherer,
                 std::filesystem::path path)
        : outbox_(outbox), gatherer_(gatherer), path_(std::move(path)) {}

    void note();

private:
    const uplink::Outbox& outbox_;
    const uplink::Gatherer& gatherer_;
    std::filesystem::path path_;
    bool is_failing_ = false;
    bool is_in_memory_ = false;
    uplink::OutboxCounters told_;
};

}  // namespace roadworthy::agent
