// What one reading and one prediction cost:
//   forecast_bench reading|prediction|source|report COUNT
// reading: one meter's filter and rates. prediction: of one meter. source: a reading on a truck
// with two odometers. report: a meters report through a truck's dossier with five plan items.
// Prints how many it did and the nanoseconds of each. Instructions each = (count with N + M -
// count with N) / M under an outside counter (callgrind).

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <ratio>
#include <stdexcept>
#include <string>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/due/forecast.hpp"
#include "backend/due/plans.hpp"
#include "backend/truck/meter_book.hpp"
#include "backend/truck/meters.hpp"
#include "backend/truck/readings_of_day.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/sources.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace {

using namespace roadworthy;

// Twice a day, 250 to 350 km a day, now and then a typing error.
struct Drive {
    std::uint64_t step = 0;
    double km = 100'000;

    truck::MeterPoint next() {
        ++step;
        km += static_cast<double>(125 + step * 7919 % 51);
        return {.t = 20'000 + static_cast<double>(step) / 2, .x = step % 97 == 0 ? km / 10 : km};
    }
};

// A kilometre each minute, ten hours a day.
truck::ValueAt minute(std::uint64_t step) {
    const std::chrono::days day{20'000 + step / 600};
    return {.at = Time{day + std::chrono::hours{8} + std::chrono::minutes{step % 600}},
            .value = 100'000'000 + static_cast<std::int64_t>(step) * 1'000};
}

truck::DatedReading reading(MeterSource source, truck::ValueAt shown) {
    return {.at = shown.at, .source = source, .value = shown.value};
}

// Each gives a number that hangs on all its work, so that none of it can be left out.
double readings(std::uint64_t count) {
    truck::Meter meter;
    Drive drive;
    for (std::uint64_t i = 0; i < count; ++i) {
        meter.add(drive.next());
    }
    return meter.own_rate().value_or(0);
}

double predictions(std::uint64_t count) {
    truck::Meter meter;
    Drive drive;
    for (int i = 0; i < 200; ++i) {
        meter.add(drive.next());
    }
    double sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const double target = meter.last.x + static_cast<double>(i % 20'000);
        const auto outlook = due::predict(meter, meter.last.t + 1, target, {.rate = 280});
        sum += outlook ? (outlook->p10 + outlook->p50 + outlook->p90).count() : 0;
    }
    return sum;
}

double sources(std::uint64_t count) {
    truck::MeterBook book(MeterKind::odometer);
    for (std::uint64_t i = 0; i < count; i += 2) {
        auto shown = minute(i / 2);
        book.add(reading({.spn = 917, .source_address = 0}, shown));
        shown.value += 98'000'000;
        book.add(reading({.spn = 245, .source_address = 49}, shown));
        book.take_rows();
    }
    return static_cast<double>(book.now().life->value);
}

double reports(std::uint64_t count) {
    const auto id = TruckId::from("TRUCK001").value();
    due::Plan plan{.id = PlanId::from("long-haul").value()};
    for (const std::int64_t km : {10'000, 20'000, 40'000, 60'000, 120'000}) {
        plan.items.push_back(
            {.key = std::to_string(km), .every = {.distance_m = km * 1'000, .days = 365}});
    }
    customers::Fleet fleet;
    customers::apply(fleet, plan, Time{});
    customers::Dossier dossier{.truck = id};
    const truck::Past past = [](MeterKind) { return std::vector<truck::ReadingsOfDay>{}; };
    customers::apply(dossier, truck::TruckRecord{.id = id, .plan = plan.id}, fleet, {{}, past});
    double sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto value = minute(i);
        const Stamp stamp{.time = value.at, .clock = ClockQuality::synchronised};
        const MetersReport body{{{.source = {.spn = 917}, .value = value.value}}};
        const customers::ReceivedReport input{
            .report = {i + 1, i + 1, stamp, body}, .stream = Stream::meters, .received = value.at};
        sum += static_cast<double>(
            customers::apply(dossier, input, fleet, {value.at, past}).due.size());
    }
    return sum;
}

void run(const std::string& step, std::uint64_t count) {
    const std::map<std::string, std::function<double(std::uint64_t)>> steps{
        {"reading", readings},
        {"prediction", predictions},
        {"source", sources},
        {"report", reports}};
    const auto chosen = steps.find(step);
    if (chosen == steps.end() || count == 0) {
        throw std::runtime_error("usage: forecast_bench reading|prediction|source|report COUNT");
    }
    const auto begun = std::chrono::steady_clock::now();
    const double result = chosen->second(count);
    const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - begun;
    std::cout << count << ' ' << spent.count() / static_cast<double>(count) << '\n';
    std::cerr << step << ": " << result << '\n';
}

}  // namespace

int main(int count, char** words) {
    try {
        run(count > 1 ? words[1] : "", count > 2 ? std::strtoull(words[2], nullptr, 10) : 0);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 2;
    }
    return 0;
}
