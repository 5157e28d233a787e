#pragma once
// When the meters are reported: by time, by distance, with each trip's start and stop, at the end.

#include "agent/truck/events.hpp"
#include "agent/truck/meters.hpp"
#include "agent/truck/moments.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace roadworthy::onboard {

struct ReporterSettings {
    std::chrono::seconds interval{60};
    std::int64_t distance_m = 5000;
    std::chrono::seconds repeat{900};  // of readings that have not changed
};

// Goals: few reports that hold all meters, none of them stale, none for a truck that stands with
//   the ignition on but for one each `repeat`.
// Assumptions: tick() comes about each second; time does not step back.
// Invariants: a report holds readings heard since the one before, or changed; steady ones, but
//   for the last of all. Its moment is that of the newest of them. A level to which a source has
//   jumped is told twice: whoever has to believe in a new cluster wants a second reading of it.
class Reporter {
public:
    static constexpr std::chrono::seconds gathering_time{5};  // all kinds in one report

    explicit Reporter(const ReporterSettings& settings = {}) : settings_(settings) {}

    // From now on: what was told stays told.
    void change(const ReporterSettings& settings) { settings_ = settings; }

    void ask(Monotonic now);  // a trip started or stopped
    void tick(Monotonic now, const Meters& meters, Events& events);
    void finish(const Meters& meters, Events& events);

private:
    struct Told {
        std::optional<MeterReading> reading;
        Monotonic time = never;
        std::int64_t advanced = 0;
        Monotonic level = never;  // agreeing_since of that reading
        bool is_confirmed = true;
    };
    struct News {
        Monotonic newest = never;
        bool is_changed = false;
        bool is_far = false;  // an odometer has advanced by the distance
    };
    enum class Which : std::uint8_t { steady, all };

    static bool is_unconfirmed(const Meter& meter, const Told& told);
    News news_of(const Meters& meters, Which which) const;
    void report(const Meters& meters, Which which, Events& events);

    ReporterSettings settings_;
    std::array<Told, Meters::most_sources> told_;
    std::optional<Monotonic> asked_;
    std::optional<Monotonic> reported_;
};

}  // namespace roadworthy::onboard
