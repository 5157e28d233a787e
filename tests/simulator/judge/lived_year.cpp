#include "tests/simulator/judge/lived_year.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include "backend/faults/comebacks.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/simulator/model/causes.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/model/random.hpp"
#include "tests/simulator/reports/history.hpp"
#include "tests/simulator/reports/reporting.hpp"

namespace roadworthy::sim {
namespace {

// A unit hears of a code at the next DM1, and after a boot once the ECU has been heard.
constexpr std::chrono::minutes hears_late_by{2};

Trouble* last_of(std::vector<Trouble>& troubles, std::string_view cause) {
    const auto of_cause = [cause](const Trouble& one) { return one.cause->name == cause; };
    const auto found = std::ranges::find_if(std::views::reverse(troubles), of_cause);
    return found == troubles.rend() ? nullptr : &*found;
}

void take_troubles(LivedYear& year, const DayRecord& day) {
    for (const TroubleChange& change : day.troubles) {
        if (change.event == TroubleEvent::began) {
            year.troubles.push_back({.cause = &cause_named(change.cause),
                                     .began = change.at,
                                     .ended = {},
                                     .shown = {}});
        } else if (Trouble* trouble = last_of(year.troubles, change.cause)) {
            trouble->ended = change.at;
        }
    }
    for (const CodeChange& change : day.code_changes) {
        Trouble* trouble = last_of(year.troubles, change.cause);
        if (trouble != nullptr && change.state == CodeState::active) {
            trouble->shown.emplace(change.key, change.at);
        }
    }
}

// The order names the codes that its causes may show.
void take_repairs(LivedYear& year, const DayRecord& day) {
    for (const Visit& visit : day.visits) {
        faults::Repair repair{.truck = year.truck,
                              .id = "order-" + std::to_string(year.repairs.size() + 1),
                              .at = visit.to,
                              .faults = {},
                              .odometer_m = visit.totals.odometer_m(),
                              .by = "workshop",
                              .words = {}};
        for (const Cause& cause : causes()) {
            if (std::ranges::find(visit.work, cause.name) == visit.work.end()) {
                continue;
            }
            for (const CodeSpec& spec : cause.codes) {
                repair.faults.push_back({.source_address = spec.key.source_address,
                                         .spn = spec.key.spn,
                                         .fmi = spec.key.fmi});
            }
        }
        if (!repair.faults.empty() && visit.to < year.span.to) {
            year.repairs.push_back(std::move(repair));
        }
    }
}

// A unit whose disk was wiped goes on with streams of its own, numbered from one.
class Streams {
public:
    Streams(const History& history, std::uint64_t seed) : history_(history) {
        Random random(seed_of({seed, 40}));
        if (random.chance(200'000)) {
            const TimeSpan& span = history.span();
            const auto days = std::chrono::floor<std::chrono::days>(span.to - span.from).count();
            wiped_ = span.from + std::chrono::days{random.between(1, days)};
        }
    }

    customers::ReceivedReport streamed(Report report) {
        const Stream stream = stream_of(report.body);
        auto id = history_.reporting().id(stream);
        if (wiped_ && report.stamp.time >= *wiped_) {
            is_wiped_ = true;
        }
        if (is_wiped_) {
            id.value ^= 0x5A5A;
            report.first = report.last = ++last_[stream];
        }
        return {.report = std::move(report), .stream = stream, .stream_id = id, .received = {}};
    }

private:
    const History& history_;
    std::optional<Time> wiped_;
    bool is_wiped_ = false;
    std::map<Stream, std::uint64_t> last_;
};

}  // namespace

LivedYear live(const HistoryOptions& options, unsigned number) {
    History history(options, number);
    LivedYear year{.truck = history.truck().id,
                   .span = history.span(),
                   .reports = {},
                   .repairs = {},
                   .troubles = {},
                   .seed = history.truck().seed};
    Streams streams(history, year.seed);
    while (auto day = history.next_day()) {
        take_troubles(year, day->day);
        take_repairs(year, day->day);
        for (Report& report : day->reports) {
            year.reports.push_back(streams.streamed(std::move(report)));
        }
    }
    return year;
}

std::optional<std::size_t> trouble_of(const LivedYear& year, const FaultKey& key, Time opened) {
    for (std::size_t i = year.troubles.size(); i-- > 0;) {
        const Trouble& trouble = year.troubles[i];
        const auto shown = trouble.shown.find(key);
        if (shown == trouble.shown.end() || shown->second > opened) {
            continue;
        }
        const bool is_over = trouble.ended && opened > *trouble.ended + hears_late_by;
        return is_over ? std::nullopt : std::optional{i};
    }
    return std::nullopt;
}

}  // namespace roadworthy::sim
