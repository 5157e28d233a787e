#pragma once
// What stands between the events of the bus and the outbox: stores events at once and meters in
// groups, because each commit costs the flash a page.
//
// What survives a power cut: what has been stored. Meters that still gather are lost with it; faults
// and trips do not gather.
// A disk that takes nothing: reports wait in memory and are tried again, less and less often. Beyond
// the bound the oldest meters go first, then the oldest of all; they are counted.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/uplink/outbox.hpp"
#include "common/time.hpp"

namespace roadworthy::uplink {

struct GathererSettings {
    Duration store_interval = std::chrono::minutes{5};
    // A recorded bus at full speed outruns every interval: then so many are stored together.
    std::size_t most_together = 256;
    std::size_t most_in_memory = 20'000;
    Duration least_retry = std::chrono::seconds{1};
    Duration most_retry = std::chrono::minutes{1};
};

struct GathererCounters {
    std::uint64_t store_failures = 0;
    std::uint64_t reports_not_stored = 0;
};

class Gatherer {
public:
    // `outbox` outlives it.
    Gatherer(Outbox& outbox, const GathererSettings& settings)
        : outbox_(outbox), settings_(settings) {}

    void change(const GathererSettings& settings) { settings_ = settings; }

    void add(Unnumbered report, Monotonic now);

    // Whether anything was stored. Throws sql::Failure for a file that is corrupt: the next start
    // sets it aside.
    bool store_if_due(Monotonic now);
    bool store(Monotonic now);

    bool is_empty() const { return gathered_.empty(); }
    // Empty, or why the disk takes nothing at the moment.
    const std::string& problem() const { return problem_; }
    const GathererCounters& counters() const { return counters_; }

private:
    bool is_due(Monotonic now) const;
    void bound_memory();

    Outbox& outbox_;
    GathererSettings settings_;
    std::vector<Unnumbered> gathered_;
    bool has_event_ = false;
    std::optional<Monotonic> since_;
    std::optional<Monotonic> retry_at_;
    Duration retry_{};
    std::string problem_;
    GathererCounters counters_;
};

}  // namespace roadworthy::uplink
