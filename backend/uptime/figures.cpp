#include "backend/uptime/figures.hpp"

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/intervals.hpp"
#include "backend/uptime/operating.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace roadworthy::uptime {
namespace {

using cases::Stage;
using std::chrono::seconds;

constexpr Duration same_stop = std::chrono::hours{24};

std::optional<Time> first(const cases::Case& it, Stage stage) {
    const auto found = std::ranges::find(it.stages, stage, &cases::StageTime::stage);
    return found == it.stages.end() ? std::nullopt : std::optional(found->at);
}

std::optional<Time> last(const cases::Case& it, Stage stage) {
    std::optional<Time> at;
    for (const cases::StageTime& reached : it.stages) {
        at = reached.stage == stage ? std::optional(reached.at) : at;
    }
    return at;
}

void add_if(Mean& mean, std::optional<Time> from, std::optional<Time> to) {
    if (from && to && *from <= *to) {
        mean.add(*to - *from);
    }
}

std::optional<seconds> each(seconds total, std::int64_t count) {
    return count == 0 ? std::nullopt : std::optional(seconds{total.count() / count});
}

}  // namespace

std::vector<Stop> stops_of(std::span<const Tile> tiles) {
    std::vector<Stop> stops;
    for (const Tile& tile : tiles) {
        if (tile.condition != Condition::unplanned) {
            continue;
        }
        if (stops.empty() || tile.from - stops.back().from_to.to >= same_stop) {
            stops.push_back({.from_to = {tile.from, tile.from}, .since = tile.since});
        }
        stops.back().from_to.to = tile.to;
        stops.back().stood += std::chrono::floor<seconds>(tile.length());
    }
    return stops;
}

void Mean::add(Duration length) {
    ++count;
    total += std::chrono::floor<seconds>(length);
}

Mean& Mean::operator+=(const Mean& other) {
    count += other.count;
    total += other.total;
    return *this;
}

std::optional<seconds> Mean::value() const {
    return each(total, count);
}

Figures& Figures::operator+=(const Figures& other) {
    clock += other.clock;
    operating += other.operating;
    stops += other.stops;
    begun += other.begun;
    response += other.response;
    repair += other.repair;
    solution += other.solution;
    repairs += other.repairs;
    comebacks += other.comebacks;
    return *this;
}

std::optional<seconds> Figures::mtbf() const {
    return each(clock.up, begun);
}

std::optional<seconds> Figures::mttr() const {
    return each(clock.unplanned, stops);
}

std::optional<int> Figures::first_time_fix_bp() const {
    return repairs == 0 ? std::nullopt
                        : std::optional(static_cast<int>(10'000 * (repairs - comebacks) / repairs));
}

Figures figures_of(std::span<const Tile> tiles, const cases::Calendar& hours) {
    Figures figures{.clock = totals(tiles), .operating = totals(tiles, hours)};
    for (const Stop& stop : stops_of(tiles)) {
        ++figures.stops;
        figures.begun += stop.since >= tiles.front().from ? 1 : 0;
    }
    return figures;
}

void add_stages(Figures& figures, const cases::Case& it) {
    if (it.kind == cases::CaseKind::complaint) {
        return;
    }
    const auto released = last(it, Stage::released);
    const auto repaired = last(it, Stage::repaired);
    add_if(figures.response, it.heard, first(it, Stage::answered));
    add_if(figures.repair, first(it, Stage::in_workshop), repaired ? repaired : released);
    add_if(figures.solution, it.heard, released ? released : it.closed);
}

}  // namespace roadworthy::uptime
