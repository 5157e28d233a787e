#include "tests/simulator/judge/deliveries.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/faults/comebacks.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/simulator/judge/lived_year.hpp"
#include "tests/simulator/model/random.hpp"
#include "tests/simulator/reports/reporting.hpp"

namespace roadworthy::sim {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr seconds on_the_way{2};

// When nothing goes out.
std::vector<TimeSpan> outages(const LivedYear& year, Random& random) {
    std::vector<TimeSpan> all;
    const auto length = std::chrono::floor<minutes>(year.span.to - year.span.from).count();
    const auto add = [&](int count, std::int64_t least, std::int64_t most) {
        for (int i = 0; i < count; ++i) {
            const Time from = year.span.from + minutes{random.between(0, length)};
            all.push_back({from, from + minutes{random.between(least, most)}});
        }
    };
    const auto months = static_cast<int>(length / (30 * 1440)) + 1;
    constexpr std::int64_t day = 1440;
    add(6 * months, 20, 180);               // tunnels, mountains
    add(months, day / 2, 2 * day);          // out of coverage
    add(1 + months / 6, 3 * day, 9 * day);  // a week of backlog
    add(random.chance(100'000) ? 1 : 0, 20 * day, 30 * day);
    return all;
}

Time sent(const std::vector<TimeSpan>& outages, Time stored) {
    Time at = stored;
    for (bool is_waiting = true; is_waiting;) {
        is_waiting = false;
        for (const TimeSpan& outage : outages) {
            if (outage.contains(at)) {
                at = outage.to;
                is_waiting = true;
            }
        }
    }
    return at;
}

void add_reports(std::vector<Delivered>& all, const LivedYear& year,
                 const std::vector<TimeSpan>& outages, Random& random) {
    std::map<Stream, Time> last;
    Time stored = year.span.from;
    for (const customers::ReceivedReport& one : year.reports) {
        stored = std::max(stored, one.report.stamp.time);
        const Time goes = sent(outages, stored);
        const bool is_backlog = goes > stored;
        // What has waited comes in two floods, either of which may be first.
        const seconds drains{is_backlog ? random.between(1, 1800) : 0};
        customers::ReceivedReport report = one;
        report.received = last[one.stream] = std::max(last[one.stream], goes + on_the_way + drains);
        all.push_back({report.received, std::move(report)});
    }
}

}  // namespace

std::vector<Delivered> deliveries(const LivedYear& year, Delivery delivery) {
    Random random(seed_of({year.seed, 41}));
    const bool is_late = delivery == Delivery::late;
    std::vector<Delivered> all;
    add_reports(all, year, is_late ? outages(year, random) : std::vector<TimeSpan>{}, random);
    for (const faults::Repair& repair : year.repairs) {
        const minutes until_entered{is_late ? random.between(10, 20 * 1440) : 10};
        all.push_back({repair.at + until_entered, repair});
    }
    for (Time day = std::chrono::ceil<days>(year.span.from); day < year.span.to; day += days{1}) {
        all.push_back({day, due::DayTick{.day = day_of(day), .numbers = {}}});
    }
    std::ranges::stable_sort(all, {}, &Delivered::received);
    return all;
}

}  // namespace roadworthy::sim
