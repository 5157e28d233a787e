#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <variant>

#include "backend/customers/dossier.hpp"
#include "backend/faults/severity.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/simulator/judge/deliveries.hpp"
#include "tests/simulator/judge/lived_year.hpp"
#include "tests/simulator/judge/matters.hpp"
#include "tests/simulator/judge/verdict.hpp"
#include "tests/simulator/reports/history.hpp"
#include "tests/simulator/tests/lived.hpp"

namespace roadworthy::sim {
namespace {

constexpr unsigned trucks = 30;
constexpr int days = 90;

LivedYear lived(unsigned number) {
    return live({.days = days,
                 .until = monday + std::chrono::days{days},
                 .script = {},
                 .reporting = {.meters_interval = std::chrono::hours{6}}},
                number);
}

// What tests/bench shows for a thousand trucks and a year.
const Tally& tally() {
    static const Tally judged = [] {
        Tally all;
        for (unsigned number = 1; number <= trucks; ++number) {
            const LivedYear year = lived(number);
            const Outcome on_time = follow(year.truck, deliveries(year, Delivery::on_time));
            judge(all, year, on_time);
            compare(all, on_time, follow(year.truck, deliveries(year, Delivery::late)));
        }
        return all;
    }();
    return judged;
}

constexpr std::size_t place(faults::Action action) {
    return static_cast<std::size_t>(action);
}

TEST_CASE("a fleet's faults end in the same episodes whenever its reports come", "[judge]") {
    CHECK(tally().episodes > 200);
    CHECK(tally().changed_by_delay == 0);
}

TEST_CASE("no cause is told twice at a time, none from silence, none that is not there",
          "[judge]") {
    CHECK(tally().duplicates == 0);
    CHECK(tally().from_silence == 0);
    CHECK(tally().of_nothing == 0);
}

TEST_CASE("a fleet's causes are told as what they need", "[judge]") {
    const Confusion& causes = tally().causes;
    CHECK(recall(causes, place(faults::Action::stop_now)).value() == 1);
    CHECK(recall(causes, place(faults::Action::workshop_soon)).value() == 1);
    CHECK(recall(causes, place(faults::Action::at_next_service)).value() > 0.95);
    CHECK(precision(causes, place(faults::Action::stop_now)).value() > 0.85);
    CHECK(precision(causes, place(faults::Action::workshop_soon)).value() > 0.8);
}

TEST_CASE("a truck's people hear of it once a month, not each day", "[judge]") {
    CHECK(tally().flaps > 1'000);
    CHECK(told_per_truck_and_month(tally(), place(faults::Action::workshop_soon)) < 1);
    CHECK(told_per_truck_and_month(tally(), place(faults::Action::at_next_service)) < 1.5);
}

TEST_CASE("reports that are late come in order, and all of them", "[judge]") {
    const LivedYear year = lived(1);
    const auto on_time = deliveries(year, Delivery::on_time);
    const auto late = deliveries(year, Delivery::late);
    REQUIRE(late.size() == on_time.size());
    std::map<StreamId, std::uint64_t> last;  // a wiped disk begins another
    Duration longest{};
    for (const Delivered& one : late) {
        const auto* report = std::get_if<customers::ReceivedReport>(&one.input);
        if (report != nullptr && report->stream == Stream::events) {
            REQUIRE(report->report.first == last[report->stream_id] + 1);
            last[report->stream_id] = report->report.last;
            longest = std::max(longest, one.received - report->report.stamp.time);
        }
    }
    CHECK(last.begin()->second > 500);
    CHECK(longest > std::chrono::days{2});
}

}  // namespace
}  // namespace roadworthy::sim
