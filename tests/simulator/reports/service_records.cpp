#include "tests/simulator/reports/service_records.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include "common/time.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/model/services.hpp"
#include "tests/simulator/reports/history.hpp"
#include "tests/simulator/reports/reporting.hpp"

namespace roadworthy::sim {
namespace {

bool is_plan_item(Duty duty, std::string_view work) {
    const auto items = service_items(duty);
    return std::ranges::find(items, work, &ServiceItem::key) != items.end();
}

// With one decimal.
std::string in_tenths(std::int64_t value, std::int64_t unit) {
    const std::int64_t tenths = value * 10 / unit;
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
}

}  // namespace

ServiceRecords::ServiceRecords(std::ostream& out) : out_(out) {
    out_ << "truck,item,done_at,odometer_km,engine_h,workshop,cost,note\n";
}

void ServiceRecords::begin(const History& history) {
    constexpr std::chrono::hours noon{4};  // UTC, where the trucks are
    for (const Services::Last& last : history.life().services().last()) {
        write(history.truck(), {.item = last.item->key,
                                .at = Time{last.day} + noon,
                                .odometer_m = last.odometer_m + history.truck().cluster_ahead_m,
                                .engine_time_s = last.engine_time_s});
    }
}

void ServiceRecords::day(const Character& truck, const DayRecord& day, TimeSpan span) {
    for (const Visit& visit : day.visits) {
        if (visit.to >= span.to) {
            continue;
        }
        for (const std::string_view work : visit.work) {
            if (is_plan_item(truck.duty, work)) {
                write(truck, {.item = work,
                              .at = visit.to,
                              .odometer_m = day.cluster_odometer_m(visit.from),
                              .engine_time_s = visit.totals.engine_time_s()});
            }
        }
    }
}

void ServiceRecords::write(const Character& truck, const Done& done) {
    out_ << truck.id.text() << ',' << done.item << ',' << iso(done.at) << ','
         << in_tenths(done.odometer_m, 1000) << ',' << in_tenths(done.engine_time_s, 3600)
         << ",main,,\n";
}

}  // namespace roadworthy::sim
