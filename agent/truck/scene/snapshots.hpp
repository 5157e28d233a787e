#pragma once
// What some signals of the truck were, in the seconds around the moment at which a fault appeared.

#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "agent/j1939/signal_table.hpp"
#include "agent/truck/events.hpp"
#include "agent/truck/moments.hpp"
#include "agent/truck/scene/settings.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace roadworthy::onboard {

// Goals: one snapshot for the faults that appear together; few bytes; hardly a cost a frame: of each
//   group only the newest data are kept, and read once a second.
// Assumptions: tick() comes about each second; time does not step back.
// Invariants: a sample is what was on the bus within most_age before it; seconds in which nobody
//   ticked are absent, not repeated. A code has at most one snapshot an hour, the truck one a
//   minute: what flaps or floods gets no more.
class Snapshots {
public:
    static constexpr std::size_t samples_before = 6;  // the one at the moment among them
    static constexpr std::size_t samples_after = 5;
    static constexpr std::chrono::seconds step{1};
    static constexpr std::chrono::milliseconds refresh{250};  // the engine speed comes each 10 ms
    static constexpr std::chrono::seconds most_age{5};
    static constexpr std::chrono::hours between_of_code{1};
    static constexpr std::chrono::minutes between_any{1};
    static constexpr std::size_t most_faults = 8;  // in one snapshot
    static constexpr std::size_t codes_remembered = 32;

    static constexpr std::array watched{
        j1939::Spn::speed,           j1939::Spn::engine_speed,        j1939::Spn::load,
        j1939::Spn::pedal,           j1939::Spn::coolant_temperature, j1939::Spn::oil_pressure,
        j1939::Spn::battery_voltage, j1939::Spn::def_level,           j1939::Spn::fuel_level,
        j1939::Spn::soot_load,
    };
    static constexpr std::array groups{
        j1939::Pgn::cruise_control,
        j1939::Pgn::engine_controller_1,
        j1939::Pgn::engine_controller_2,
        j1939::Pgn::engine_temperature,
        j1939::Pgn::engine_fluids,
        j1939::Pgn::electrical_power,
        j1939::Pgn::def_tank,
        j1939::Pgn::dash_display,
        j1939::Pgn::particulate_filter_soot,
    };

    explicit Snapshots(Snapshotting snapshotting = Snapshotting::on)
        : snapshotting_(snapshotting) {}
    void change(Snapshotting snapshotting) { snapshotting_ = snapshotting; }

    // Of one of `groups`. The first source stays the source while it talks.
    template <j1939::Pgn pgn>
    void hear(const j1939::Message& message) {
        constexpr auto place =
            static_cast<std::size_t>(std::ranges::find(groups, pgn) - groups.begin());
        static_assert(place < groups.size());
        Group& group = heard_[place];
        const Duration age = message.time - group.time;
        if (age >= refresh && (message.source_address == group.source_address || age > most_age)) {
            keep(group, message);
        }
    }
    void appeared(const FaultKey& fault, Monotonic time);
    void tick(Monotonic now, Events& events);
    void finish(Events& events);  // with the samples that there are

private:
    struct Group {
        std::array<std::uint8_t, 8> data{};
        std::uint8_t length = 0;
        std::uint8_t source_address = 0;
        Monotonic time = never;
    };
    using Sample = std::array<std::optional<std::int64_t>, watched.size()>;
    struct Told {
        FaultKey fault;
        Monotonic time = never;
    };
    struct Pending {
        Monotonic moment;
        std::vector<FaultKey> faults;
        std::vector<Sample> samples;
        std::size_t before = 0;
    };

    static void keep(Group& group, const j1939::Message& message) {
        group.length = static_cast<std::uint8_t>(std::min(message.data.size(), group.data.size()));
        std::copy_n(message.data.begin(), group.length, group.data.begin());
        group.source_address = message.source_address;
        group.time = message.time;
    }
    Sample sample(Monotonic now) const;
    void add(const Sample& sample, Events& events);
    bool was_told_lately(const FaultKey& fault, Monotonic time) const;
    void report(Events& events);

    Snapshotting snapshotting_;
    std::array<Group, groups.size()> heard_;
    std::array<Sample, samples_before> ring_{};
    std::size_t newest_ = 0;  // in the ring
    Monotonic next_sample_ = never;
    std::optional<Pending> pending_;
    std::array<Told, codes_remembered> told_{};
    std::size_t oldest_told_ = 0;
    Monotonic latest_ = never;  // snapshot
};

}  // namespace roadworthy::onboard
