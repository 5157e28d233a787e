#include "backend/truck/truck_state.hpp"

#include "backend/truck/event_time.hpp"
#include "backend/truck/meter_book.hpp"
#include "backend/truck/meters.hpp"
#include "backend/truck/readings_of_day.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/sources.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace roadworthy::truck {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_ecus = 32;
constexpr std::size_t most_services = 8;
constexpr std::size_t most_identity_changes = 8;
constexpr Duration waiting_time = 1h;

constexpr Duration clocks_differ_by = 24h;

HeldReason refusal(const DatedReading& reading, ReadingQuality quality, Time received) {
    if (quality == ReadingQuality::unsettled) {
        return HeldReason::unsettled;
    }
    if (!is_possible(reading.value)) {
        return HeldReason::impossible;
    }
    return reading.at > received + clocks_differ_by ? HeldReason::future : HeldReason::none;
}

void add(MeterBook& book, const DatedReading& reading, ReadingQuality quality,
         const Arrival& arrival) {
    const HeldReason reason = refusal(reading, quality, arrival.received);
    if (reason != HeldReason::none) {
        return book.refuse(
            {.source = reading.source,
             .reading = {.reading = {.at = reading.at, .value = reading.value}, .reason = reason}});
    }
    if (book.needs_past(reading.at)) {
        book.remember(arrival.past(book.kind()));
    }
    book.add(reading);
}

void note(TruckState& state, IdentityChange change) {
    if (state.identity_changes.size() == most_identity_changes) {
        state.identity_changes.erase(state.identity_changes.begin());
    }
    state.identity_changes.push_back(std::move(change));
}

void add_all(TruckState& state, std::span<const MeterReading> readings, Time at,
             const Arrival& arrival) {
    for (const auto& reading : readings) {
        add(state.book(reading.kind), {.at = at, .source = reading.source, .value = reading.value},
            reading.quality, arrival);
    }
}

bool is_same_vin(const std::string& one, const std::string& other) {
    return std::ranges::equal(one, other, [](unsigned char a, unsigned char b) {
        return std::toupper(a) == std::toupper(b);
    });
}

}  // namespace

bool is_possible(std::int64_t value) {
    constexpr std::int64_t most = 10'000'000'000'000;
    return value >= 0 && value <= most;
}

std::array<MeterBook, 3> meters_of_every_kind() {
    return {MeterBook(MeterKind::odometer), MeterBook(MeterKind::engine_time),
            MeterBook(MeterKind::fuel_used)};
}

void take(TruckState& state, const MetersReport& report, EventTime when, const Arrival& arrival) {
    if (when.quality != TimeQuality::received) {
        state.waiting.reset();
        add_all(state, report.readings, when.at, arrival);
        return;
    }
    settle_waiting(state, arrival);
    const Time received = arrival.received;
    state.waiting = {.first_received = state.waiting ? state.waiting->first_received : received,
                     .received = received,
                     .readings = report.readings};
}

void take(TruckState& state, const IdentityReport& report, EventTime when) {
    if (report.vin) {
        if (report.vin_before) {
            note(state, {.at = when.at,
                         .source_address = std::nullopt,
                         .before = *report.vin_before,
                         .after = *report.vin});
        }
        state.bus_vin = report.vin;
    }
    for (const auto& before : report.ecus_before) {
        const auto after =
            std::ranges::find(report.ecus, before.source_address, &EcuIdentity::source_address);
        if (after != report.ecus.end() && after->component != before.component) {
            note(state, {.at = when.at,
                         .source_address = before.source_address,
                         .before = before.component,
                         .after = after->component});
        }
    }
    for (const auto& ecu : report.ecus) {
        const auto known =
            std::ranges::find(state.ecus, ecu.source_address, &EcuIdentity::source_address);
        if (known != state.ecus.end()) {
            *known = ecu;
        } else if (state.ecus.size() < most_ecus) {
            state.ecus.push_back(ecu);
        }
    }
}

void take(TruckState& state, const ServiceReport& report) {
    const auto known =
        std::ranges::find(state.services, report.source_address, &ServiceReport::source_address);
    if (known != state.services.end()) {
        *known = report;
    } else if (state.services.size() < most_services) {
        state.services.push_back(report);
    }
}

// Late reports never put an older fix over a newer one.
void take(TruckState& state, const std::optional<Position>& position, EventTime when) {
    if (!position) {
        return;
    }
    const Time at = when.at - position->age;
    if (!state.position || state.position->at <= at) {
        state.position = KnownPosition{
            .at = at, .latitude_e7 = position->latitude_e7, .longitude_e7 = position->longitude_e7};
    }
}

void take(TruckState& state, const ManualReading& reading, const Arrival& arrival) {
    add(state.book(reading.kind), {.at = reading.at, .source = by_hand, .value = reading.value},
        ReadingQuality::steady, arrival);
}

std::string subject_of(const MeterLevel& level) {
    std::string subject = std::to_string(static_cast<int>(level.kind));
    if (level.level.source) {
        subject += ' ' + std::to_string(level.level.source->spn) + ' ' +
                   std::to_string(level.level.source->source_address);
    }
    return subject;
}

void take(TruckState& state, const MeterLevel& level, const Arrival& arrival) {
    MeterBook& book = state.book(level.kind);
    if (book.needs_past(level.level.at)) {
        book.remember(arrival.past(book.kind()));
    }
    book.set(level.level);
}

void settle_waiting(TruckState& state, const Arrival& now) {
    if (state.waiting && now.received - state.waiting->first_received >= waiting_time) {
        add_all(state, state.waiting->readings, state.waiting->received, now);
        state.waiting.reset();
    }
}

std::optional<ValueAt> last_said(const TruckState& state, MeterKind kind) {
    const SourceTrack* followed = state.of(kind).followed();
    if (followed != nullptr && followed->latest) {
        return followed->latest;
    }
    if (!state.waiting) {
        return std::nullopt;
    }
    const MeterReading* finest = nullptr;
    for (const auto& reading : state.waiting->readings) {
        if (reading.kind == kind &&
            (finest == nullptr || reading.source.spn > finest->source.spn)) {
            finest = &reading;
        }
    }
    return finest == nullptr ? std::nullopt
                             : std::optional{ValueAt{state.waiting->received, finest->value}};
}

bool vin_contradicts(const TruckState& state, const TruckRecord& record) {
    return state.bus_vin && !state.bus_vin->empty() && !record.vin.empty() &&
           !is_same_vin(*state.bus_vin, record.vin);
}

}  // namespace roadworthy::truck
