#include "tests/simulator/judge/matters.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/due/plans.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/meter_book.hpp"
#include "backend/truck/readings_of_day.hpp"
#include "backend/truck/registry.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/simulator/judge/deliveries.hpp"

namespace roadworthy::sim {
namespace {

using customers::Input;
using faults::Episode;

// What the store keeps of the truck's past readings.
using KeptDays = std::map<MeterKind, std::map<Day, truck::ReadingsOfDay>>;

std::vector<truck::ReadingsOfDay> of_kind(const KeptDays& kept, MeterKind kind) {
    std::vector<truck::ReadingsOfDay> all;
    if (const auto found = kept.find(kind); found != kept.end()) {
        for (const auto& [day, readings] : found->second) {
            all.push_back(readings);
        }
    }
    return all;
}

Time event_time(const Delivered& delivered) {
    const auto* report = std::get_if<customers::ReceivedReport>(&delivered.input);
    return report != nullptr ? report->report.stamp.time : delivered.received;
}

enum class Said : std::uint8_t { nothing, of_others, of_it };

Said said_of(const FaultKey& key, const Input& input) {
    const auto* received = std::get_if<customers::ReceivedReport>(&input);
    if (received == nullptr) {
        return Said::nothing;
    }
    const ReportBody& body = received->report.body;
    if (const auto* fault = std::get_if<FaultReport>(&body)) {
        const bool is_it = fault->key == key && fault->event != FaultEvent::cleared;
        return is_it ? Said::of_it : Said::of_others;
    }
    if (const auto* ecu = std::get_if<EcuReport>(&body)) {
        if (ecu->event == EcuEvent::ceased) {
            return Said::nothing;
        }
        const bool is_it = ecu->active && ecu->source_address == key.source_address &&
                           std::ranges::any_of(*ecu->active, [&](const Dtc& dtc) {
                               return dtc.spn == key.spn && dtc.fmi == key.fmi;
                           });
        return is_it ? Said::of_it : Said::of_others;
    }
    return std::holds_alternative<TripReport>(body) ? Said::of_others : Said::nothing;
}

bool is_told(faults::Action action) {
    return action >= faults::Action::at_next_service;
}

class Follower {
public:
    explicit Follower(const TruckId& truck) : dossier_{.truck = truck} {}

    void take(const Delivered& delivered) {
        const Time at = event_time(delivered);
        settle(at);
        customers::apply(fleet_, delivered.input, delivered.received);
        const truck::Past past = [this](MeterKind kind) { return of_kind(kept_, kind); };
        const customers::Changes changes = customers::apply(
            dossier_, delivered.input, fleet_, {.received = delivered.received, .past = past});
        for (const auto& day : changes.meter_days) {
            kept_[day.kind].insert_or_assign(day.readings.day, day.readings);
        }
        for (const Episode& episode : changes.episodes) {
            note(episode, delivered.input, at);
        }
        // When all has its place: one of them may have folded another.
        for (const std::uint64_t number : std::exchange(stops_, {})) {
            tell(outcome_.episodes.at(number), at);
        }
        for (const auto& linked : changes.links) {
            outcome_.episodes.at(linked.number).links = linked.links;
        }
        customers::forget_past(dossier_);
    }

    Outcome finish(Time end) {
        settle(end + settles);
        return std::move(outcome_);
    }

private:
    void note(const Episode& episode, const Input& input, Time at) {
        const auto known = outcome_.episodes.find(episode.number);
        const bool is_known = known != outcome_.episodes.end();
        if (!is_known || episode.severity.action > known->second.severity.action) {
            note_rise(episode, input, is_known);
        }
        outcome_.episodes.insert_or_assign(episode.number, episode);
        const auto [worst, is_first] =
            outcome_.worst.try_emplace(episode.number, episode.severity, at);
        if (!is_first && episode.severity.action > worst->second.severity.action) {
            worst->second = {.severity = episode.severity, .at = at};
        }
        place(episode, at);
    }

    void note_rise(const Episode& episode, const Input& input, bool is_known) {
        const Said said = said_of(episode.key, input);
        const bool talks = episode.state != faults::EpisodeState::unknown;
        if (said == Said::of_it) {
            return;
        }
        if (is_known && said == Said::of_others && talks) {
            ++outcome_.by_age;
        } else {
            ++outcome_.from_silence;
        }
    }

    void place(const Episode& episode, Time at) {
        const std::uint64_t number = episode.number;
        if (episode.state == faults::EpisodeState::closed) {
            // What goes with its cause, one DM1 after it, is no news.
            if (waiting_.erase(number) > 0 && !was_folded_.contains(number)) {
                tell(episode, at);
            }
            end(number);
        } else if (episode.parent != 0) {
            outcome_.members[episode.parent].insert(number);
            was_folded_.insert(number);
            waiting_.erase(number);
            end(number);
        } else if (is_open(number)) {
            upgrade(outcome_.matters.at(number), episode, at);
        } else if (episode.group_action == faults::Action::stop_now) {
            waiting_.erase(number);
            stops_.insert(number);
        } else {
            waiting_.emplace(number, at);
        }
    }

    bool is_open(std::uint64_t number) const {
        const auto matter = outcome_.matters.find(number);
        return matter != outcome_.matters.end() && matter->second.is_open;
    }

    void end(std::uint64_t number) {
        stops_.erase(number);
        if (const auto matter = outcome_.matters.find(number); matter != outcome_.matters.end()) {
            matter->second.is_open = false;
        }
    }

    void tell(const Episode& episode, Time at) {
        Matter& matter = outcome_.matters[episode.number];
        matter.number = episode.number;
        matter.is_open = true;
        outcome_.members[episode.number].insert(episode.number);
        matter.worst = std::max(matter.worst, episode.group_action);
        if (!is_told(matter.worst)) {
            return;
        }
        matter.told = matter.told.value_or(at);
        for (const auto& [number, other] : outcome_.matters) {
            if (number != episode.number && other.is_open && other.told) {
                matter.open_meanwhile.push_back(number);
            }
        }
    }

    static void upgrade(Matter& matter, const Episode& episode, Time at) {
        if (episode.group_action <= matter.worst) {
            return;
        }
        matter.worst = episode.group_action;
        if (matter.told) {
            ++matter.upgrades;
        } else if (is_told(matter.worst)) {
            matter.told = at;
        }
    }

    void settle(Time now) {
        std::erase_if(waiting_, [&](const auto& waiting) {
            const auto& [number, since] = waiting;
            if (since + settles > now) {
                return false;
            }
            tell(outcome_.episodes.at(number), since + settles);
            return true;
        });
    }

    customers::Fleet fleet_;
    customers::Dossier dossier_;
    KeptDays kept_;
    std::map<std::uint64_t, Time> waiting_;  // for themselves, not told yet
    std::set<std::uint64_t> stops_;          // not told yet, of this input
    std::set<std::uint64_t> was_folded_;
    Outcome outcome_;
};

}  // namespace

Outcome follow(const TruckId& truck, const std::vector<Delivered>& deliveries) {
    Follower follower(truck);
    Time end;
    for (const Delivered& one : deliveries) {
        follower.take(one);
        end = std::max(end, one.received);
    }
    return follower.finish(end);
}

}  // namespace roadworthy::sim
