#include "backend/uptime/intervals.hpp"

#include "common/time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

namespace roadworthy::uptime {
namespace {

using std::chrono::seconds;

// Where a span begins or ends: the second, and by how much its condition's depth changes.
struct Edge {
    Time at;
    Condition condition = Condition::unknown;
    int change = 0;
};

Time whole_second(Time time) {
    return std::chrono::floor<seconds>(time);
}

std::vector<Edge> edges_within(Period period, std::span<const Span> evidence) {
    std::vector<Edge> edges;
    for (const auto& span : evidence) {
        const Time from = std::max(whole_second(span.from), period.from);
        const Time to = std::min(whole_second(span.to), period.to);
        if (from < to) {
            edges.push_back({.at = from, .condition = span.condition, .change = 1});
            edges.push_back({.at = to, .condition = span.condition, .change = -1});
        }
    }
    std::ranges::sort(edges, {}, &Edge::at);
    return edges;
}

}  // namespace

Period period_of(Day day) {
    return {.from = day, .to = day + std::chrono::days{1}};
}

std::vector<Span> tile(Period period, std::span<const Span> evidence) {
    period = {.from = whole_second(period.from), .to = whole_second(period.to)};
    std::vector<Span> tiles;
    std::array<int, 4> depth{};
    const auto holds = [&] {
        for (std::size_t i = depth.size() - 1; i > 0; --i) {
            if (depth[i] > 0) {
                return static_cast<Condition>(i);
            }
        }
        return Condition::unknown;
    };
    Time done = period.from;
    const auto fill_to = [&](Time at) {
        if (at <= done) {
            return;
        }
        const Condition condition = holds();
        if (!tiles.empty() && tiles.back().condition == condition) {
            tiles.back().to = at;
        } else {
            tiles.push_back({.from = done, .to = at, .condition = condition});
        }
        done = at;
    };
    for (const auto& edge : edges_within(period, evidence)) {
        fill_to(edge.at);
        depth[static_cast<std::size_t>(edge.condition)] += edge.change;
    }
    fill_to(period.to);
    return tiles;
}

}  // namespace roadworthy::uptime
