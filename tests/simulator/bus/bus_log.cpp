#include "tests/simulator/bus/bus_log.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "common/time.hpp"
#include "tests/simulator/bus/messages.hpp"
#include "tests/simulator/bus/snapshot.hpp"
#include "tests/simulator/bus/transmitter.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/model/script.hpp"

namespace roadworthy::sim {
namespace {

using std::chrono::milliseconds;

constexpr std::uint32_t dm1 = 65226;
constexpr std::uint32_t request = 59904;
constexpr std::uint32_t vehicle_id = 65260;
constexpr std::uint32_t component_id = 65259;
constexpr std::uint32_t software_id = 65242;
constexpr std::uint32_t hours = 65253;
constexpr std::uint32_t high_resolution = 65217;

std::int64_t tick_ms(Rate rate) {
    return rate == Rate::full ? 10 : 60;
}

// Since the key was turned, until the ECU has started.
std::int64_t start_up_ms(std::uint8_t ecu) {
    switch (ecu) {
        case engine:
            return 100;
        case cluster:
            return 400;
        case aftertreatment:
            return 900;
        default:
            return 250;
    }
}

// Does a message of this period, sent `offset` into it, fall on this tick?
bool is_due(std::int64_t since_ms, std::int64_t tick, std::int64_t period, std::int64_t offset) {
    const std::int64_t within = (since_ms + period - offset % period) % period;
    return within < tick;
}

}  // namespace

std::vector<std::uint8_t> dm1_of(const std::vector<CodeChange>& codes) {
    std::vector<std::uint8_t> data = {lamps_of(codes), 0xFF};
    for (const CodeChange& code : codes) {
        const auto byte = [](std::uint32_t value) { return static_cast<std::uint8_t>(value); };
        data.push_back(byte(code.key.spn));
        data.push_back(byte(code.key.spn >> 8));
        data.push_back(byte((code.key.spn >> 16) << 5 | code.key.fmi));
        data.push_back(code.occurrences & 0x7FU);
    }
    if (codes.empty()) {
        data.insert(data.end(), 4, 0x00);
    }
    data.resize(std::max<std::size_t>(data.size(), 8), 0xFF);
    return data;
}

BusLog::BusLog(const Character& truck, Manner manner, FrameSink sink)
    : truck_(truck), manner_(manner), bus_(std::move(sink)) {}

void BusLog::write(const DayRecord& day, Time from, Time to) {
    changes_applied_ = 0;
    for (const Drive& drive : day.drives) {
        write_drive(day, drive, from, to);
    }
    apply_changes(day, Time::max());
}

void BusLog::write_drive(const DayRecord& day, const Drive& drive, Time from, Time to) {
    const milliseconds tick{tick_ms(manner_.rate)};
    const Time key_on = drive.trip.key_on();
    const Time end = std::min(drive.trip.key_off(), to);
    const auto skipped = std::max<Duration>(from - key_on + tick - Duration{1}, Duration{0}) / tick;
    for (Time at = key_on + skipped * tick; at < end; at += tick) {
        apply_changes(day, at);
        const Moment moment{
            .day = day,
            .at = at,
            .since_key_on_ms = std::chrono::floor<milliseconds>(at - key_on).count(),
            .now = snapshot_of({truck_, day, drive, codes_}, at)};
        fall_silent(moment);
        send_periodic(moment);
        send_cluster_odometer(moment);
        send_dm1(moment);
        send_answers(moment);
        bus_.poll(at);
    }
    bus_.drop_all();
}

void BusLog::apply_changes(const DayRecord& day, Time until) {
    while (changes_applied_ < day.code_changes.size() &&
           day.code_changes[changes_applied_].at <= until) {
        codes_.apply(day.code_changes[changes_applied_++]);
    }
}

bool BusLog::is_heard(const Moment& moment, std::uint8_t ecu) const {
    const bool is_cut = std::ranges::any_of(moment.day.silences, [&](const Silence& silence) {
        return silence.ecu == ecu && moment.at >= silence.from && moment.at < silence.to;
    });
    return !is_cut && moment.since_key_on_ms >= start_up_ms(ecu);
}

void BusLog::fall_silent(const Moment& moment) {
    for (const std::uint8_t ecu : ecus) {
        if (!is_heard(moment, ecu)) {
            bus_.drop(ecu);
        }
    }
}

void BusLog::send_periodic(const Moment& moment) {
    const std::int64_t tick = tick_ms(manner_.rate);
    std::int64_t offset = 0;
    for (const Periodic& message : periodic_messages()) {
        const std::int64_t period =
            manner_.rate == Rate::full ? message.period_ms : std::max(message.period_ms, 1000);
        offset += tick;
        if (is_due(moment.since_key_on_ms, tick, period, offset) &&
            is_heard(moment, message.source)) {
            bus_.send(moment.at,
                      {message.priority, message.pgn, message.source, message.destination},
                      message.data(moment.now, truck_));
        }
    }
}

// A cluster sends "not available" until it knows its odometer; a bad one sends the end of the range,
// then what its memory happens to hold.
void BusLog::send_cluster_odometer(const Moment& moment) {
    if (!is_due(moment.since_key_on_ms, tick_ms(manner_.rate), 1000, 500) ||
        !is_heard(moment, cluster)) {
        return;
    }
    Data data = high_resolution_distance(moment.now.cluster_odometer_m);
    const std::int64_t second = moment.since_key_on_ms / 1000;
    if (manner_.cluster_wake_up == WakeUp::jumping && second < 4) {
        constexpr std::array<std::int64_t, 4> raw_m = {21'055'406'075, 21'055'406'075, 37'500, 0};
        data = high_resolution_distance(raw_m.at(static_cast<std::size_t>(second)));
    } else if (second < 2) {
        data.fill(0xFF);
    }
    bus_.send(moment.at, {.pgn = high_resolution, .source = cluster}, data);
}

// Each second; one that is still being sent puts the next off, as large ones do in real trucks.
void BusLog::send_dm1(const Moment& moment) {
    std::int64_t offset = 200;
    for (const std::uint8_t ecu : ecus) {
        offset += 120;
        if (is_due(moment.since_key_on_ms, tick_ms(manner_.rate), 1000, offset) &&
            is_heard(moment, ecu) && !bus_.has_session(ecu)) {
            bus_.send(moment.at, {.pgn = dm1, .source = ecu}, dm1_of(codes_.of(ecu)));
        }
    }
}

void BusLog::ask(const Moment& moment, std::uint32_t pgn, std::uint8_t destination) {
    const std::array<std::uint8_t, 3> data = {static_cast<std::uint8_t>(pgn),
                                              static_cast<std::uint8_t>(pgn >> 8),
                                              static_cast<std::uint8_t>(pgn >> 16)};
    bus_.send(moment.at, {.pgn = request, .source = cluster, .destination = destination}, data);
}

void BusLog::answer(const Moment& moment, std::uint8_t ecu, std::uint32_t pgn,
                    const std::string& text) {
    if (is_heard(moment, ecu) && !bus_.has_session(ecu)) {
        const std::vector<std::uint8_t> data(text.begin(), text.end());
        bus_.send(moment.at, {.pgn = pgn, .source = ecu}, data);
    }
}

// HOURS each 15 s; who is who, ten seconds after key on: asked of all, so that the answers are BAMs.
void BusLog::send_answers(const Moment& moment) {
    const std::int64_t tick = tick_ms(manner_.rate);
    const auto falls_on = [&](std::int64_t ms) {
        return moment.since_key_on_ms >= ms && moment.since_key_on_ms < ms + tick;
    };
    if (is_heard(moment, cluster)) {
        if (is_due(moment.since_key_on_ms, tick, 15'000, 5'000)) {
            ask(moment, hours, engine);
        }
        for (const auto& [at, pgn] :
             {std::pair{10'000, vehicle_id}, {12'000, component_id}, {16'000, software_id}}) {
            if (falls_on(at)) {
                ask(moment, pgn, to_all);
            }
        }
    }
    if (is_due(moment.since_key_on_ms, tick, 15'000, 5'060) && is_heard(moment, engine)) {
        bus_.send(moment.at, {.pgn = hours, .source = engine}, engine_hours(moment.now));
    }
    if (falls_on(10'060)) {
        answer(moment, engine, vehicle_id, truck_.vin + '*');
    }
    for (const std::uint8_t ecu : ecus) {
        if (falls_on(12'060)) {
            answer(moment, ecu, component_id, component_of(ecu, truck_));
        }
        if (falls_on(16'060)) {
            answer(moment, ecu, software_id, '\1' + software_of(ecu));
        }
    }
}

}  // namespace roadworthy::sim
