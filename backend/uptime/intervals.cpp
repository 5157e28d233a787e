#include "backend/uptime/intervals.hpp"

#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <compare>
#include <cstddef>
#include <set>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace roadworthy::uptime {
namespace {

using std::chrono::seconds;

Time whole_second(Time time) {
    return std::chrono::floor<seconds>(time);
}

// Evidence as it counts: a stretch of time with one condition.
struct Layer {
    Time from;
    Time to;
    Condition condition = Condition::unknown;
    Source source = Source::none;
    const Evidence* why = nullptr;

    auto rank() const {
        return std::tuple(source, why->entered, why->from, std::string_view(why->ref));
    }
};

class Layers {
public:
    Layers(Period period, std::span<const Evidence> evidence, Time now)
        : period_(period), now_(now) {
        for (const Evidence& one : evidence) {
            if (one.source == Source::visit_void || one.source == Source::withdrawn) {
                taken_back_.emplace(one.source, one.ref);
            } else if (one.source == Source::driven) {
                driven_.push_back({one.from, one.to});
            }
        }
        std::ranges::sort(driven_, {}, &Period::from);
        for (const Evidence& one : evidence) {
            add(one);
        }
    }

    std::vector<Layer> take() { return std::move(layers_); }

private:
    void add(const Evidence& one) {
        switch (one.source) {
            case Source::none:
            case Source::silent_fault:
            case Source::visit_void:
            case Source::withdrawn:
                return;
            case Source::fault:
                if (one.is_open) {
                    put(one, {one.to, now_}, Source::silent_fault);
                }
                break;
            case Source::visit:
                if (taken_back_.contains({Source::visit_void, one.ref})) {
                    return;
                }
                break;
            case Source::correction:
                if (taken_back_.contains({Source::withdrawn, one.ref})) {
                    return;
                }
                break;
            case Source::ready:
            case Source::stands:
            case Source::driven:
            case Source::repair:
                break;
        }
        put(one, {one.from, end_of(one)}, one.source);
    }

    Time end_of(const Evidence& one) const {
        const bool is_of_a_case = one.source == Source::stands || one.source == Source::repair;
        if (!one.is_open || !is_of_a_case) {
            return one.to;
        }
        return std::min(one.to + longest_unsaid, back_at_work(one.to));
    }

    // The beginning of the drive with which it had been on the road for longer than a road test.
    Time back_at_work(Time last_word) const {
        Duration on_the_road{0};
        for (const Period& drive : driven_) {
            const Time from = std::max(drive.from, last_word);
            if (from < drive.to) {
                on_the_road += drive.to - from;
                if (on_the_road > longest_road_test) {
                    return from;
                }
            }
        }
        return Time::max();
    }

    void put(const Evidence& one, Period stretch, Source source) {
        const Time from = std::max(whole_second(stretch.from), period_.from);
        const Time to = std::min({whole_second(stretch.to), period_.to, whole_second(now_)});
        if (from < to) {
            const Condition condition =
                source == Source::correction ? one.said : condition_of(source);
            layers_.push_back(
                {.from = from, .to = to, .condition = condition, .source = source, .why = &one});
        }
    }

    Period period_;
    Time now_;
    std::set<std::pair<Source, std::string_view>> taken_back_;
    std::vector<Period> driven_;  // in order
    std::vector<Layer> layers_;
};

// Where a layer begins or ends.
struct Edge {
    Time at;
    std::size_t layer = 0;
    bool begins = false;
};

std::vector<Edge> edges_of(const std::vector<Layer>& layers) {
    std::vector<Edge> edges;
    edges.reserve(2 * layers.size());
    for (std::size_t i = 0; i < layers.size(); ++i) {
        edges.push_back({.at = layers[i].from, .layer = i, .begins = true});
        edges.push_back({.at = layers[i].to, .layer = i, .begins = false});
    }
    std::ranges::sort(edges, {}, &Edge::at);
    return edges;
}

Tile tile_of(Period stretch, const Layer* holds) {
    Tile tile{.from = stretch.from, .to = stretch.to, .ref = {}, .since = stretch.from};
    if (holds != nullptr) {
        tile.condition = holds->condition;
        tile.source = holds->source;
        tile.ref = holds->why->ref;
        tile.since = holds->source == Source::silent_fault ? holds->why->to : holds->why->from;
    }
    return tile;
}

bool continues(const Tile& before, const Tile& next) {
    return before.condition == next.condition && before.source == next.source &&
           before.ref == next.ref && (next.source == Source::none || before.since == next.since);
}

}  // namespace

Condition condition_of(Source source) {
    switch (source) {
        case Source::ready:
        case Source::driven:
            return Condition::up;
        case Source::visit:
            return Condition::planned;
        case Source::fault:
        case Source::stands:
        case Source::repair:
            return Condition::unplanned;
        case Source::none:
        case Source::silent_fault:
        case Source::correction:
        case Source::visit_void:
        case Source::withdrawn:
            break;
    }
    return Condition::unknown;
}

Period period_of(Day day) {
    return {.from = day, .to = day + std::chrono::days{1}};
}

std::vector<Tile> tile(Period period, std::span<const Evidence> evidence, Time now) {
    period = {.from = whole_second(period.from), .to = whole_second(period.to)};
    std::vector<Layer> layers = Layers(period, evidence, now).take();
    std::ranges::sort(
        layers, [](const Layer& one, const Layer& other) { return one.rank() < other.rank(); });
    std::vector<Tile> tiles;
    std::set<std::size_t> there;  // the last of them holds
    Time done = period.from;
    const auto fill_to = [&](Time at) {
        if (at <= done) {
            return;
        }
        Tile next = tile_of({done, at}, there.empty() ? nullptr : &layers[*there.rbegin()]);
        if (!tiles.empty() && continues(tiles.back(), next)) {
            tiles.back().to = at;
        } else {
            tiles.push_back(std::move(next));
        }
        done = at;
    };
    for (const Edge& edge : edges_of(layers)) {
        fill_to(edge.at);
        if (edge.begins) {
            there.insert(edge.layer);
        } else {
            there.erase(edge.layer);
        }
    }
    fill_to(period.to);
    return tiles;
}

}  // namespace roadworthy::uptime
