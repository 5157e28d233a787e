#include "backend/due/history.hpp"

#include "backend/due/plans.hpp"
#include "backend/truck/meter_book.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace roadworthy::due {
namespace {

// What is entered replaces what was, but a void stays. What does not count has no place, as if its
// void had come first.
void merge(Done& known, Done&& news) {
    const bool is_void = known.is_void || news.is_void;
    if (news.is_entered) {
        known = std::move(news);
    }
    known.is_void = is_void;
    if (is_void) {
        known.distance.reset();
        known.engine_time.reset();
        known.fuel_used.reset();
    }
}

void put(HistoryByItem& histories, const std::string& item, Done&& news) {
    const auto known = histories.find(item);
    if (known == histories.end()) {
        histories.emplace(item, ItemHistory{.newest = std::move(news)});
        return;
    }
    ItemHistory& history = known->second;
    std::vector<Done> all = std::move(history.earlier);
    all.push_back(std::move(history.newest));
    const auto place =
        std::lower_bound(all.begin(), all.end(), news.completion.at,
                         [](const Done& done, Time at) { return done.completion.at < at; });
    if (place != all.end() && place->completion.at == news.completion.at) {
        merge(*place, std::move(news));
    } else {
        all.insert(place, std::move(news));
    }
    if (all.size() > most_done) {
        all.erase(all.begin());
    }
    history.newest = std::move(all.back());
    all.pop_back();
    history.earlier = std::move(all);
}

// True: it is another than before.
bool place(std::optional<truck::LifeAt>& place, const truck::MeterBook& book, Time at,
           std::optional<std::int64_t> shown) {
    if (place && place->is_final) {
        return false;
    }
    const std::optional<truck::LifeAt> before = place;
    if (shown) {
        place = book.life_of({.at = at, .value = *shown}).value_or(truck::LifeAt{.life = *shown});
    } else {
        place = book.life_at(at);
    }
    return place != before;
}

// What does not count needs no place, and nobody remembers the meter's past for its sake.
bool place(Done& done, const truck::TruckState& state) {
    if (!done.counts()) {
        return false;
    }
    const Completion& completion = done.completion;
    const bool distance =
        place(done.distance, state.book(MeterKind::odometer), completion.at, completion.odometer_m);
    const bool engine_time = place(done.engine_time, state.book(MeterKind::engine_time),
                                   completion.at, completion.engine_time_s);
    const bool fuel_used =
        place(done.fuel_used, state.book(MeterKind::fuel_used), completion.at, std::nullopt);
    return distance || engine_time || fuel_used;
}

std::optional<truck::LifeAt>& place_of(Done& done, MeterKind kind) {
    switch (kind) {
        case MeterKind::odometer:
            return done.distance;
        case MeterKind::engine_time:
            return done.engine_time;
        case MeterKind::fuel_used:
            break;
    }
    return done.fuel_used;
}

}  // namespace

std::vector<const Done*> ItemHistory::counted() const {
    std::vector<const Done*> counted;
    for (const Done& done : earlier) {
        if (done.counts()) {
            counted.push_back(&done);
        }
    }
    if (newest.counts()) {
        counted.push_back(&newest);
    }
    return counted;
}

std::optional<Completion> find(const HistoryByItem& done, const std::string& item, Time at) {
    const auto known = done.find(item);
    if (known == done.end()) {
        return std::nullopt;
    }
    const auto is_it = [&](const Done& one) { return one.is_entered && one.completion.at == at; };
    if (is_it(known->second.newest)) {
        return known->second.newest.completion;
    }
    const auto found = std::ranges::find_if(known->second.earlier, is_it);
    return found == known->second.earlier.end() ? std::nullopt : std::optional{found->completion};
}

void take(HistoryByItem& done, const Completion& completion) {
    put(done, completion.item, {.completion = completion});
}

void take(HistoryByItem& done, const CompletionVoid& voided) {
    put(done, voided.item,
        {.completion = {.truck = voided.truck, .item = voided.item, .at = voided.at},
         .is_entered = false,
         .is_void = true});
}

void forget_places(HistoryByItem& done, MeterKind kind) {
    for (auto& [item, history] : done) {
        for (Done& earlier : history.earlier) {
            place_of(earlier, kind).reset();
        }
        place_of(history.newest, kind).reset();
    }
}

bool place_on_meters(HistoryByItem& done, const truck::TruckState& state) {
    bool has_moved = false;
    for (auto& [item, history] : done) {
        for (Done& earlier : history.earlier) {
            has_moved |= place(earlier, state);
        }
        has_moved |= place(history.newest, state);
    }
    return has_moved;
}

}  // namespace roadworthy::due
