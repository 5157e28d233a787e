#pragma once
// The agent's pure middle: frames and the unit's time in, events out. No clock, no file, no thread:
// a recorded bus gives what the live one gave.

#include "agent/can/frame.hpp"
#include "agent/j1939/active/participant.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "agent/j1939/signal_table.hpp"
#include "agent/j1939/transport.hpp"
#include "agent/j1939/trouble_codes.hpp"
#include "agent/truck/ecus.hpp"
#include "agent/truck/events.hpp"
#include "agent/truck/faults.hpp"
#include "agent/truck/identity.hpp"
#include "agent/truck/memory.hpp"
#include "agent/truck/meters.hpp"
#include "agent/truck/moments.hpp"
#include "agent/truck/reporter.hpp"
#include "agent/truck/scene/history.hpp"
#include "agent/truck/scene/positions.hpp"
#include "agent/truck/scene/services.hpp"
#include "agent/truck/scene/snapshots.hpp"
#include "agent/truck/trip.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace roadworthy::agent {

struct PipelineSettings {
    onboard::TripSettings trip;
    onboard::FaultSettings faults;
    onboard::EcuSettings ecus;
    onboard::ReporterSettings reporter;
    onboard::PositionPrecision positions = onboard::PositionPrecision::off;
    onboard::Snapshotting snapshots = onboard::Snapshotting::on;
    std::optional<j1939::ParticipantSettings> participant;  // absent: it only listens
};

// One of these a boot and truck, for all its buses: an ECU is told by its source address, and what
// is heard on two buses counts once.
class Pipeline {
public:
    explicit Pipeline(const PipelineSettings& settings = {});

    // From now on, of what may change while the truck drives: when the meters are reported, and what
    // stands beside the faults.
    void change(const PipelineSettings& settings);

    // A time that steps back is held to the greatest seen.
    void feed(const can::Frame& frame);
    void tick(Monotonic now);    // about each second, for what falls due without frames
    void finish(Monotonic now);  // the last call: ends the trip, says what still waited

    // What a restart should know, and a number that changes with it. To be remembered before the
    // first frame, and stored with the events that were taken before it was asked for.
    void remember(const onboard::Memory& memory);
    onboard::Memory memory() const;
    std::uint64_t memory_version() const { return faults_.transitions() + identity_.reports(); }

    std::optional<Position> position(Monotonic now) const { return positions_.at(now); }

    std::vector<onboard::Event> take() { return events_.take(); }

    // Frames to send at once, of a unit that takes part in its bus; never any of one that listens.
    std::vector<can::Frame> frames_to_send();
    void note_not_sent();  // the bus did not take one of them

    // Totals since the start, for the health report.
    std::vector<Counter> counters() const;

private:
    void advance();
    void hear(const can::Frame& frame);
    void advance_and_hear(const can::Frame& frame);
    void take_part(const can::Frame& frame);
    void take(const j1939::Message& message);
    std::size_t read_codes(const j1939::TroubleCodes& codes);
    void take_dm1(const j1939::Message& message);
    void take_dm2(const j1939::Message& message);
    void take_text(const j1939::Message& message);
    void take_position(const j1939::Message& message);
    void take_services(const j1939::Message& message);
    using HearSignal = void (onboard::Trip::*)(std::uint8_t, std::int64_t, Monotonic);
    template <j1939::Spn spn>
    void take_signal(const j1939::Message& message, HearSignal hear_signal);
    template <j1939::Spn spn>
    void take_meter(const j1939::Message& message, MeterKind kind);
    template <j1939::Spn spn>
    std::optional<std::int64_t> believed(const j1939::Message& message);

    const j1939::WantedBits* groups_ = &j1939::wanted_bits;  // that are heard

    // In the order of the data.
    std::unique_ptr<j1939::Participant> participant_;
    j1939::Transport transport_;
    onboard::Meters meters_;
    onboard::Positions positions_;
    onboard::Snapshots snapshots_;
    onboard::Services services_;
    onboard::Trip trip_;
    onboard::Faults faults_;
    onboard::History history_;
    onboard::Ecus ecus_;
    onboard::Identity identity_;
    onboard::Reporter reporter_;
    onboard::Events events_;

    Monotonic now_ = onboard::never;
    Monotonic next_trip_tick_ = onboard::never;
    Monotonic next_tick_ = onboard::never;
    std::array<Dtc, j1939::most_codes> dtcs_;  // of the DM1 or DM2 that is being taken
    std::uint64_t frames_ = 0;
    std::uint64_t frames_11_bit_ = 0;
    std::uint64_t readings_not_believed_ = 0;
};

}  // namespace roadworthy::agent
