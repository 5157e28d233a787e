#pragma once
// Trips: from the first to the last sign that the engine ran or the truck moved.

#include "agent/truck/events.hpp"
#include "agent/truck/meters.hpp"
#include "agent/truck/moments.hpp"
#include "agent/truck/scene/positions.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace roadworthy::onboard {

struct TripSettings {
    std::chrono::seconds ends_after{180};  // without a sign of engine or motion
};

// Goals: start, end, idle time, distance and fuel of each trip, from signals that come at any rate.
// Assumptions: tick() comes several times a second while messages come; time does not step back.
// Invariants: started and stopped alternate. Nothing is integrated over more than most_gap
//   without a signal, whoever ticks meanwhile. A trip ends at its last sign, not when that is
//   noticed. One signal is heard from one source at a time, so that two that disagree are never
//   mixed.
class Trip {
public:
    static constexpr std::chrono::seconds most_gap{5};
    static constexpr std::chrono::seconds starts_after{1};  // of signs: one frame is no trip

    explicit Trip(const TripSettings& settings = {}) : settings_(settings) {}

    void hear_engine_speed(std::uint8_t source_address, std::int64_t milli_rpm, Monotonic time) {
        engine_.hear(source_address, milli_rpm, time);
    }
    void hear_wheel_speed(std::uint8_t source_address, std::int64_t mm_per_s, Monotonic time) {
        wheels_.hear(source_address, mm_per_s, time);
    }
    void hear_tachograph_speed(std::uint8_t source_address, std::int64_t mm_per_s, Monotonic time) {
        tachograph_.hear(source_address, mm_per_s, time);
    }
    // What a stop is told with.
    struct Around {
        const Meters& meters;
        const Positions& positions;
    };
    void tick(Monotonic now, Around around, Events& events);
    // Ends the trip under way at its last sign.
    void finish(Monotonic now, Around around, Events& events);

    bool is_under_way() const { return run_ && run_->is_announced; }
    // Nothing when it was last heard too long ago.
    std::optional<std::int64_t> speed_mm_per_s(Monotonic now) const;

private:
    struct Signal {
        std::int64_t value = 0;
        Monotonic heard = never;
        std::uint8_t source_address = 0;

        bool is_fresh(Monotonic now) const { return now - heard <= most_gap; }
        void hear(std::uint8_t source, std::int64_t heard_value, Monotonic time) {
            if (source != source_address && is_fresh(time)) {
                return;
            }
            value = heard_value;
            heard = time;
            source_address = source;
        }
    };
    // A trip, or the second before it is known to be one.
    struct Run {
        Monotonic first_sign;
        Monotonic last_sign;
        bool is_announced = false;
        Duration idle{0};
        std::int64_t moved_nm = 0;  // mm/s times microseconds
        Monotonic idle_until;       // idle time and distance are reckoned up to these signals
        Monotonic moved_until;
        std::array<std::int64_t, Meters::most_sources> advanced{};  // of each source as it began
    };

    const Signal& speed(Monotonic now) const;
    std::optional<Monotonic> newest_sign(Monotonic now) const;
    void begin(Monotonic sign, const Meters& meters);
    void go_on(std::optional<Monotonic> sign, Monotonic now, Events& events);
    void integrate(Monotonic now);
    void stop(Around around, Events& events);
    std::optional<std::int64_t> advance(MeterKind kind, const Meters& meters) const;

    TripSettings settings_;
    Signal engine_;
    Signal wheels_;
    Signal tachograph_;
    std::optional<Run> run_;
};

}  // namespace roadworthy::onboard
