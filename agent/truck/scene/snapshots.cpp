#include "agent/truck/scene/snapshots.hpp"

#include "agent/j1939/parameter_groups.hpp"
#include "agent/j1939/signal_table.hpp"
#include "agent/j1939/signals.hpp"
#include "agent/truck/events.hpp"
#include "agent/truck/moments.hpp"
#include "agent/truck/scene/settings.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace roadworthy::onboard {
namespace {

constexpr std::size_t place_of(j1939::Pgn pgn) {
    return static_cast<std::size_t>(std::ranges::find(Snapshots::groups, pgn) -
                                    Snapshots::groups.begin());
}

// Of each watched signal: the place of its group, and how to read it.
struct Reading {
    std::size_t group = 0;
    std::optional<std::int64_t> (*value)(std::span<const std::uint8_t>) = nullptr;
};

template <std::size_t... place>
constexpr auto readings_of(std::index_sequence<place...>) {
    return std::array{Reading{place_of(j1939::signal_of(Snapshots::watched[place]).pgn),
                              j1939::believed<Snapshots::watched[place]>}...};
}
constexpr auto readings = readings_of(std::make_index_sequence<Snapshots::watched.size()>());

}  // namespace

Snapshots::Sample Snapshots::sample(Monotonic now) const {
    Sample sample;
    for (std::size_t place = 0; place < readings.size(); ++place) {
        const Group& group = heard_[readings[place].group];
        if (now - group.time <= most_age) {
            sample[place] = readings[place].value(std::span{group.data}.first(group.length));
        }
    }
    return sample;
}

void Snapshots::tick(Monotonic now, Events& events) {
    if (snapshotting_ == Snapshotting::off || now < next_sample_) {
        return;
    }
    const auto missed = next_sample_ == never ? 0 : (now - next_sample_) / step;
    const auto most_missed = static_cast<std::int64_t>(samples_before + samples_after);
    for (std::int64_t i = 0; i < std::min(missed, most_missed); ++i) {
        add({}, events);
    }
    add(sample(now), events);
    next_sample_ = now + step;
}

void Snapshots::add(const Sample& sample, Events& events) {
    newest_ = (newest_ + 1) % ring_.size();
    ring_[newest_] = sample;
    if (pending_) {
        pending_->samples.push_back(sample);
        if (pending_->samples.size() == pending_->before + 1 + samples_after) {
            report(events);
        }
    }
}

void Snapshots::appeared(const FaultKey& fault, Monotonic time) {
    if (snapshotting_ == Snapshotting::off || was_told_lately(fault, time)) {
        return;
    }
    if (!pending_) {
        if (time - latest_ < between_any) {
            return;
        }
        pending_ = Pending{.moment = time, .before = ring_.size() - 1};
        latest_ = time;
        for (std::size_t i = 1; i <= ring_.size(); ++i) {
            pending_->samples.push_back(ring_[(newest_ + i) % ring_.size()]);
        }
    }
    if (pending_->faults.size() < most_faults) {
        pending_->faults.push_back(fault);
        told_[oldest_told_] = {.fault = fault, .time = time};
        oldest_told_ = (oldest_told_ + 1) % told_.size();
    }
}

bool Snapshots::was_told_lately(const FaultKey& fault, Monotonic time) const {
    return std::ranges::any_of(told_, [&](const Told& told) {
        return told.fault == fault && time - told.time < between_of_code;
    });
}

void Snapshots::finish(Events& events) {
    if (pending_) {
        report(events);
    }
}

void Snapshots::report(Events& events) {
    SnapshotReport body{.faults = std::move(pending_->faults), .before = pending_->before};
    const std::vector<Sample>& samples = pending_->samples;
    for (std::size_t place = 0; place < watched.size(); ++place) {
        const auto has_value = [&](const Sample& sample) { return sample[place].has_value(); };
        if (std::ranges::none_of(samples, has_value)) {
            continue;
        }
        body.signals.push_back({.spn = static_cast<std::uint32_t>(watched[place]),
                                .source_address = heard_[readings[place].group].source_address});
        for (const Sample& sample : samples) {
            body.values.push_back(sample[place]);
        }
    }
    if (!body.signals.empty()) {
        events.add(pending_->moment, std::move(body));
    }
    pending_.reset();
}

}  // namespace roadworthy::onboard
