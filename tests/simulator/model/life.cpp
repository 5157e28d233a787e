#include "tests/simulator/model/life.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "common/time.hpp"
#include "tests/simulator/model/ailments.hpp"
#include "tests/simulator/model/calendar.hpp"
#include "tests/simulator/model/causes.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/model/planner.hpp"
#include "tests/simulator/model/random.hpp"
#include "tests/simulator/model/script.hpp"
#include "tests/simulator/model/trip.hpp"

namespace roadworthy::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr minutes workshop_opens{8 * 60 + 30};
constexpr std::int64_t workshop_minutes_a_day = 9 * 60;

// Work that does not fit into the day goes on when the workshop opens again.
Time finished(Time from, std::int64_t work_minutes) {
    const std::int64_t nights = (work_minutes - 1) / workshop_minutes_a_day;
    return from + hours{24 * nights} + minutes{work_minutes - nights * workshop_minutes_a_day};
}

Random random_of(const Character& truck, Day day, std::uint64_t purpose) {
    return Random(seed_of({truck.seed, static_cast<std::uint64_t>(days_of(day)), purpose}));
}

}  // namespace

Life::Life(Character truck, Course course)
    : truck_(std::move(truck)),
      course_(std::move(course)),
      day_(course_.first_day),
      totals_{.odometer_um = truck_.odometer_um,
              .engine_ms = truck_.engine_ms,
              .fuel_ul = truck_.fuel_ul},
      cluster_ahead_m_(truck_.cluster_ahead_m),
      tank_ul_(truck_.tank_ml * 1000 * 3 / 4),
      services_(truck_, day_),
      swap_at_(course_.script.cluster_swap) {
    Random random(seed_of({truck_.seed, 5}));
    const auto days_until = random.between(20, 900);
    if (!swap_at_ && random.chance(250'000)) {
        swap_at_ = local_midnight(day_ + std::chrono::days{days_until}) + hours{3};
    }
    bring_along(random);
}

// As often as a truck is found with it on any day of a long life.
void Life::bring_along(Random& random) {
    for (const Cause& cause : causes()) {
        const std::int64_t usual_days = (cause.least_days + cause.most_days) / 2;
        if (!cause.stops_truck &&
            random.chance(cause.per_million_days * usual_days * truck_.frailty_percent / 100)) {
            ailments_.begin({.cause = &cause, .at = local_midnight(day_), .heals = {}}, random);
        }
    }
}

DayRecord Life::next_day() {
    DayRecord record{.number = days_of(day_),
                     .begin = local_midnight(day_),
                     .end = local_midnight(day_ + std::chrono::days{1}),
                     .totals_at_begin = totals_,
                     .cluster_ahead_m = cluster_ahead_m_};
    Random random = random_of(truck_, day_, 3);
    std::vector<Trip> trips = trips_of(record);
    if (!in_workshop_) {
        visit_workshop(record);
    }
    stand_still(trips);
    fall_ill(record, trips, random);
    for (const Trip& trip : trips) {
        mend(record, trip.key_on());
        drive(record, trip, random);
    }
    if (!record.breakdowns.empty()) {
        record.visits.back().totals = totals_;
    }
    mend(record, record.end);
    lose_connections(record, random);
    swap_cluster(record);
    record.troubles = ailments_.take_news();
    std::ranges::stable_sort(record.troubles, {}, &TroubleChange::at);
    day_ += std::chrono::days{1};
    return record;
}

std::vector<Trip> Life::trips_of(const DayRecord& record) {
    std::vector<Trip> trips = planned_trips(truck_, day_, course_.holidays);
    force_trips(record, trips);
    return trips;
}

bool Life::is_scripted(Time time) const {
    const auto& from = course_.script.on_duty_from;
    return from && time >= *from && time < *from + hours{24};
}

bool Life::is_soon_scripted(Time time) const {
    const auto& from = course_.script.on_duty_from;
    return from && time >= *from - hours{72} && time < *from + hours{24};
}

void Life::force_trips(const DayRecord& record, std::vector<Trip>& trips) {
    const Script& script = course_.script;
    if (!script.on_duty_from) {
        return;
    }
    constexpr minutes rest{5};
    std::erase_if(trips,
                  [&](const Trip& trip) { return is_scripted(trip.engine_start() + 2 * rest); });
    if (!trips.empty() && is_scripted(trips.back().key_off() + rest)) {
        trips.back().break_off(*script.on_duty_from - rest);
    }
    for (const ForcedTrip& forced : script.trips) {
        if (forced.from < record.begin || forced.from >= record.end) {
            continue;
        }
        Random random(
            seed_of({truck_.seed, 4, static_cast<std::uint64_t>(milliseconds_of(forced.from))}));
        const Time free = forced_until_ ? *forced_until_ + rest : forced.from;
        trips.push_back(trip_of(truck_, std::max(forced.from, free), forced.length, random));
        forced_until_ = trips.back().key_off();
    }
}

// Services in working hours; a fault for whose mending the owner has waited long enough; both at
// once, where both are there.
void Life::visit_workshop(DayRecord& record) {
    const Time from = record.begin + workshop_opens;
    const bool is_open =
        weekday_of(day_) != 0 && (course_.holidays == Holidays::none || !is_holiday(day_));
    if (!is_open || is_soon_scripted(from)) {
        return;
    }
    std::vector<std::string_view> work = services_.due(day_, totals_);
    const bool is_repair = ailments_.is_waiting_for_workshop(from);
    if (work.empty() && !is_repair) {
        return;
    }
    in_repair_ = ailments_.repairs(from);
    const std::int64_t work_minutes = 30 + services_.labour_minutes(work) + 60L * in_repair_.hours;
    services_.done(work, day_, totals_);
    work.insert(work.end(), in_repair_.causes.begin(), in_repair_.causes.end());
    in_workshop_ = Visit{.from = from,
                         .to = finished(from, work_minutes),
                         .reason = is_repair ? VisitReason::repair : VisitReason::service,
                         .work = std::move(work),
                         .totals = totals_};
    stands_from_ = record.begin;
    record.visits.push_back(*in_workshop_);
}

void Life::stand_still(std::vector<Trip>& trips) const {
    if (in_workshop_) {
        std::erase_if(trips, [this](const Trip& trip) {
            return trip.key_off() > *stands_from_ && trip.key_on() < in_workshop_->to;
        });
    }
}

void Life::fall_ill(DayRecord& record, std::vector<Trip>& trips, Random& random) {
    const auto onset = chance_onset(trips, truck_.frailty_percent, random);
    const bool stops = onset && onset->cause->stops_truck;
    if (onset && !in_workshop_ && !is_scripted(onset->at) &&
        !(stops && is_soon_scripted(onset->at))) {
        ailments_.begin(*onset, random);
        if (stops) {
            break_down(record, trips, *onset, random);
        }
    }
    for (const ForcedAilment& forced : course_.script.ailments) {
        if (forced.onset >= record.begin && forced.onset < record.end) {
            ailments_.begin(
                {.cause = &cause_named(forced.cause), .at = forced.onset, .heals = forced.heals},
                random);
        }
    }
}

// The driver stops some minutes after the first warning; the truck is towed and mended.
void Life::break_down(DayRecord& record, std::vector<Trip>& trips, const Onset& onset,
                      Random& random) {
    const Time at = onset.at + minutes{9} + std::chrono::seconds{random.between(0, 240)};
    const Time towed = at + minutes{random.between(90, 420)};
    const auto cut =
        std::ranges::find_if(trips, [&](const Trip& trip) { return trip.engine_stop() > at; });
    if (cut != trips.end() && cut->engine_start() < at) {
        cut->break_off(at);
        trips.erase(std::next(cut), trips.end());
    } else {
        trips.erase(cut, trips.end());
    }
    record.breakdowns.push_back({.at = at, .cause = onset.cause->name});
    in_repair_ = ailments_.repairs(towed);
    in_workshop_ = Visit{.from = towed,
                         .to = finished(towed, 60L * in_repair_.hours),
                         .reason = VisitReason::repair,
                         .work = in_repair_.causes,
                         .totals = {}};
    record.visits.push_back(*in_workshop_);
    stands_from_ = at + minutes{5};
}

void Life::drive(DayRecord& record, const Trip& trip, Random& random) {
    record.drives.push_back(
        {.trip = trip, .before = totals_, .tank_ul = tank_ul_, .urea_ppm = urea_ppm_});
    const Motion motion = trip.total();
    totals_.odometer_um += motion.distance_um;
    totals_.engine_ms += motion.engine_ms;
    totals_.fuel_ul += motion.fuel_ul;
    tank_ul_ = std::max<std::int64_t>(0, tank_ul_ - motion.fuel_ul);
    urea_ppm_ = std::max<std::int64_t>(20'000, urea_ppm_ - motion.fuel_ul / 1000);
    const auto changes = ailments_.during(trip, random);
    record.code_changes.insert(record.code_changes.end(), changes.begin(), changes.end());
    refuel(record, trip, random);
}

void Life::refuel(DayRecord& record, const Trip& trip, Random& random) {
    const std::int64_t full_ul = truck_.tank_ml * 1000;
    if (tank_ul_ > full_ul * 28 / 100) {
        return;
    }
    const std::int64_t to = full_ul / 100 * random.between(90, 98);
    record.refuels.push_back(
        {.at = trip.key_off() + minutes{3}, .added_ml = (to - tank_ul_) / 1000});
    tank_ul_ = to;
    urea_ppm_ = 950'000;
}

void Life::mend(DayRecord& record, Time before) {
    if (!in_workshop_ || in_workshop_->to > before) {
        return;
    }
    const auto changes = ailments_.mend(in_repair_, in_workshop_->to);
    record.code_changes.insert(record.code_changes.end(), changes.begin(), changes.end());
    in_workshop_.reset();
}

void Life::lose_connections(DayRecord& record, Random& random) const {
    for (const Silence& silence : course_.script.silences) {
        if (silence.from < record.end && silence.to > record.begin) {
            record.silences.push_back(silence);
        }
    }
    if (record.drives.empty() || !random.chance(2500)) {
        return;
    }
    const Trip& trip = record.drives.front().trip;
    const Time from = trip.engine_start() + std::chrono::milliseconds{trip.length_ms() / 3};
    const auto victim = ecus[static_cast<std::size_t>(random.between(1, ecus.size() - 1))];
    if (!is_scripted(from)) {
        record.silences.push_back(
            {.from = from, .to = from + minutes{random.between(4, 90)}, .ecu = victim});
    }
}

void Life::swap_cluster(DayRecord& record) {
    const bool is_today = swap_at_ && *swap_at_ >= record.begin && *swap_at_ < record.end;
    if (!is_today || (is_scripted(*swap_at_) && !course_.script.cluster_swap)) {
        return;
    }
    const std::int64_t engine_m = record.totals_at(*swap_at_).odometer_m();
    const std::int64_t new_m = static_cast<std::int64_t>(truck_.seed % 400) * 1000;
    record.cluster_swap = ClusterSwap{
        .at = *swap_at_, .old_cluster_m = engine_m + cluster_ahead_m_, .new_cluster_m = new_m};
    cluster_ahead_m_ = new_m - engine_m;
}

}  // namespace roadworthy::sim
