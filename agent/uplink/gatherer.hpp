#pragma once
// What stands between the events of the bus and the outbox: stores events at once and meters in
// groups, because each commit costs the flash a page.
//
// What survives a power cut: what has been stored. Meters that still gather are lost with it; faults
// and trips do not gather.
// A disk that takes nothing: reports wait here and are tried again, less and less often. After a
// while the outbox goes on in memory, and the disk is tried each minute. Beyond a bound the oldest
// meters go first, then the oldest of all; they are counted.
// Flash wears out: once the day's budget has been written, meters gather for an hour. Events never.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/uplink/outbox/outbox.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::uplink {

struct GathererSettings {
    Duration store_interval = std::chrono::minutes{8};
    // A recorded bus at full speed outruns every interval: then so many are stored together.
    std::size_t most_together = 256;
    std::size_t most_in_memory = 20'000;
    Duration least_retry = std::chrono::seconds{1};
    Duration most_retry = std::chrono::minutes{1};
    Duration patience = std::chrono::minutes{1};  // with the disk, before memory takes over
    std::uint64_t most_written_bytes = std::uint64_t{20} << 20U;  // to the flash, a day
    Duration frugal_interval = std::chrono::hours{1};             // for meters, beyond that
};

struct GathererCounters {
    std::uint64_t store_failures = 0;
    std::uint64_t reports_not_stored = 0;
    std::uint64_t flash_bytes_written = 0;  // by this process, without what a file system adds
    std::uint64_t flash_budgets_spent = 0;  // days
};

class Gatherer {
public:
    // `outbox` outlives it.
    Gatherer(Outbox& outbox, const GathererSettings& settings)
        : outbox_(outbox), settings_(settings) {}

    void change(const GathererSettings& settings) { settings_ = settings; }

    void add(Unnumbered report, Monotonic now);

    // What the process has written to storage since it began.
    void note_written(std::uint64_t bytes, Monotonic now);

    // Whether anything was stored. To be asked about each second: it also tries the disk again.
    bool store_if_due(Monotonic now);
    bool store(Monotonic now);

    bool is_empty() const { return gathered_.empty(); }
    // Empty, or why the disk takes nothing at the moment.
    const std::string& problem() const { return problem_; }
    const GathererCounters& counters() const { return counters_; }

private:
    // Of 24 hours from the first report on.
    struct FlashDay {
        Monotonic begin;
        std::uint64_t written_before = 0;
        bool is_spent = false;
    };

    bool is_due(Monotonic now) const;
    void try_disk(Monotonic now);
    bool store_elsewhere(const sql::Failure& failure, Monotonic now);
    void bound_memory();

    Outbox& outbox_;
    GathererSettings settings_;
    std::vector<Unnumbered> gathered_;
    bool has_event_ = false;
    std::optional<Monotonic> since_;
    std::optional<Monotonic> retry_at_;
    Duration retry_{};
    std::optional<Monotonic> failing_since_;
    std::optional<Monotonic> try_disk_at_;
    std::string problem_;
    std::optional<FlashDay> day_;
    GathererCounters counters_;
};

}  // namespace roadworthy::uplink
