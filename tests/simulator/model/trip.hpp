#pragma once
// One trip: engine start to engine stop, as phases of constant acceleration. Integers throughout, so
// that a reading each 10 ms and one each minute lie on the same line on every machine.

#include <cstdint>
#include <vector>

#include "common/time.hpp"

namespace roadworthy::sim {

struct Phase {
    std::int64_t begin_ms = 0;  // since the engine start
    std::int64_t length_ms = 0;
    std::int64_t from_mm_per_s = 0;
    std::int64_t to_mm_per_s = 0;
    // Totals at its beginning, since the engine start.
    std::int64_t distance_um = 0;
    std::int64_t fuel_ul = 0;
    std::int64_t fuel_ul_per_s = 0;
    std::int64_t idle_ms = 0;

    bool stands() const { return from_mm_per_s == 0 && to_mm_per_s == 0; }
};

struct Motion {
    std::int64_t speed_mm_per_s = 0;
    std::int64_t acceleration_mm_per_s2 = 0;
    std::int64_t distance_um = 0;
    std::int64_t engine_ms = 0;
    std::int64_t fuel_ul = 0;
    std::int64_t fuel_ul_per_s = 0;
    std::int64_t idle_ms = 0;  // engine on, vehicle standing
};

class Trip {
public:
    struct Fuel {
        std::int64_t idle_ul_per_s = 0;
        std::int64_t road_ul_per_m = 0;
    };
    Trip(Time engine_start, Fuel fuel) : start_(engine_start), fuel_(fuel) {}

    void stand(std::int64_t length_ms) { add(length_ms, 0); }
    void change_speed(std::int64_t to_mm_per_s, std::int64_t acceleration_mm_per_s2);
    void hold(std::int64_t length_ms) { add(length_ms, speed_mm_per_s()); }
    // Brakes to a stop from where it is at `time` and ends: a breakdown.
    void break_off(Time time);

    Time engine_start() const { return start_; }
    Time engine_stop() const { return start_ + std::chrono::milliseconds{length_ms()}; }
    // The key is on a little longer than the engine runs: the ECUs talk before and after.
    Time key_on() const { return start_ - std::chrono::seconds{8}; }
    Time key_off() const { return engine_stop() + std::chrono::seconds{20}; }

    std::int64_t length_ms() const;
    std::int64_t speed_mm_per_s() const { return phases_.empty() ? 0 : phases_.back().to_mm_per_s; }
    const std::vector<Phase>& phases() const { return phases_; }
    Motion total() const { return at(engine_stop()); }
    Motion at(Time time) const;  // before the start: nothing yet; after the stop: the whole

private:
    void add(std::int64_t length_ms, std::int64_t to_mm_per_s);
    Time start_;
    Fuel fuel_;
    std::vector<Phase> phases_;
};

}  // namespace roadworthy::sim
