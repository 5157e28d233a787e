#include "backend/commands/forecast_feed.hpp"

#include "backend/due/forecast.hpp"
#include "backend/truck/meters.hpp"
#include "common/report.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace roadworthy::backend {
namespace {

std::vector<std::string_view> fields_of(std::string_view line) {
    std::vector<std::string_view> fields;
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    for (;;) {
        const auto comma = line.find(',');
        fields.push_back(line.substr(0, comma));
        if (comma == std::string_view::npos) {
            return fields;
        }
        line.remove_prefix(comma + 1);
    }
}

Result<double> number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        return fail("expected a number, got \"" + std::string(text) + '"');
    }
    return value;
}

Result<MeterKind> kind_of_unit(std::string_view unit) {
    if (unit == "km") {
        return MeterKind::odometer;
    }
    if (unit == "h") {
        return MeterKind::engine_time;
    }
    return fail("expected the unit km or h, got \"" + std::string(unit) + '"');
}

std::string days_text(truck::Days days) {
    char text[40];
    const int length = std::snprintf(text, sizeof text, ",%.3f", days.count());
    return {text, static_cast<std::size_t>(length)};
}

truck::Days bounded(double days) {
    return truck::Days{std::clamp(days, 0.0, due::forecast_tunables.most_days)};
}

}  // namespace

Result<std::optional<std::string>> ForecastFeed::take(std::string_view line) {
    const Fields fields = fields_of(line);
    if (fields.size() == 5 && fields[0] == "R") {
        return read(fields);
    }
    if (fields.size() == 4 && fields[0] == "Q") {
        return answer(fields);
    }
    return fail("expected R,vehicle,timestamp,value,unit or Q,vehicle,origin,target, got \"" +
                std::string(line) + '"');
}

Result<std::optional<std::string>> ForecastFeed::read(const Fields& fields) {
    const auto time = parse_time(fields[2]);
    const auto value = number(fields[3]);
    const auto kind = kind_of_unit(fields[4]);
    if (!time || !value || !kind) {
        return fail(!time    ? time.error().message
                    : !value ? value.error().message
                             : kind.error().message);
    }
    begin_day_of(*time);
    const auto [found, is_new] = vehicles_.try_emplace(std::string(fields[1]));
    Vehicle& vehicle = found->second;
    if (is_new) {
        vehicle.meter.kind = *kind;
    }
    take({.t = truck::meter_days(*time), .x = *value}, vehicle.meter);
    Fleet& fleet = fleet_of(vehicle);
    due::settle(fleet.widths, vehicle.asked, vehicle.meter.last);
    if (!vehicle.is_in_prior && due::is_seasoned(vehicle.meter)) {
        vehicle.is_in_prior = true;
        fleet.prior.add(vehicle.meter.own_rate().value_or(0));
    }
    return std::nullopt;
}

Result<std::optional<std::string>> ForecastFeed::answer(const Fields& fields) {
    const auto time = parse_time(fields[2]);
    const auto target = number(fields[3]);
    if (!time || !target) {
        return fail(time ? target.error().message : time.error().message);
    }
    begin_day_of(*time);
    std::string line;
    for (const auto field : {fields[1], fields[2], fields[3]}) {
        line.append(field).append(field.data() == fields[3].data() ? "" : ",");
    }
    const auto vehicle = vehicles_.find(fields[1]);
    const double now = truck::meter_days(*time);
    const auto outlook =
        vehicle == vehicles_.end() ? std::nullopt : predict(vehicle->second, now, *target);
    if (!outlook) {
        return line + ",,,";
    }
    vehicle->second.asked.push_back(
        {.target = *target, .p10 = now + outlook->p10.count(), .p90 = now + outlook->p90.count()});
    return line + days_text(outlook->p10) + days_text(outlook->p50) + days_text(outlook->p90);
}

// The reference takes readings within an hour for one and loses what was driven between them; the
// meters of a truck are fed once an hour (backend/truck/sources.cpp).
void ForecastFeed::take(truck::MeterPoint reading, truck::Meter& meter) const {
    constexpr double hour = 1.0 / 24;
    const bool is_near = reading.t - meter.last.t < hour && meter.fits(reading);
    if (move_ == FleetNumbersMove::with_every_line || !is_near) {
        meter.add(reading);
    }
}

std::optional<due::Outlook> ForecastFeed::predict(const Vehicle& vehicle, double now,
                                                  double target) const {
    const Fleet& fleet = fleets_.at(vehicle.meter.kind);
    if (move_ == FleetNumbersMove::with_every_line) {
        return due::predict(vehicle.meter, now, target,
                            {.rate = fleet.prior.rate(), .widths = fleet.widths});
    }
    const auto reached = due::reach(vehicle.meter, now, target, fleet.of_the_day);
    if (!reached) {
        return std::nullopt;
    }
    return due::Outlook{.p10 = bounded(reached->p10.count() - now),
                        .p50 = bounded(reached->p50.count() - now),
                        .p90 = bounded(reached->p90.count() - now)};
}

void ForecastFeed::begin_day_of(Time time) {
    if (day_of(time) == day_) {
        return;
    }
    day_ = day_of(time);
    std::map<MeterKind, due::Silences> silences;
    for (const auto& [name, vehicle] : vehicles_) {
        silences[vehicle.meter.kind].add(vehicle.meter);
    }
    for (auto& [kind, fleet] : fleets_) {
        fleet.of_the_day = {.rate = fleet.prior.rate(),
                            .widths = fleet.widths,
                            .driven_in_silence = silences[kind].driven_share()};
    }
}

}  // namespace roadworthy::backend
