#include "agent/truck/scene/services.hpp"

#include "agent/truck/events.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

namespace roadworthy::onboard {

Services::Known* Services::find(std::uint8_t source_address, const ServiceCounter& counter) {
    const auto known = std::span{known_}.first(count_);
    const auto found = std::ranges::find_if(known, [&](const Known& one) {
        return one.source_address == source_address && one.latest.kind == counter.kind &&
               one.latest.component == counter.component;
    });
    return found == known.end() ? nullptr : &*found;
}

void Services::hear(std::uint8_t source_address, const ServiceCounter& counter, Monotonic time) {
    Known* known = find(source_address, counter);
    if (known == nullptr) {
        if (count_ == most_counters) {
            ++counters_refused_;
            return;
        }
        known_[count_++] = {.source_address = source_address, .latest = counter};
        return;
    }
    known->is_confirmed = known->latest == counter;
    known->latest = counter;
    const bool is_news = known->is_confirmed && (!known->told || counter.left > *known->told);
    if (is_news && !known->news_since) {
        known->news_since = time;
    }
}

bool Services::is_due(const Known& known, Monotonic now) const {
    if (known.news_since) {
        return now - *known.news_since >= gathering_time;
    }
    return known.is_confirmed && known.told && *known.told != known.latest.left &&
           now - known.told_at >= repeat;
}

void Services::tick(Monotonic now, Events& events) {
    for (const Known& known : std::span{known_}.first(count_)) {
        if (is_due(known, now)) {
            report(known.source_address, now, events);
        }
    }
}

void Services::report(std::uint8_t source_address, Monotonic now, Events& events) {
    ServiceReport body{.source_address = source_address, .counters = {}};
    for (Known& known : std::span{known_}.first(count_)) {
        if (known.source_address == source_address && known.is_confirmed) {
            body.counters.push_back(known.latest);
            known.told = known.latest.left;
            known.told_at = now;
            known.news_since.reset();
        }
    }
    events.add(now, std::move(body));
}

}  // namespace roadworthy::onboard
