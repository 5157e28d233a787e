#pragma once
// All that happened to one truck on one local day: the model's output, and the truth that everything
// else (frames on a bus, reports, files of truth) is drawn from.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/fault_code.hpp"
#include "tests/simulator/model/trip.hpp"

namespace roadworthy::sim {

// Life to date, as the engine counts.
struct Totals {
    std::int64_t odometer_um = 0;
    std::int64_t engine_ms = 0;
    std::int64_t fuel_ul = 0;

    std::int64_t odometer_m() const { return odometer_um / 1'000'000; }
    std::int64_t engine_time_s() const { return engine_ms / 1000; }
    std::int64_t fuel_used_ml() const { return fuel_ul / 1000; }
    friend bool operator==(const Totals&, const Totals&) = default;
};

struct Drive {
    Trip trip;
    Totals before;
    std::int64_t tank_ul = 0;   // when it begins
    std::int64_t urea_ppm = 0;  // of a full tank
};

enum class CodeState : std::uint8_t { cleared, active };

// A code came, went or came again. Between trips only what the workshop clears changes.
struct CodeChange {
    Time at;
    FaultKey key;
    CodeState state = CodeState::active;
    std::uint8_t occurrences = 1;
    std::uint8_t lamps = 0;  // bits that it lights in DM byte 1
    std::string_view cause;
};

// Of a cause on this truck: when it was really there.
enum class TroubleEvent : std::uint8_t { began, healed, mended };
struct TroubleChange {
    Time at;
    std::string_view cause;
    TroubleEvent event = TroubleEvent::began;
    friend bool operator==(const TroubleChange&, const TroubleChange&) = default;
};

enum class VisitReason : std::uint8_t { service, repair };

struct Visit {
    Time from;
    Time to;
    VisitReason reason = VisitReason::service;
    std::vector<std::string_view> work;  // plan items or causes
    Totals totals;
};

// The truck stood where it broke down, until the workshop took it in.
struct Breakdown {
    Time at;
    std::string_view cause;
};

struct Refuel {
    Time at;
    std::int64_t added_ml = 0;
};

// An ECU lost its connection: not a frame of it reaches the bus.
struct Silence {
    Time from;
    Time to;
    std::uint8_t ecu = 0;
};

// From here on the cluster's odometer counts from another value.
struct ClusterSwap {
    Time at;
    std::int64_t old_cluster_m = 0;
    std::int64_t new_cluster_m = 0;
};

struct DayRecord {
    std::int64_t number = 0;  // local day since 1970
    Time begin;
    Time end;
    Totals totals_at_begin;
    std::int64_t cluster_ahead_m = 0;  // at its begin; a swap changes it
    std::vector<Drive> drives;
    std::vector<CodeChange> code_changes;  // in order of time
    std::vector<TroubleChange> troubles;   // likewise
    std::vector<Visit> visits;  // by the day on which they begin, or the truck broke down
    std::vector<Breakdown> breakdowns;
    std::vector<Refuel> refuels;
    std::vector<Silence> silences;  // that touch this day
    std::optional<ClusterSwap> cluster_swap;

    Totals totals_at(Time time) const;
    std::int64_t cluster_odometer_m(Time time) const;
};

// The codes that stand at a moment, as changes are applied in order.
class ActiveCodes {
public:
    void apply(const CodeChange& change);
    const std::map<FaultKey, CodeChange>& all() const { return codes_; }
    std::vector<CodeChange> of(std::uint8_t ecu) const;

private:
    std::map<FaultKey, CodeChange> codes_;
};

// DM byte 1 for these codes: the other lamps are off.
std::uint8_t lamps_of(const std::vector<CodeChange>& codes);

}  // namespace roadworthy::sim
