#include "agent/pipeline.hpp"

#include "agent/can/frame.hpp"
#include "agent/j1939/active/connections.hpp"
#include "agent/j1939/active/participant.hpp"
#include "agent/j1939/active/requests.hpp"
#include "agent/j1939/broadcasts.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "agent/j1939/signal_table.hpp"
#include "agent/j1939/signals.hpp"
#include "agent/j1939/texts.hpp"
#include "agent/j1939/transport.hpp"
#include "agent/j1939/trouble_codes.hpp"
#include "agent/truck/events.hpp"
#include "agent/truck/memory.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace roadworthy::agent {
namespace {

using j1939::Pgn;
using j1939::Spn;

// Trips integrate their signals from tick to tick; all else is content with seconds.
constexpr std::chrono::milliseconds trip_tick{100};
constexpr std::chrono::seconds slow_tick{1};

void append_counters(std::vector<Counter>& all, const j1939::ParticipantCounters& counters) {
    const j1939::RequestCounters& requests = counters.requests;
    const j1939::ConnectionCounters& answers = counters.connections;
    // Few: a health report has room for 64 in all.
    const std::vector<Counter> more{{"claims_sent", counters.claims.sent},
                                    {"addresses_lost", counters.claims.lost},
                                    {"requests_sent", requests.sent},
                                    {"requests_answered", requests.answered},
                                    {"answers_received", answers.complete},
                                    {"answers_failed", answers.aborted + answers.timed_out},
                                    {"transfers_refused", answers.refused + answers.ignored},
                                    {"frames_not_sent", counters.not_sent}};
    all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

Pipeline::Pipeline(const PipelineSettings& settings)
    : positions_(settings.positions),
      snapshots_(settings.snapshots),
      trip_(settings.trip),
      faults_(settings.faults),
      ecus_(settings.ecus),
      reporter_(settings.reporter) {
    if (settings.participant) {
        participant_ = std::make_unique<j1939::Participant>(*settings.participant);
        groups_ = &j1939::participant_bits;
    }
}

void Pipeline::change(const PipelineSettings& settings) {
    reporter_.change(settings.reporter);
    positions_.change(settings.positions);
    snapshots_.change(settings.snapshots);
}

// Nothing but last calls, so that the many frames that are not wanted need no stack.
void Pipeline::feed(const can::Frame& frame) {
    ++frames_;
    return frame.time < next_trip_tick_ ? hear(frame) : advance_and_hear(frame);
}

// Before the frame: what ended in the pause before it ends first.
[[gnu::noinline]] void Pipeline::advance_and_hear(const can::Frame& frame) {
    now_ = std::max(now_, frame.time);
    advance();
    hear(frame);
}

inline void Pipeline::hear(const can::Frame& frame) {
    if (!frame.is_extended) {
        ++frames_11_bit_;
        return;
    }
    if (!j1939::is_in(*groups_, frame.id)) {
        return;
    }
    now_ = std::max(now_, frame.time);
    if (participant_ != nullptr) {
        return take_part(frame);
    }
    j1939::receive_wanted(transport_, frame,
                          [this](const j1939::Message& message) { take(message); });
}

// What the participant alone wants to hear is no sign of life: a truck gives the same reports
// whether its unit only listens or not.
void Pipeline::take_part(const can::Frame& frame) {
    participant_->hear(frame, now_);
    if (!j1939::is_wanted(frame.id)) {
        return;
    }
    j1939::receive_wanted(transport_, frame, [this](const j1939::Message& message) {
        participant_->hear(message, now_);
        take(message);
    });
}

std::vector<can::Frame> Pipeline::frames_to_send() {
    return participant_ == nullptr ? std::vector<can::Frame>{} : participant_->take();
}

void Pipeline::note_not_sent() {
    if (participant_ != nullptr) {
        participant_->fail();
    }
}

void Pipeline::tick(Monotonic now) {
    now_ = std::max(now_, now);
    advance();
}

void Pipeline::finish(Monotonic now) {
    tick(now);
    trip_.finish(now_, {meters_, positions_}, events_);
    snapshots_.finish(events_);
    ecus_.finish(faults_, events_);
    identity_.finish(events_);
    reporter_.finish(meters_, events_);
}

void Pipeline::advance() {
    next_trip_tick_ = now_ + trip_tick;
    const bool was_under_way = trip_.is_under_way();
    trip_.tick(now_, {meters_, positions_}, events_);
    if (trip_.is_under_way() != was_under_way) {
        reporter_.ask(now_);
    }
    if (participant_ != nullptr) {
        participant_->tick(now_);
    }
    if (now_ < next_tick_) {
        return;
    }
    next_tick_ = now_ + slow_tick;
    transport_.expire(now_);
    snapshots_.tick(now_, events_);
    services_.tick(now_, events_);
    ecus_.tick(now_, faults_, events_);
    identity_.tick(now_, events_);
    reporter_.tick(now_, meters_, events_);
}

// An address talks by the groups that the agent wants: the others do not pass the kernel's filter,
// and a recorded bus must give what the live one gave.
void Pipeline::take(const j1939::Message& message) {
    ecus_.hear(message.source_address, now_);
    // Of what passes the filter every other frame is this one.
    if (Pgn{message.pgn} == Pgn::engine_controller_1) {
        snapshots_.hear<Pgn::engine_controller_1>(message);
        return take_signal<Spn::engine_speed>(message, &onboard::Trip::hear_engine_speed);
    }
    switch (Pgn{message.pgn}) {
        case Pgn::cruise_control:
            snapshots_.hear<Pgn::cruise_control>(message);
            return take_signal<Spn::speed>(message, &onboard::Trip::hear_wheel_speed);
        case Pgn::tachograph:
            return take_signal<Spn::tachograph_speed>(message,
                                                      &onboard::Trip::hear_tachograph_speed);
        case Pgn::high_resolution_distance:
            return take_meter<Spn::high_resolution_total_distance>(message, MeterKind::odometer);
        case Pgn::vehicle_distance:
            return take_meter<Spn::total_distance>(message, MeterKind::odometer);
        case Pgn::engine_hours:
            return take_meter<Spn::engine_time>(message, MeterKind::engine_time);
        case Pgn::fuel_consumption:
            return take_meter<Spn::total_fuel>(message, MeterKind::fuel_used);
        case Pgn::dm1:
            return take_dm1(message);
        case Pgn::dm2:
            return take_dm2(message);
        case Pgn::engine_controller_2:
            return snapshots_.hear<Pgn::engine_controller_2>(message);
        case Pgn::engine_temperature:
            return snapshots_.hear<Pgn::engine_temperature>(message);
        case Pgn::engine_fluids:
            return snapshots_.hear<Pgn::engine_fluids>(message);
        case Pgn::electrical_power:
            return snapshots_.hear<Pgn::electrical_power>(message);
        case Pgn::def_tank:
            return snapshots_.hear<Pgn::def_tank>(message);
        case Pgn::dash_display:
            return snapshots_.hear<Pgn::dash_display>(message);
        case Pgn::particulate_filter_soot:
            return snapshots_.hear<Pgn::particulate_filter_soot>(message);
        case Pgn::vehicle_position:
            return take_position(message);
        case Pgn::service:
            return take_services(message);
        default:
            return take_text(message);
    }
}

template <Spn spn>
std::optional<std::int64_t> Pipeline::believed(const j1939::Message& message) {
    const auto value = j1939::value<spn>(message.data);
    if (value && !j1939::is_believable<spn>(*value)) {
        ++readings_not_believed_;
        return std::nullopt;
    }
    return value;
}

template <Spn spn>
void Pipeline::take_signal(const j1939::Message& message, HearSignal hear_signal) {
    if (const auto value = believed<spn>(message)) {
        (trip_.*hear_signal)(message.source_address, *value, now_);
    }
}

template <Spn spn>
void Pipeline::take_meter(const j1939::Message& message, MeterKind kind) {
    if (const auto value = believed<spn>(message)) {
        const MeterSource source{.spn = static_cast<std::uint32_t>(spn),
                                 .source_address = message.source_address};
        meters_.read({.kind = kind, .source = source, .value = *value}, now_);
    }
}

// Into dtcs_; how many they are.
std::size_t Pipeline::read_codes(const j1939::TroubleCodes& codes) {
    std::size_t count = 0;
    for (const Dtc dtc : codes) {
        dtcs_[count++] = dtc;
    }
    return count;
}

void Pipeline::take_dm2(const j1939::Message& message) {
    if (const auto codes = j1939::TroubleCodes::of(message.data)) {
        const auto dtcs = std::span{dtcs_}.first(read_codes(*codes));
        history_.hear(message.source_address, dtcs, now_, events_);
    }
}

void Pipeline::take_dm1(const j1939::Message& message) {
    const auto codes = j1939::TroubleCodes::of(message.data);
    if (!codes) {
        return;
    }
    const std::size_t count = read_codes(*codes);
    const std::size_t before = events_.waiting().size();
    faults_.hear({.source_address = message.source_address,
                  .lamps = codes->lamps(),
                  .dtcs = std::span{dtcs_}.first(count),
                  .time = now_},
                 {.odometer_m = meters_.odometer_m(),
                  .speed_mm_per_s = trip_.speed_mm_per_s(now_),
                  .position = positions_.at(now_)},
                 events_);
    for (const onboard::Event& event : events_.waiting().subspan(before)) {
        const auto& fault = std::get<FaultReport>(event.body);
        if (fault.event == FaultEvent::appeared) {
            snapshots_.appeared(fault.key, now_);
        }
    }
}

void Pipeline::take_position(const j1939::Message& message) {
    const auto latitude = believed<Spn::latitude>(message);
    const auto longitude = believed<Spn::longitude>(message);
    if (latitude && longitude) {
        positions_.hear(*latitude, *longitude, now_);
    }
}

// A counter of a component that is not named counts for the whole truck (255).
void Pipeline::take_services(const j1939::Message& message) {
    const auto take_one = [&](ServiceKind kind, std::optional<std::int64_t> component,
                              std::optional<std::int64_t> left) {
        if (left) {
            services_.hear(message.source_address,
                           {.kind = kind,
                            .component = static_cast<std::uint8_t>(component.value_or(0xFF)),
                            .left = *left},
                           now_);
        }
    };
    take_one(ServiceKind::distance, believed<Spn::service_distance_component>(message),
             believed<Spn::service_distance>(message));
    take_one(ServiceKind::calendar, believed<Spn::service_calendar_component>(message),
             believed<Spn::service_calendar>(message));
    take_one(ServiceKind::engine_time, believed<Spn::service_time_component>(message),
             believed<Spn::service_time>(message));
}

void Pipeline::remember(const onboard::Memory& memory) {
    faults_.remember(memory.faults);
    identity_.remember(memory.vin, memory.ecus);
}

onboard::Memory Pipeline::memory() const {
    return {.faults = faults_.memory(), .vin = identity_.told_vin(), .ecus = identity_.told_ecus()};
}

void Pipeline::take_text(const j1939::Message& message) {
    if (Pgn{message.pgn} == Pgn::vehicle_id) {
        if (const auto vin = j1939::vin(message.data)) {
            identity_.hear_vin(*vin, now_);
        }
    } else if (Pgn{message.pgn} == Pgn::component_id) {
        if (const auto text = j1939::component_id(message.data)) {
            identity_.hear_component(message.source_address, *text, now_);
        }
    } else if (Pgn{message.pgn} == Pgn::software_id) {
        if (const auto text = j1939::software_id(message.data)) {
            identity_.hear_software(message.source_address, *text, now_);
        }
    }
}

std::vector<Counter> Pipeline::counters() const {
    const j1939::TransportCounters& transport = transport_.counters();
    std::vector<Counter> all{{"frames", frames_},
                             {"frames_11_bit", frames_11_bit_},
                             {"bam_complete", transport.bam_complete},
                             {"rts_complete", transport.rts_complete},
                             {"transfers_aborted", transport.aborted},
                             {"transfers_timed_out", transport.timed_out},
                             {"transfers_out_of_sequence", transport.out_of_sequence},
                             {"transfers_superseded", transport.superseded},
                             {"transfers_malformed", transport.malformed},
                             {"transfers_evicted", transport.evicted},
                             {"packets_repeated", transport.duplicates},
                             {"readings_not_believed", readings_not_believed_},
                             {"readings_refused", meters_.readings_refused()},
                             {"codes_refused", faults_.codes_refused()},
                             {"codes_untold", faults_.codes_untold()},
                             {"code_flaps", faults_.flaps()},
                             {"fixes_refused", positions_.fixes_refused()},
                             {"service_counters_refused", services_.counters_refused()},
                             {"vins_refused", identity_.vins_refused()},
                             {"events_dropped", events_.dropped()}};
    if (participant_ != nullptr) {
        append_counters(all, participant_->counters());
    }
    return all;
}

}  // namespace roadworthy::agent
