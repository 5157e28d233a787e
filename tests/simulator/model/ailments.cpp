#include "tests/simulator/model/ailments.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "common/time.hpp"
#include "tests/simulator/model/calendar.hpp"
#include "tests/simulator/model/causes.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/model/random.hpp"
#include "tests/simulator/model/trip.hpp"

namespace roadworthy::sim {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint8_t most_occurrences = 126;
seconds drawn_seconds(std::int64_t least, std::int64_t most, Random& random) {
    return seconds{random.between(least, most)};
}

}  // namespace

std::optional<Onset> chance_onset(std::span<const Trip> trips, std::int64_t frailty_percent,
                                  Random& random) {
    if (trips.empty()) {
        return std::nullopt;
    }
    const auto place = random.between(0, static_cast<std::int64_t>(trips.size()) - 1);
    const Trip& trip = trips[static_cast<std::size_t>(place)];
    const Time at = trip.engine_start() +
                    std::chrono::milliseconds{trip.length_ms() * random.between(5, 85) / 100};
    for (const Cause& cause : causes()) {
        const std::int64_t season =
            is_winter(local_day_of(at)) ? cause.winter_factor : std::int64_t{1};
        if (random.chance(cause.per_million_days * season * frailty_percent / 100)) {
            return Onset{.cause = &cause, .at = at, .heals = {}};
        }
    }
    return std::nullopt;
}

void Ailments::begin(const Onset& onset, Random& random) {
    const bool is_there = std::ranges::any_of(
        ailments_, [&](const Ailment& ailment) { return ailment.cause == onset.cause; });
    const auto ends =
        onset.at +
        std::chrono::days{random.between(onset.cause->least_days, onset.cause->most_days)} +
        minutes{random.between(20, 300)};
    const bool heals_alone = random.chance(onset.cause->heals_percent * 10'000);
    if (is_there) {
        return;
    }
    Ailment ailment{.cause = onset.cause,
                    .onset = onset.at,
                    .heals = onset.heals,
                    .to_workshop = {},
                    .codes = {}};
    if (!onset.heals) {
        (heals_alone ? ailment.heals : ailment.to_workshop) = ends;
    }
    for (const CodeSpec& spec : onset.cause->codes) {
        ailment.codes.push_back({.spec = spec});
    }
    ailments_.push_back(std::move(ailment));
    news_.push_back({.at = onset.at, .cause = onset.cause->name, .event = TroubleEvent::began});
}

bool Ailments::Ailment::lights_a_lamp() const {
    return std::ranges::any_of(
        codes, [](const Code& code) { return code.has_begun && code.spec.lamps != 0; });
}

bool Ailments::is_waiting_for_workshop(Time now) const {
    return std::ranges::any_of(ailments_,
                               [now](const Ailment& ailment) { return ailment.is_waiting(now); });
}

Ailments::Repairs Ailments::repairs(Time now) const {
    Repairs repairs;
    for (const Ailment& ailment : ailments_) {
        if (ailment.is_waiting(now) || ailment.lights_a_lamp() || ailment.cause->stops_truck) {
            repairs.causes.push_back(ailment.cause->name);
            repairs.hours += ailment.cause->repair_hours;
        }
    }
    return repairs;
}

CodeChange Ailments::change(const Ailment& ailment, Code& code, Time at) {
    code.is_active = !code.is_active;
    if (code.is_active) {
        code.has_begun = true;
        code.occurrences = std::min<std::uint8_t>(static_cast<std::uint8_t>(code.occurrences + 1),
                                                  most_occurrences);
    }
    return {.at = at,
            .key = code.spec.key,
            .state = code.is_active ? CodeState::active : CodeState::cleared,
            .occurrences = code.occurrences,
            .lamps = code.spec.lamps,
            .cause = ailment.cause->name};
}

std::vector<CodeChange> Ailments::mend(const Repairs& repairs, Time at) {
    std::vector<CodeChange> changes;
    std::erase_if(ailments_, [&](Ailment& ailment) {
        if (std::ranges::find(repairs.causes, ailment.cause->name) == repairs.causes.end()) {
            return false;
        }
        for (Code& code : ailment.codes) {
            if (code.is_active) {
                changes.push_back(change(ailment, code, at));
            }
        }
        news_.push_back({.at = at, .cause = ailment.cause->name, .event = TroubleEvent::mended});
        return true;
    });
    return changes;
}

void Ailments::show(Ailment& ailment, Code& code, Window window, Random& random,
                    std::vector<CodeChange>& changes) {
    Time at = std::max(ailment.onset + minutes{code.spec.minutes_after_onset}, window.from);
    const bool is_loose = code.spec.pattern == Pattern::loose;
    if (is_loose && code.has_begun) {
        at += drawn_seconds(30, 7200, random);
    }
    while (at < window.to && (is_loose || !code.is_active)) {
        changes.push_back(change(ailment, code, at));
        at += code.is_active ? drawn_seconds(45, 900, random) : drawn_seconds(300, 14'400, random);
    }
}

std::vector<CodeChange> Ailments::during(const Trip& trip, Random& random) {
    // ECUs judge their inputs only some seconds after key on.
    const Window judged{trip.key_on() + seconds{4}, trip.engine_stop()};
    std::vector<CodeChange> changes;
    std::erase_if(ailments_, [&](Ailment& ailment) {
        const bool heals = ailment.heals && *ailment.heals < judged.to;
        const Time healed = heals ? std::max(*ailment.heals, judged.from) : judged.to;
        for (Code& code : ailment.codes) {
            show(ailment, code, {judged.from, healed}, random, changes);
            if (heals && code.is_active) {
                changes.push_back(change(ailment, code, healed));
            }
        }
        if (heals) {
            news_.push_back(
                {.at = healed, .cause = ailment.cause->name, .event = TroubleEvent::healed});
        }
        return heals;
    });
    std::ranges::stable_sort(changes, {}, &CodeChange::at);
    return changes;
}

}  // namespace roadworthy::sim
