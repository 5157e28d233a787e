#pragma once
// A truck's life as its dossier sees it: what a unit reports, what people enter, and the rows that a
// store would hold.

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/customers/dossier.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/list/compliance.hpp"
#include "backend/due/plans.hpp"
#include "backend/faults/comebacks.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/truck/readings_of_day.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/blocks.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::dossier_life {

using customers::Changes;
using customers::Dossier;
using customers::Fleet;
using customers::Input;
using customers::ReceivedReport;
using make::after;
using namespace std::chrono_literals;

constexpr std::int64_t km = 1'000;

// The rows that a store would hold after every change.
struct Rows {
    std::map<std::string, due::DueRow> due;
    std::map<std::uint64_t, faults::Episode> episodes;
    std::map<uptime::EvidenceKey, uptime::Evidence> evidence;
    std::map<MeterKind, std::map<Day, truck::ReadingsOfDay>> meter_days;
    std::map<std::string, std::vector<due::JudgedCompletion>> judged;
    std::map<cases::CaseId, cases::Case> cases;
    friend bool operator==(const Rows&, const Rows&) = default;

    void write(const Changes& changes) {
        for (const auto& row : changes.due) {
            due.insert_or_assign(row.item, row);
        }
        for (const auto& item : changes.due_gone) {
            due.erase(item);
        }
        for (const auto& episode : changes.episodes) {
            episodes.insert_or_assign(episode.number, episode);
        }
        for (const auto& episode : changes.links) {
            episodes.at(episode.number).links = episode.links;
        }
        for (const auto& [source, ref] : changes.evidence.anew) {
            std::erase_if(evidence, [&](const auto& row) {
                return row.first.source == source && row.first.ref == ref;
            });
        }
        for (const auto& [key, row] : changes.evidence.rows) {
            evidence.erase(key);
            if (row) {
                evidence.emplace(key, *row);
            }
        }
        for (const auto& one : changes.meter_days) {
            meter_days[one.kind].insert_or_assign(one.readings.day, one.readings);
        }
        for (const auto& [item, completions] : changes.judged) {
            judged.insert_or_assign(item, completions);
        }
        for (const auto& id : changes.cases.gone) {
            cases.erase(id);
        }
        for (const auto& one : changes.cases.cases) {
            cases.insert_or_assign(one.id, one);
        }
    }

    std::vector<uptime::Period> blocks(uptime::Source source, uptime::Period around) const {
        std::vector<uptime::Period> touched;
        for (const auto& [key, row] : evidence) {
            if (key.source == source && row.from <= around.to && row.to >= around.from) {
                touched.push_back({row.from, row.to});
            }
        }
        return touched;
    }
    uptime::Totals uptime_of(Day day, Time now = Time::max()) const {
        std::vector<uptime::Evidence> all;
        for (const auto& [key, row] : evidence) {
            all.push_back(row);
        }
        return uptime::totals(uptime::tile(uptime::period_of(day), all, now));
    }

    std::vector<truck::ReadingsOfDay> past(MeterKind kind) const {
        std::vector<truck::ReadingsOfDay> kept;
        if (const auto of_kind = meter_days.find(kind); of_kind != meter_days.end()) {
            for (const auto& [day, readings] : of_kind->second) {
                kept.push_back(readings);
            }
        }
        return kept;
    }
};

struct Backend {
    Fleet fleet;
    Dossier dossier{.truck = make::truck_id()};
    Rows rows;
    Time entered = after(1000);  // what people enter

    Changes take(const Input& input) {
        const auto* report = std::get_if<ReceivedReport>(&input);
        const Time received = report == nullptr ? entered : report->received;
        customers::apply(fleet, input, received);
        const truck::Past past = [this](MeterKind kind) { return rows.past(kind); };
        const uptime::PastBlocks blocks = [this](uptime::Source source, uptime::Period around) {
            return rows.blocks(source, around);
        };
        auto changes = customers::apply(dossier, input, fleet,
                                        {.received = received, .past = past, .blocks = blocks});
        rows.write(changes);
        customers::forget_past(dossier);
        return changes;
    }
    void take_all(const std::vector<Input>& inputs) {
        for (const auto& input : inputs) {
            take(input);
        }
    }
};

// Gives the reports of a truck their stamps and numbers, in the order of each stream.
class Unit {
public:
    Input report(Time at, ReportBody body) {
        const Stream stream = stream_of(body);
        const auto number = ++numbers_[static_cast<std::size_t>(stream)];
        const Stamp stamp{
            .boot = boot, .monotonic = Monotonic{at - after(-1)}, .time = at, .clock = quality};
        return ReceivedReport{.report = {number, number, stamp, std::move(body)},
                              .stream = stream,
                              .stream_id = StreamId{10 + static_cast<std::uint64_t>(stream)},
                              .received = at + delay};
    }

    BootId boot{1};
    ClockQuality quality = ClockQuality::synchronised;
    Duration delay = 2s;

private:
    std::array<std::uint64_t, 2> numbers_{};
};

inline due::Plan oil_and_inspection() {
    return make::plan({{.key = "oil", .every = {.distance_m = 20'000 * km}},
                       {.key = "inspection", .every = {.days = 365}}});
}

// What people enter before a truck's first report.
inline std::vector<Input> papers() {
    return {oil_and_inspection(), make::record(day_of(after(0))),
            due::DayTick{.day = day_of(after(0))}};
}

inline FaultReport random_fault(make::Random& random) {
    auto report = make::fault(static_cast<std::uint8_t>(make::below(random, 2)),
                              static_cast<std::uint32_t>(108 + make::below(random, 4)),
                              static_cast<std::uint8_t>(make::below(random, 2)),
                              static_cast<FaultEvent>(make::below(random, 3)));
    report.lamps.state = static_cast<std::uint8_t>(make::below(random, 256));
    return report;
}

inline ReportBody random_event(make::Random& random) {
    const auto address = static_cast<std::uint8_t>(make::below(random, 2));
    switch (make::below(random, 5)) {
        case 0:
            return EcuReport{EcuEvent::began, address,
                             std::vector{Dtc{.spn = 108, .fmi = 1}, Dtc{.spn = 110}}};
        case 1:
            return EcuReport{EcuEvent::ceased, address, std::nullopt};
        case 2:
            return TripReport{.event = TripEvent::stopped, .duration = 3h};
        default:
            return random_fault(random);
    }
}

struct Streams {
    std::vector<Input> events;
    std::vector<Input> meters;
};

// A truck's life with outages, undated boots and a replaced cluster.
inline Streams random_life(make::Random& random,
                           ClockQuality at_worst = ClockQuality::unsynchronised) {
    Unit unit;
    Streams streams;
    double hours = 0;
    std::int64_t metres = 100'000 * km;
    for (int i = 0; i < 120; ++i) {
        hours += static_cast<double>(make::below(random, 40));
        metres += static_cast<std::int64_t>(make::below(random, 400'000));
        metres = make::below(random, 80) == 0 ? 0 : metres;
        unit.boot = BootId{1 + make::below(random, 40) / 38 + unit.boot.value};
        unit.quality = make::below(random, 6) == 0 ? at_worst : ClockQuality::synchronised;
        unit.delay = std::chrono::minutes{make::below(random, 10'000)};
        const Time at = after(0, hours);
        streams.meters.push_back(unit.report(at, make::meters({make::odometer(metres)})));
        streams.events.push_back(unit.report(at, random_event(random)));
    }
    return streams;
}

inline Time event_time(const Input& input) {
    if (const auto* report = std::get_if<ReceivedReport>(&input)) {
        return report->report.stamp.time;
    }
    if (const auto* level = std::get_if<truck::MeterLevel>(&input)) {
        return level->level.at;
    }
    if (const auto* repair = std::get_if<faults::Repair>(&input)) {
        return repair->at;
    }
    if (const auto* owned = std::get_if<truck::Ownership>(&input)) {
        return owned->from;
    }
    if (const auto* entered = std::get_if<cases::TruckEntry>(&input)) {
        return entered->entry.at;
    }
    if (const auto* voided = std::get_if<due::CompletionVoid>(&input)) {
        return voided->at;
    }
    if (const auto* correction = std::get_if<uptime::Correction>(&input)) {
        return correction->entered;
    }
    if (const auto* withdrawn = std::get_if<uptime::CorrectionWithdrawn>(&input)) {
        return withdrawn->entered;
    }
    const auto* done = std::get_if<due::Completion>(&input);
    return done != nullptr ? done->at : std::get<truck::ManualReading>(input).at;
}

inline std::vector<Input> interleaved(const Streams& streams, make::Random& random) {
    std::vector<Input> all;
    auto event = streams.events.begin();
    auto meter = streams.meters.begin();
    while (event != streams.events.end() || meter != streams.meters.end()) {
        const bool takes_event = meter == streams.meters.end() ||
                                 (event != streams.events.end() && make::below(random, 2) == 0);
        all.push_back(takes_event ? *event++ : *meter++);
    }
    return all;
}

}  // namespace roadworthy::dossier_life
