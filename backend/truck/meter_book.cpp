#include "backend/truck/meter_book.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "backend/truck/meters.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/readings_of_day.hpp"
#include "backend/truck/sources.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::truck {
namespace {

void draw(const KindMeters& meters, LifeLine& line) {
    if (!meters.life) {
        return;
    }
    if (line.empty() || line.back().at < meters.life->at) {
        line.push_back(*meters.life);
    } else {
        line.back() = *meters.life;
    }
}

bool put(ReadingsOfDay& day, MeterKind kind, const DatedReading& reading) {
    return day.add(kind, reading);
}

bool put(ReadingsOfDay& day, MeterKind /*kind*/, const Level& level) {
    return day.add(level);
}

// The day's place in order; made, if it is not there.
ReadingsOfDay& day_in(std::vector<ReadingsOfDay>& days, Day day) {
    const auto place = std::ranges::lower_bound(days, day, {}, &ReadingsOfDay::day);
    if (place != days.end() && place->day == day) {
        return *place;
    }
    return *days.insert(place, {.day = day, .readings = {}, .levels = {}});
}

// Between two of its points; `at` is not before the first.
std::int64_t life_on(const LifeLine& line, Time at) {
    const auto after = std::ranges::upper_bound(line, at, {}, &ValueAt::at);
    return after == line.end() ? line.back().value : value_between(*std::prev(after), *after, at);
}

bool is_final_in(const KindMeters& settled, Time at) {
    if (!settled.life) {
        return false;
    }
    return at < settled.life_begin->at ? settled.early_rate.has_value() : at <= settled.life->at;
}

bool covers(const LifeLine& line, Time at) {
    return !line.empty() && line.front().at <= at;
}

}  // namespace

MeterBook::MeterBook(Stored stored)
    : settled_(std::move(stored.settled)),
      settled_life_(std::move(stored.settled_life)),
      open_(std::move(stored.open)),
      refused_(stored.refused),
      refused_count_(stored.refused_count),
      quiet_(std::move(stored.quiet)) {
    fold_open();
}

MeterBook::Stored MeterBook::stored() const {
    return {.settled = settled_,
            .settled_life = settled_life_,
            .open = open_,
            .refused = refused_,
            .refused_count = refused_count_,
            .quiet = quiet_};
}

bool MeterBook::needs_past(Time at) const {
    return !past_ && is_settled(day_of(at));
}

bool MeterBook::is_settled(Day day) const {
    return !settled_.tracks.empty() && !open_.empty() && day < open_.front().day;
}

void MeterBook::remember(std::vector<ReadingsOfDay> settled_days) {
    past_ = Remembered{.days = std::move(settled_days), .life = {}};
    KindMeters again{.kind = kind()};
    for (const ReadingsOfDay& day : past_->days) {
        fold(again, day, past_->life);
    }
    assert(again == settled_);
}

void MeterBook::fold(KindMeters& meters, const ReadingsOfDay& day, LifeLine& line) const {
    auto level = day.levels.begin();
    const auto set_until = [&](Time until) {
        for (; level != day.levels.end() && level->at <= until; ++level) {
            if (!level->is_withdrawn) {
                meters.set(*level);
                draw(meters, line);
            }
        }
    };
    for (const DatedReading& reading : day.readings) {
        set_until(reading.at);
        const auto begin = meters.life_begin;
        meters.add(reading, quiet_);
        if (meters.life_begin != begin) {
            line.clear();  // what life was before turned out to be an error
        }
        draw(meters, line);
    }
    set_until(Time::max());
}

void MeterBook::insert(Time at, const auto& what) {
    const auto begin = now_.life_begin;
    const Day day = day_of(at);
    if (is_settled(day)) {
        insert_into_settled(day, what);
    } else {
        insert_into_open(day, what);
    }
    has_news_of_the_past_ |= begin && now_.life_begin != begin;
}

void MeterBook::insert_into_open(Day day, const auto& what) {
    const bool is_newest = !open_.empty() && day == open_.back().day;
    if (!put(day_in(open_, day), kind(), what)) {
        return;
    }
    if (open_.size() > most_open_days) {
        settle_oldest();
    }
    if (is_newest) {
        fold_newest();
    } else {
        fold_open();
    }
}

void MeterBook::insert_into_settled(Day day, const auto& what) {
    assert(past_);
    ReadingsOfDay& changed = day_in(past_->days, day);
    if (put(changed, kind(), what)) {
        note_row(changed);
        has_news_of_the_past_ = true;
        fold_settled_again();
        fold_open();
    }
}

void MeterBook::add(const DatedReading& reading) {
    insert(reading.at, reading);
}

void MeterBook::set(const Level& level) {
    insert(level.at, level);
}

void MeterBook::refuse(const RefusedReading& reading) {
    ++refused_count_;
    if (!refused_ || refused_->reading.reading.at <= reading.reading.reading.at) {
        refused_ = reading;
    }
}

bool MeterBook::needs_past(const QuietDays& quiet) const {
    const auto from = quiet_.first_difference(quiet);
    return from && needs_past(*from);
}

void MeterBook::observe(const QuietDays& quiet) {
    const auto from = quiet_.first_difference(quiet);
    if (!from) {
        return;
    }
    quiet_ = quiet;
    if (is_settled(day_of(*from))) {
        assert(past_);
        has_news_of_the_past_ = true;
        fold_settled_again();
    }
    fold_open();
}

void MeterBook::settle_oldest() {
    LifeLine line;
    if (settled_.life) {
        line.push_back(settled_life_.back());
    }
    fold(settled_, open_.front(), line);
    settled_life_ = std::move(line);
    note_row(open_.front());
    past_.reset();
    open_.erase(open_.begin());
}

void MeterBook::fold_settled_again() {
    settled_ = {.kind = kind()};
    past_->life.clear();
    std::optional<ValueAt> before_last_day;
    for (const ReadingsOfDay& day : past_->days) {
        before_last_day = past_->life.empty() ? std::nullopt : std::optional{past_->life.back()};
        fold(settled_, day, past_->life);
    }
    const auto from = before_last_day ? std::ranges::lower_bound(past_->life, before_last_day->at,
                                                                 {}, &ValueAt::at)
                                      : past_->life.begin();
    settled_life_.assign(from, past_->life.end());
}

void MeterBook::fold_open() {
    before_newest_ = settled_;
    life_before_newest_ = settled_life_;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
        fold(before_newest_, open_[i], life_before_newest_);
    }
    fold_newest();
}

void MeterBook::fold_newest() {
    now_ = before_newest_;
    life_ = life_before_newest_;
    if (!open_.empty()) {
        fold(now_, open_.back(), life_);
    }
}

void MeterBook::note_row(const ReadingsOfDay& day) {
    const auto known = std::ranges::find(rows_, day.day, &ReadingsOfDay::day);
    if (known != rows_.end()) {
        *known = day;
    } else {
        rows_.push_back(day);
    }
}

std::optional<LifeAt> MeterBook::life_at(Time at) const {
    if (!now_.life) {
        return std::nullopt;
    }
    // Where an open day has given up the level with which life began, it is about to begin anew.
    const bool is_final = is_final_in(settled_, at) && now_.life_begin == settled_.life_begin;
    if (at < now_.life_begin->at) {
        const double rate = now_.early_rate.value_or(now_.followed()->meter.own_rate().value_or(0));
        const double used = rate * Days{now_.life_begin->at - at}.count();
        return LifeAt{.life = now_.life_begin->value - meter_value(kind(), used),
                      .is_final = is_final};
    }
    assert(covers(life_, at) || past_);
    return LifeAt{.life = life_on(covers(life_, at) ? life_ : past_->life, at),
                  .is_final = is_final};
}

// The offsets of the sources that are not followed go on moving: a final answer is by those of the
// day on which it became final.
std::optional<LifeAt> MeterBook::life_of(ValueAt shown) const {
    auto found = life_at(shown.at);
    if (!found || !found->is_final || !past_) {
        const KindMeters& meters = found && found->is_final ? settled_ : now_;
        return found ? std::optional{LifeAt{meters.life_of(shown, found->life), found->is_final}}
                     : std::nullopt;
    }
    KindMeters then{.kind = kind()};
    LifeLine line;
    for (auto day = past_->days.begin(); !is_final_in(then, shown.at); ++day) {
        fold(then, *day, line);
    }
    found->life = then.life_of(shown, found->life);
    return found;
}

std::vector<ReadingsOfDay> MeterBook::take_rows() {
    return std::exchange(rows_, {});
}

bool MeterBook::take_news_of_the_past() {
    return std::exchange(has_news_of_the_past_, false);
}

}  // namespace roadworthy::truck
