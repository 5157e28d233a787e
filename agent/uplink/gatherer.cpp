#include "agent/uplink/gatherer.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "agent/uplink/outbox/outbox.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::uplink {

void Gatherer::add(Unnumbered report, Monotonic now) {
    has_event_ = has_event_ || stream_of(report.body) == Stream::events;
    since_ = since_.value_or(now);
    gathered_.push_back(std::move(report));
    bound_memory();
}

void Gatherer::note_written(std::uint64_t bytes, Monotonic now) {
    counters_.flash_bytes_written = bytes;
    if (!day_ || now - day_->begin >= std::chrono::hours{24}) {
        day_ = FlashDay{.begin = now, .written_before = bytes};
    }
    if (!day_->is_spent && bytes - day_->written_before > settings_.most_written_bytes) {
        day_->is_spent = true;
        ++counters_.flash_budgets_spent;
    }
}

bool Gatherer::is_due(Monotonic now) const {
    if (gathered_.empty()) {
        return false;
    }
    if (retry_at_) {
        return now >= *retry_at_;
    }
    const bool is_frugal = day_ && day_->is_spent;
    const Duration interval = is_frugal
                                  ? std::max(settings_.store_interval, settings_.frugal_interval)
                                  : settings_.store_interval;
    return has_event_ || now - *since_ >= interval || gathered_.size() >= settings_.most_together;
}

bool Gatherer::store_if_due(Monotonic now) {
    try_disk(now);
    return is_due(now) && store(now);
}

void Gatherer::try_disk(Monotonic now) {
    if (outbox_.memory_reason().empty()) {
        try_disk_at_.reset();
    } else if (!try_disk_at_) {
        try_disk_at_ = now + settings_.most_retry;
    } else if (now >= *try_disk_at_) {
        try_disk_at_ = now + settings_.most_retry;
        outbox_.return_to_disk();
    }
}

bool Gatherer::store(Monotonic now) {
    if (gathered_.empty()) {
        return false;
    }
    try {
        outbox_.append(gathered_);
    } catch (const sql::Failure& failure) {
        return store_elsewhere(failure, now);
    }
    gathered_.clear();
    has_event_ = false;
    since_.reset();
    retry_at_.reset();
    failing_since_.reset();
    retry_ = Duration{};
    problem_.clear();
    return true;
}

// A file that breaks is set aside and made anew at once; for a disk there is some patience.
bool Gatherer::store_elsewhere(const sql::Failure& failure, Monotonic now) {
    ++counters_.store_failures;
    problem_ = failure.what();
    failing_since_ = failing_since_.value_or(now);
    const bool is_broken = failure.fault() == sql::Fault::corrupt;
    const bool is_on_disk = outbox_.memory_reason().empty();
    if (is_on_disk && is_broken) {
        outbox_.replace_file(problem_);
        return store(now);
    }
    if (is_on_disk && now - *failing_since_ >= settings_.patience) {
        outbox_.go_on_in_memory(problem_);
        return store(now);
    }
    retry_ = std::clamp(retry_ * 2, settings_.least_retry, settings_.most_retry);
    retry_at_ = now + retry_;
    return false;
}

void Gatherer::bound_memory() {
    if (gathered_.size() <= settings_.most_in_memory) {
        return;
    }
    const auto oldest_meters = std::ranges::find_if(gathered_, [](const Unnumbered& report) {
        return stream_of(report.body) == Stream::meters;
    });
    gathered_.erase(oldest_meters == gathered_.end() ? gathered_.begin() : oldest_meters);
    ++counters_.reports_not_stored;
}

}  // namespace roadworthy::uplink
