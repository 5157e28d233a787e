#pragma once
// A truck that lives: day after day from the first, each day following from the ones before, the
// seed and the script. Pure; constant memory.
//
// Assumptions: days are asked for in order. Invariants: the engine's totals never fall; a day's drives
// are in order of time and do not overlap; the same truck and course give the same days. Before its
// anchor a script changes only this: the trip under way ends, and for three days the workshop waits.

#include <optional>

#include "tests/simulator/model/ailments.hpp"
#include "tests/simulator/model/calendar.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/model/script.hpp"
#include "tests/simulator/model/services.hpp"

namespace roadworthy::sim {

struct Course {
    Day first_day;  // local
    Holidays holidays = Holidays::chinese;
    Script script;
};

class Life {
public:
    Life(Character truck, Course course);

    DayRecord next_day();

    const Character& truck() const { return truck_; }
    const Script& script() const { return course_.script; }
    const Services& services() const { return services_; }

private:
    void bring_along(Random& random);
    std::vector<Trip> trips_of(const DayRecord& record);
    void force_trips(const DayRecord& record, std::vector<Trip>& trips);
    bool is_scripted(Time time) const;
    bool is_soon_scripted(Time time) const;
    void visit_workshop(DayRecord& record);
    void stand_still(std::vector<Trip>& trips) const;
    void fall_ill(DayRecord& record, std::vector<Trip>& trips, Random& random);
    void break_down(DayRecord& record, std::vector<Trip>& trips, const Onset& onset,
                    Random& random);
    void drive(DayRecord& record, const Trip& trip, Random& random);
    void refuel(DayRecord& record, const Trip& trip, Random& random);
    void mend(DayRecord& record, Time before);
    void lose_connections(DayRecord& record, Random& random) const;
    void swap_cluster(DayRecord& record);

    Character truck_;
    Course course_;
    Day day_;
    Totals totals_;
    std::int64_t cluster_ahead_m_ = 0;
    std::int64_t tank_ul_ = 0;
    std::int64_t urea_ppm_ = 800'000;
    Ailments ailments_;
    Services services_;
    std::optional<Visit> in_workshop_;  // since when and until when
    Ailments::Repairs in_repair_;       // mended at its end
    std::optional<Time> stands_from_;   // broken down, or brought in the evening before
    std::optional<Time> forced_until_;
    std::optional<Time> swap_at_;
};

}  // namespace roadworthy::sim
