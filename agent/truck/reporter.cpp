#include "agent/truck/reporter.hpp"

#include "agent/truck/events.hpp"
#include "agent/truck/meters.hpp"
#include "agent/truck/moments.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace roadworthy::onboard {

void Reporter::ask(Monotonic now) {
    asked_ = asked_.value_or(now);
}

void Reporter::tick(Monotonic now, const Meters& meters, Events& events) {
    const News news = news_of(meters, Which::steady);
    if (!reported_ && news.is_changed) {
        ask(now);  // the first report of a boot: as soon as the others have had their time
    }
    const bool is_answer = asked_ && now - *asked_ >= gathering_time;
    const bool is_time = reported_ && now - *reported_ >= settings_.interval;
    const bool is_talking = now - news.newest <= settings_.interval;
    const bool is_repeat = is_talking && reported_ && now - *reported_ >= settings_.repeat;
    if ((news.is_changed && (is_answer || is_time || news.is_far)) || is_repeat) {
        report(meters, Which::steady, events);
        reported_ = now;
        asked_.reset();
    }
}

void Reporter::finish(const Meters& meters, Events& events) {
    if (news_of(meters, Which::all).is_changed) {
        report(meters, Which::all, events);
    }
}

bool Reporter::is_unconfirmed(const Meter& meter, const Told& told) {
    return !told.is_confirmed && meter.agreeing_since == told.level && meter.time > told.time;
}

// What the meters hold that the last report did not.
Reporter::News Reporter::news_of(const Meters& meters, Which which) const {
    News news;
    for (std::size_t place = 0; place < meters.all().size(); ++place) {
        const Meter& meter = meters.all()[place];
        const Told& told = told_[place];
        if (which == Which::steady && !meter.is_steady()) {
            continue;
        }
        news.newest = std::max(news.newest, meter.time);
        news.is_changed =
            news.is_changed || told.reading != meter.reading || is_unconfirmed(meter, told);
        news.is_far = news.is_far || (meter.reading.kind == MeterKind::odometer &&
                                      meter.advanced - told.advanced >= settings_.distance_m);
    }
    return news;
}

void Reporter::report(const Meters& meters, Which which, Events& events) {
    MetersReport body;
    Monotonic newest = never;
    for (std::size_t place = 0; place < meters.all().size(); ++place) {
        const Meter& meter = meters.all()[place];
        Told& told = told_[place];
        const bool is_news = meter.time > told.time || told.reading != meter.reading;
        if (is_news && (which == Which::all || meter.is_steady())) {
            body.readings.push_back(meter.reading);
            newest = std::max(newest, meter.time);
            const bool has_jumped = meter.agreeing_since != meter.heard_since;
            told = {.reading = meter.reading,
                    .time = meter.time,
                    .advanced = meter.advanced,
                    .level = meter.agreeing_since,
                    .is_confirmed = !has_jumped || told.level == meter.agreeing_since};
        }
    }
    events.add(newest, std::move(body));
}

}  // namespace roadworthy::onboard
