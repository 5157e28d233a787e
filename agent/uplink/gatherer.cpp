#include "agent/uplink/gatherer.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "agent/uplink/outbox.hpp"
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

bool Gatherer::is_due(Monotonic now) const {
    if (gathered_.empty()) {
        return false;
    }
    if (retry_at_) {
        return now >= *retry_at_;
    }
    return has_event_ || now - *since_ >= settings_.store_interval ||
           gathered_.size() >= settings_.most_together;
}

bool Gatherer::store_if_due(Monotonic now) {
    return is_due(now) && store(now);
}

bool Gatherer::store(Monotonic now) {
    if (gathered_.empty()) {
        return false;
    }
    try {
        outbox_.append(gathered_);
    } catch (const sql::Failure& failure) {
        if (failure.fault() == sql::Fault::corrupt) {
            throw;
        }
        ++counters_.store_failures;
        problem_ = failure.what();
        retry_ = std::clamp(retry_ * 2, settings_.least_retry, settings_.most_retry);
        retry_at_ = now + retry_;
        return false;
    }
    gathered_.clear();
    has_event_ = false;
    since_.reset();
    retry_at_.reset();
    retry_ = Duration{};
    problem_.clear();
    return true;
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
