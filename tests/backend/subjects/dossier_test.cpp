#include "backend/customers/dossier.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/truck/readings_of_day.hpp"
#include "backend/truck/truck_state.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/evidence.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using customers::Changes;
using customers::Dossier;
using customers::Fleet;
using customers::Input;
using customers::ReceivedReport;
using make::after;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t km = 1'000;

// The rows that a store would hold after every change.
struct Rows {
    std::map<std::string, due::DueRow> due;
    std::map<std::uint64_t, faults::Episode> episodes;
    std::map<std::uint64_t, uptime::NumberedSpan> spans;
    std::map<Day, uptime::Totals> days;
    std::map<MeterKind, std::map<Day, truck::ReadingsOfDay>> meter_days;
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
        for (const auto& span : changes.spans) {
            spans.insert_or_assign(span.number, span);
        }
        for (const auto& one : changes.days) {
            days.insert_or_assign(one.day, one.totals);
        }
        for (const auto& one : changes.meter_days) {
            meter_days[one.kind].insert_or_assign(one.readings.day, one.readings);
        }
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

    Changes take(const Input& input) {
        customers::apply(fleet, input);
        const truck::Past past = [this](MeterKind kind) { return rows.past(kind); };
        const auto* report = std::get_if<ReceivedReport>(&input);
        auto changes = customers::apply(
            dossier, input, fleet,
            {.received = report == nullptr ? after(1000) : report->received, .past = past});
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

due::Plan oil_and_inspection() {
    return make::plan({{.key = "oil", .every = {.distance_m = 20'000 * km}},
                       {.key = "inspection", .every = {.days = 365}}});
}

// What people enter before a truck's first report.
std::vector<Input> papers() {
    return {oil_and_inspection(), make::record(day_of(after(0))),
            due::DayTick{.day = day_of(after(0))}};
}

FaultReport random_fault(make::Random& random) {
    auto report = make::fault(static_cast<std::uint8_t>(make::below(random, 2)),
                              static_cast<std::uint32_t>(108 + make::below(random, 4)),
                              static_cast<std::uint8_t>(make::below(random, 2)),
                              static_cast<FaultEvent>(make::below(random, 3)));
    report.lamps.state = static_cast<std::uint8_t>(make::below(random, 256));
    return report;
}

ReportBody random_event(make::Random& random) {
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
Streams random_life(make::Random& random, ClockQuality at_worst = ClockQuality::unsynchronised) {
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

Time event_time(const Input& input) {
    if (const auto* report = std::get_if<ReceivedReport>(&input)) {
        return report->report.stamp.time;
    }
    const auto* done = std::get_if<due::Completion>(&input);
    return done != nullptr ? done->at : std::get<truck::ManualReading>(input).at;
}

std::vector<Input> interleaved(const Streams& streams, make::Random& random) {
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

}  // namespace

TEST_CASE("a truck's reports become its due list, episodes and uptime", "[dossier]") {
    Backend backend;
    Unit unit;
    backend.take_all(papers());
    for (int day = 0; day <= 40; ++day) {
        backend.take(unit.report(after(day, 8), make::meters({make::odometer(day * 400L * km)})));
        backend.take(unit.report(after(day, 9), TripReport{.event = TripEvent::started}));
    }
    backend.take(unit.report(after(40, 10), make::fault(0, 94, 18)));
    CHECK(backend.rows.due.at("oil").distance->target == 20'000 * km);
    CHECK(backend.rows.due.at("oil").window->p50 == day_of(after(50)));
    CHECK(backend.rows.due.at("inspection").calendar == day_of(after(365)));
    REQUIRE(backend.rows.episodes.size() == 1);
    CHECK(backend.rows.episodes.at(1).opened.at == after(40, 10));
    CHECK(backend.rows.days.at(day_of(after(20))) == uptime::Totals{.up = 24h});
    CHECK(backend.dossier.state.last_heard == after(40, 10) + 2s);
    SECTION("and nothing changes where nothing new is said") {
        CHECK(backend.take(unit.report(after(40, 10), HealthReport{})) == Changes{});
        CHECK(backend.take(backend.dossier.record.value()) == Changes{});
    }
}

TEST_CASE("a truck that nobody has entered loses nothing", "[dossier]") {
    Backend unassigned;
    Backend known;
    Unit unit;
    std::vector<Input> reports;
    for (int day = 0; day <= 30; ++day) {
        reports.push_back(
            unit.report(after(day, 8), make::meters({make::odometer(day * 400L * km)})));
        reports.push_back(unit.report(after(day, 9), make::fault(0, 94, 18)));
    }
    unassigned.take_all(reports);
    CHECK(unassigned.rows.due.empty());
    CHECK(unassigned.rows.episodes.size() == 1);
    unassigned.take_all(papers());
    known.take_all(papers());
    known.take_all(reports);
    CHECK(unassigned.rows == known.rows);
}

TEST_CASE("a completion moves its item and no other, and frees a changed plan's rows",
          "[dossier]") {
    Backend backend;
    Unit unit;
    backend.take_all(papers());
    backend.take(unit.report(after(9), make::meters({make::odometer(12'000 * km)})));
    const auto inspection = backend.rows.due.at("inspection");
    const auto changes = backend.take(make::completion("oil", after(9)));
    CHECK(changes.due.size() == 1);
    CHECK(backend.rows.due.at("oil").distance->target == 32'000 * km);
    CHECK(backend.rows.due.at("inspection") == inspection);
    auto plan = oil_and_inspection();
    plan.items.pop_back();
    CHECK(backend.take(plan).due_gone == std::vector<std::string>{"inspection"});
    CHECK(backend.rows.due.size() == 1);
}

TEST_CASE("a truck whose plan nobody has written has nothing due", "[dossier]") {
    Backend backend;
    backend.take(make::record(day_of(after(0))));
    CHECK(backend.rows.due.empty());
    backend.take(oil_and_inspection());
    CHECK(backend.rows.due.size() == 2);
}

TEST_CASE("a silent truck's rows follow the day ticks", "[dossier]") {
    Backend backend;
    Unit unit;
    backend.take_all(papers());
    for (int day = 0; day <= 30; ++day) {
        backend.take(unit.report(after(day), make::meters({make::odometer(day * 200L * km)})));
    }
    CHECK(backend.rows.due.at("oil").window->p50 == day_of(after(103)));
    backend.take(due::DayTick{.day = day_of(after(60))});
    CHECK(backend.rows.due.at("oil").window->p50 > day_of(after(103)));
    const auto changes = backend.take(due::DayTick{.day = day_of(after(76))});
    CHECK(changes.due.size() == 1);
    CHECK_FALSE(backend.rows.due.at("oil").window);
    CHECK(backend.rows.due.at("inspection").window);
}

TEST_CASE("a stop_now fault is standstill until it has gone", "[dossier]") {
    Backend backend;
    Unit unit;
    const auto trip = TripReport{.event = TripEvent::started};
    backend.take(unit.report(after(0), trip));
    backend.take(unit.report(after(0, 5), trip));
    backend.take(unit.report(after(0, 6), make::fault(0, 100, 1)));
    backend.take(unit.report(after(0, 7), EcuReport{EcuEvent::ceased, 0, std::nullopt}));
    SECTION("repaired while the unit slept") {
        backend.take(unit.report(after(4), EcuReport{EcuEvent::began, 0, std::vector<Dtc>{}}));
        backend.take(unit.report(after(4, 12), trip));
        CHECK(backend.rows.days.at(day_of(after(0))) == uptime::Totals{.up = 6h, .unplanned = 18h});
        CHECK(backend.rows.days.at(day_of(after(2))) == uptime::Totals{.unplanned = 24h});
        CHECK(backend.rows.days.at(day_of(after(4))) == uptime::Totals{.up = 14h, .unknown = 10h});
    }
    SECTION("of a silent ECU only until it was last confirmed") {
        backend.take(unit.report(after(0, 12), trip));
        CHECK(backend.rows.days.at(day_of(after(0))) ==
              uptime::Totals{.up = 8h, .unplanned = 3h, .unknown = 13h});
    }
}

TEST_CASE("numbers lost for ever are counted, those already committed are not", "[dossier]") {
    Backend backend;
    const auto gap = [&](std::uint64_t first, std::uint64_t last, GapReason reason) {
        backend.take(ReceivedReport{.report = make::gap(first, last, "2026-01-05", reason),
                                    .stream_id = StreamId{7},
                                    .received = after(5)});
    };
    gap(1, 10, GapReason::quota);
    gap(11, 500, GapReason::already_committed);
    gap(501, 501, GapReason::unreadable);
    REQUIRE(backend.dossier.streams.size() == 1);
    CHECK(backend.dossier.streams.front() ==
          customers::StreamSeen{StreamId{7}, Stream::events, 501, 0, 11});
}

TEST_CASE("the newest four streams of each kind are remembered", "[dossier]") {
    Backend backend;
    for (std::uint64_t id = 1; id <= 9; ++id) {
        for (const auto stream : {Stream::meters, Stream::events}) {
            backend.take(ReceivedReport{.report = make::report(1, "2026-01-05", HealthReport{}),
                                        .stream = stream,
                                        .stream_id = StreamId{id},
                                        .received = after(5)});
        }
    }
    std::vector<std::uint64_t> ids;
    for (const auto& stream : backend.dossier.streams) {
        ids.push_back(stream.id.value);
    }
    CHECK(ids == std::vector<std::uint64_t>{6, 7, 8, 9, 6, 7, 8, 9});
}

TEST_CASE("the two streams of a truck never depend on how they are interleaved", "[dossier]") {
    const auto seed = GENERATE(take(40, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    const auto streams = random_life(random);
    Backend events_first;
    events_first.take_all(papers());
    events_first.take_all(streams.events);
    events_first.take_all(streams.meters);
    Backend mixed;
    mixed.take_all(papers());
    mixed.take_all(interleaved(streams, random));
    const due::DayTick tick{.day = day_of(after(200))};
    events_first.take(tick);
    mixed.take(tick);
    CHECK(events_first.dossier == mixed.dossier);
    CHECK(events_first.rows == mixed.rows);
}

// People's entries of past dates come at any moment; the two streams each in order, at any delay.
TEST_CASE("late always ends as on time", "[dossier]") {
    const auto seed = GENERATE(take(60, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    auto streams = random_life(random, ClockQuality::synchronised);
    std::vector<Input> entries;
    for (int i = 0; i < 12; ++i) {
        const Time at = after(static_cast<double>(make::below(random, 90)), 7);
        auto visit = make::completion(i % 2 == 0 ? "oil" : "inspection", at);
        visit.arrived = at - 2h;
        visit.left = at;
        entries.push_back(visit);
        entries.push_back(truck::ManualReading{
            make::truck_id(), MeterKind::odometer, at + 1h,
            static_cast<std::int64_t>(make::below(random, 200'000)) * km, "Li"});
    }
    Backend on_time;
    on_time.take_all(papers());
    std::vector<Input> all = interleaved(streams, random);
    all.insert(all.end(), entries.begin(), entries.end());
    std::ranges::stable_sort(all, {}, event_time);
    on_time.take_all(all);
    Backend late;
    late.take_all(papers());
    std::ranges::shuffle(entries, random);
    for (const auto& entry : entries) {
        auto& stream = make::below(random, 2) == 0 ? streams.events : streams.meters;
        stream.insert(
            stream.begin() + static_cast<std::ptrdiff_t>(make::below(random, stream.size())),
            entry);
    }
    for (const auto& input : interleaved(streams, random)) {
        late.take(input);
        if (make::below(random, 20) == 0) {
            late.take(
                due::DayTick{.day = day_of(after(static_cast<double>(make::below(random, 99))))});
        }
    }
    const due::DayTick tick{.day = day_of(after(200))};
    on_time.take(tick);
    late.take(tick);
    CHECK(late.dossier == on_time.dossier);
    CHECK(late.rows == on_time.rows);
}

TEST_CASE("the rows written on the way are always those of the dossier at the end", "[dossier]") {
    const auto seed = GENERATE(take(40, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    Backend backend;
    backend.take_all(papers());
    backend.take_all(interleaved(random_life(random), random));
    std::vector<uptime::Span> spans;
    for (const auto& one : backend.dossier.uptime.spans) {
        spans.push_back(one.span);
        CHECK(backend.rows.spans.at(one.number) == one);
    }
    for (const auto& [day, totals] : backend.rows.days) {
        CHECK(totals.period() == 24h);
        CHECK(totals == uptime::totals(uptime::period_of(day), spans));
    }
    for (const auto& row : backend.dossier.due) {
        CHECK(backend.rows.due.at(row.item) == row);
    }
    for (const auto& episode : backend.dossier.faults.episodes) {
        CHECK(backend.rows.episodes.at(episode.number) == episode);
    }
    CHECK(backend.rows.episodes.size() == backend.dossier.faults.last_number);
}

TEST_CASE("whatever a unit can say is taken without harm", "[dossier]") {
    const auto seed = GENERATE(take(40, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    Backend backend;
    backend.take_all(papers());
    for (const auto& report : make::random_reports(random, 60)) {
        backend.take(ReceivedReport{.report = report,
                                    .stream = stream_of(report.body),
                                    .stream_id = StreamId{1},
                                    .received = after(30)});
    }
    for (const auto& [day, totals] : backend.rows.days) {
        CHECK(totals.period() == 24h);
    }
}

TEST_CASE("the next tick carries the fleet's rates of all seasoned trucks", "[dossier]") {
    customers::Priors priors;
    for (const std::int64_t m_per_day : {100 * km, 400 * km}) {
        customers::contribute(
            Dossier{.truck = make::truck_id(), .state = make::driven(40, m_per_day)}, priors);
    }
    customers::contribute(Dossier{.truck = make::truck_id(), .state = make::driven(10, 9'000 * km)},
                          priors);
    due::DayTick before{.day = day_of(after(1))};
    before.numbers[0].widths = {.z10 = 1, .z90 = 2};
    before.numbers[1].rate = 9;
    const auto tick = customers::next_tick(day_of(after(2)), priors, before);
    CHECK(tick.day == day_of(after(2)));
    CHECK(*tick.of(MeterKind::odometer).rate == Approx(200));
    CHECK(tick.of(MeterKind::odometer).widths == due::Widths{1, 2});
    CHECK(tick.of(MeterKind::engine_time).rate == 9);
}
