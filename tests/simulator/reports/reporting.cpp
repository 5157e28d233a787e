#include "tests/simulator/reports/reporting.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ranges>
#include <utility>
#include <vector>

#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/model/random.hpp"
#include "tests/simulator/model/trip.hpp"

namespace roadworthy::sim {
namespace {

using std::chrono::seconds;

// As the agent has them (agent/truck): how long it listens before it speaks.
constexpr seconds first_dm1{2};
constexpr seconds next_dm1{1};
constexpr seconds hold{20};
constexpr seconds ecu_ceases{60};
constexpr seconds first_meters{8};
constexpr seconds identity_known{22};
constexpr seconds trip_ends{181};
constexpr seconds gathering{5};

constexpr std::uint32_t high_resolution_distance = 917;
constexpr std::uint32_t total_distance = 245;
constexpr std::uint32_t engine_hours = 247;
constexpr std::uint32_t total_fuel = 250;

std::int64_t in_steps_of(std::int64_t step, std::int64_t value) {
    return value - value % step;
}

// The end of the silence in which the ECU's word at this time was lost; the time itself if it was not.
Time heard_at(const DayRecord& day, std::uint8_t ecu, Time time) {
    for (const Silence& silence : day.silences) {
        if (silence.ecu == ecu && time >= silence.from && time < silence.to) {
            return silence.to;
        }
    }
    return time;
}

}  // namespace

Reporting::Reporting(const Character& truck, Settings settings)
    : truck_(truck), settings_(settings) {}

StreamId Reporting::id(Stream stream) const {
    return {seed_of({truck_.seed, 10, static_cast<std::uint64_t>(stream)})};
}

std::vector<Report> Reporting::day(const DayRecord& day, TimeSpan span) {
    said_.clear();
    auto change = day.code_changes.begin();
    const auto apply_until = [&](Time time) {
        for (; change != day.code_changes.end() && change->at <= time; ++change) {
            codes_.apply(*change);
        }
    };
    for (const Drive& drive : day.drives) {
        apply_until(drive.trip.key_on());
        say_drive(day, drive);
        apply_until(drive.trip.key_off());
    }
    apply_until(Time::max());
    std::ranges::stable_sort(said_, {}, &Said::at);
    std::vector<Report> reports;
    for (Said& said : said_) {
        if (!span.contains(said.at)) {
            continue;
        }
        const std::uint64_t number = ++last_.at(stream_of(said.body));
        const auto since_boot =
            std::chrono::floor<std::chrono::milliseconds>(said.moment - said.boot);
        reports.push_back(
            {.first = number,
             .last = number,
             .stamp = {.boot = {seed_of({truck_.seed, 11,
                                         static_cast<std::uint64_t>(milliseconds_of(said.boot))})},
                       .monotonic = Monotonic{since_boot},
                       .time = time_of_milliseconds(milliseconds_of(said.moment)),
                       .clock = ClockQuality::synchronised},
             .body = std::move(said.body)});
    }
    return reports;
}

void Reporting::say(const Drive& drive, Time at, Time moment, ReportBody body) {
    constexpr seconds boots_before{3};
    said_.push_back({.at = at,
                     .moment = moment,
                     .boot = drive.trip.key_on() - boots_before,
                     .body = std::move(body)});
}

void Reporting::say_drive(const DayRecord& day, const Drive& drive) {
    say_standing_codes(day, drive);
    say_code_changes(day, drive);
    say_ecus(day, drive);
    say_identity(drive);
    say_trip(drive);
    say_meters(day, drive);
}

void Reporting::say_trip(const Drive& drive) {
    const Trip& trip = drive.trip;
    const Motion whole = trip.total();
    say(drive, trip.engine_start() + seconds{1}, trip.engine_start(),
        TripReport{.event = TripEvent::started});
    say(drive, trip.engine_stop() + trip_ends, trip.engine_stop(),
        TripReport{.event = TripEvent::stopped,
                   .duration = seconds{whole.engine_ms / 1000},
                   .idle = seconds{whole.idle_ms / 1000},
                   .distance_m = in_steps_of(5, whole.distance_um / 1'000'000),
                   .fuel_used_ml = in_steps_of(500, whole.fuel_ul / 1000)});
}

std::vector<MeterReading> Reporting::readings(const DayRecord& day, Time time) const {
    const Totals totals = day.totals_at(time);
    const std::int64_t metres = totals.odometer_m();
    const auto odometer = [](std::uint32_t spn, std::uint8_t ecu, std::int64_t value) {
        return MeterReading{.kind = MeterKind::odometer, .source = {spn, ecu}, .value = value};
    };
    return {
        odometer(total_distance, engine, in_steps_of(125, metres)),
        odometer(high_resolution_distance, engine, in_steps_of(5, metres)),
        odometer(high_resolution_distance, cluster, in_steps_of(5, day.cluster_odometer_m(time))),
        {.kind = MeterKind::engine_time,
         .source = {engine_hours, engine},
         .value = in_steps_of(180, totals.engine_time_s())},
        {.kind = MeterKind::fuel_used,
         .source = {total_fuel, engine},
         .value = in_steps_of(500, totals.fuel_used_ml())}};
}

void Reporting::say_meters(const DayRecord& day, const Drive& drive) {
    const Trip& trip = drive.trip;
    std::vector<MeterReading> told;
    const auto tell = [&](Time at, Time moment) {
        std::vector<MeterReading> now = readings(day, moment);
        if (now != told) {
            told = now;
            say(drive, at, moment, MetersReport{std::move(now)});
        }
    };
    for (Time at = trip.key_on() + first_meters; at < trip.key_off();
         at += settings_.meters_interval) {
        tell(at, at);
    }
    tell(trip.engine_stop() + trip_ends + gathering, trip.key_off() - seconds{1});
}

// A boot knows nothing of the one before: what stands is told again.
void Reporting::say_standing_codes(const DayRecord& day, const Drive& drive) {
    told_ = codes_;
    for (const CodeChange& code : told_.all() | std::views::values) {
        const Time heard = heard_at(day, code.key.source_address, drive.trip.key_on() + first_dm1);
        if (heard < drive.trip.key_off()) {
            say_fault(day, drive, FaultEvent::appeared, {.at = heard, .change = code});
        }
    }
}

// A code that came and went while its ECU was silent was never there.
std::vector<Reporting::Heard> Reporting::heard_in(const DayRecord& day, const Drive& drive) const {
    std::vector<Heard> result;
    for (const CodeChange& change : day.code_changes) {
        if (change.at <= drive.trip.key_on() || change.at > drive.trip.key_off()) {
            continue;
        }
        const Time at = heard_at(day, change.key.source_address, change.at);
        std::erase_if(result, [&](const Heard& before) {
            return before.change.key == change.key && before.at == at;
        });
        result.push_back({.at = at, .change = change});
    }
    std::ranges::stable_sort(result, {}, &Heard::at);
    return result;
}

void Reporting::say_code_changes(const DayRecord& day, const Drive& drive) {
    for (const Heard& heard : heard_in(day, drive)) {
        const std::uint8_t ecu = heard.change.key.source_address;
        const bool was_active = told_.all().contains(heard.change.key);
        const bool is_active = heard.change.state == CodeState::active;
        const std::uint8_t lamps_before = lamps_of(told_.of(ecu));
        const Time said = heard.at + (is_active ? next_dm1 : hold + next_dm1);
        if (said >= drive.trip.key_off()) {
            continue;
        }
        told_.apply(heard.change);
        if (is_active) {
            say_fault(day, drive, was_active ? FaultEvent::changed : FaultEvent::appeared, heard);
        } else if (was_active) {
            say_fault(day, drive, FaultEvent::cleared, heard);
        }
        say_lamps(day, drive, heard, lamps_before);
    }
}

// The lamps are those of the whole message: the ECU's other codes see them change.
void Reporting::say_lamps(const DayRecord& day, const Drive& drive, const Heard& heard,
                          std::uint8_t lamps_before) {
    const std::vector<CodeChange> codes = told_.of(heard.change.key.source_address);
    if (lamps_of(codes) == lamps_before) {
        return;
    }
    for (const CodeChange& code : codes) {
        if (code.key != heard.change.key) {
            say_fault(day, drive, FaultEvent::changed, {.at = heard.at, .change = code});
        }
    }
}

void Reporting::say_fault(const DayRecord& day, const Drive& drive, FaultEvent event,
                          const Heard& heard) {
    const std::uint8_t ecu = heard.change.key.source_address;
    const Time said = heard.at + (event == FaultEvent::cleared ? hold + next_dm1 : next_dm1);
    say(drive, said, said,
        FaultReport{.event = event,
                    .key = heard.change.key,
                    .occurrences = heard.change.occurrences,
                    .lamps = {.state = lamps_of(told_.of(ecu)), .flash = 0xFF},
                    .odometer_m = in_steps_of(5, day.totals_at(said).odometer_m()),
                    .speed_mm_per_s = drive.trip.at(said).speed_mm_per_s});
}

EcuReport Reporting::began(std::uint8_t ecu, const ActiveCodes& codes) const {
    std::vector<Dtc> active;
    for (const CodeChange& code : codes.of(ecu)) {
        active.push_back(
            {.spn = code.key.spn, .fmi = code.key.fmi, .occurrences = code.occurrences});
    }
    return {.event = EcuEvent::began, .source_address = ecu, .active = std::move(active)};
}

void Reporting::say_ecus(const DayRecord& day, const Drive& drive) {
    const Trip& trip = drive.trip;
    const auto say_began = [&](std::uint8_t ecu, Time at) {
        if (at >= trip.key_off()) {
            return;
        }
        ActiveCodes then = codes_;
        for (const CodeChange& change : day.code_changes) {
            if (change.at > trip.key_on() && change.at <= at) {
                then.apply(change);
            }
        }
        say(drive, at, at, began(ecu, then));
    };
    for (const std::uint8_t ecu : ecus) {
        say_began(ecu, heard_at(day, ecu, trip.key_on() + next_dm1) + hold + next_dm1);
    }
    for (const Silence& silence : day.silences) {
        const Time ceased = silence.from + ecu_ceases;
        if (silence.from > trip.key_on() + hold && ceased < std::min(silence.to, trip.key_off())) {
            say(drive, ceased, silence.from,
                EcuReport{.event = EcuEvent::ceased, .source_address = silence.ecu, .active = {}});
            say_began(silence.ecu, silence.to + hold + next_dm1);
        }
    }
}

void Reporting::say_identity(const Drive& drive) {
    const Time at = drive.trip.key_on() + identity_known;
    IdentityReport identity{.vin = truck_.vin, .ecus = {}};
    for (const std::uint8_t ecu : ecus) {
        identity.ecus.push_back({.source_address = ecu,
                                 .component = component_of(ecu, truck_),
                                 .software = software_of(ecu)});
    }
    say(drive, at, at, std::move(identity));
    say(drive, drive.trip.engine_stop() + trip_ends, drive.trip.key_off(),
        HealthReport{{{"frames", static_cast<std::uint64_t>(drive.trip.length_ms()) * 8 / 10}}});
}

}  // namespace roadworthy::sim
