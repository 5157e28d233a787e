#include "agent/host/storage.hpp"

#include <spdlog/spdlog.h>

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include "agent/uplink/gatherer.hpp"
#include "agent/uplink/outbox/outbox.hpp"

namespace roadworthy::agent {

std::optional<std::uint64_t> bytes_written_to_storage() {
    std::ifstream counts("/proc/self/io");
    std::string name;
    std::uint64_t value = 0;
    while (counts >> name >> value) {
        if (name == "write_bytes:") {
            return value;
        }
    }
    return std::nullopt;
}

void StorageWatch::note() {
    const std::string& problem = gatherer_.problem();
    if (const bool was_failing = std::exchange(is_failing_, !problem.empty());
        is_failing_ && !was_failing) {
        spdlog::error("cannot store, trying again reason=\"{}\"", problem);
    }
    const std::string& reason = outbox_.memory_reason();
    const bool was_in_memory = std::exchange(is_in_memory_, !reason.empty());
    if (is_in_memory_ && !was_in_memory) {
        spdlog::error("outbox in memory: reports are lost with the power reason=\"{}\"", reason);
    } else if (was_in_memory && !is_in_memory_) {
        spdlog::info("outbox on the disk again path={}", path_.string());
    }
    const uplink::OutboxCounters told = std::exchange(told_, outbox_.counters());
    if (told_.files_set_aside > told.files_set_aside) {
        spdlog::error("outbox broken: set aside, new streams begun path={} reports_salvaged={}",
                      path_.string(), told_.reports_salvaged - told.reports_salvaged);
    }
    if (told_.logs_lost > told.logs_lost) {
        spdlog::error("outbox without its log: new streams begun path={}", path_.string());
    }
}

}  // namespace roadworthy::agent
