#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/simulator/bus/messages.hpp"
#include "tests/simulator/model/calendar.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/model/life.hpp"
#include "tests/simulator/model/script.hpp"
#include "tests/simulator/model/services.hpp"
#include "tests/simulator/reports/history.hpp"
#include "tests/simulator/reports/reporting.hpp"
#include "tests/simulator/reports/service_records.hpp"
#include "tests/simulator/reports/truth.hpp"
#include "tests/simulator/tests/lived.hpp"

namespace roadworthy::sim {
namespace {

using std::chrono::days;
using std::chrono::minutes;

std::vector<Report> reports_of(unsigned number, int length, Script script = {}) {
    History history({.days = length,
                     .until = monday + days{length},
                     .script = std::move(script),
                     .reporting = {}},
                    number);
    std::vector<Report> all;
    while (auto day = history.next_day()) {
        all.insert(all.end(), std::make_move_iterator(day->reports.begin()),
                   std::make_move_iterator(day->reports.end()));
    }
    return all;
}

// The first twenty minutes of a scenario, told by the short form.
std::vector<Report> short_form(std::string_view scenario, minutes length) {
    const Character truck = character_of(1, 1);
    Life life(truck, {.first_day = local_day_of(monday), .script = script_at(scenario, monday)});
    Reporting reporting(truck, {});
    return reporting.day(life.next_day(), {monday, monday + length});
}

struct Told {
    FaultEvent event;
    FaultKey key;
    friend auto operator<=>(const Told&, const Told&) = default;
};

template <class Source>
std::multiset<Told> transitions(const Source& source) {
    std::multiset<Told> all;
    for (const FaultReport& fault : bodies<FaultReport>(source)) {
        if (fault.event != FaultEvent::changed) {
            all.insert({fault.event, fault.key});
        }
    }
    return all;
}

TEST_CASE("a stream is numbered from one without a hole", "[reports]") {
    std::map<Stream, std::uint64_t> last;
    for (const Report& report : reports_of(2, 20)) {
        REQUIRE(report.first == ++last[stream_of(report.body)]);
        REQUIRE(report.last == report.first);
    }
    CHECK(last[Stream::events] > 100);
    CHECK(last[Stream::meters] > 1000);
}

TEST_CASE("the same seed gives the same reports", "[reports]") {
    CHECK(reports_of(3, 10) == reports_of(3, 10));
}

TEST_CASE("reports lie within the time asked for", "[reports]") {
    for (const Report& report : reports_of(1, 10)) {
        REQUIRE(report.stamp.time >= monday - minutes{5});
        REQUIRE(report.stamp.time < monday + days{10});
    }
}

TEST_CASE("the short form says of faults what the agent says of the frames", "[reports]") {
    const auto scenario = GENERATE(as<std::string>{}, "faults", "cascade");
    INFO(scenario);
    const minutes length{30};
    const auto events = agent_events(heard_frames({.scenario = scenario, .length = length}));
    CHECK(transitions(short_form(scenario, length)) == transitions(events));
}

TEST_CASE("the short form says of ECUs what the agent says of the frames", "[reports]") {
    const auto scenario = GENERATE(as<std::string>{}, "silent-ecu", "cascade");
    INFO(scenario);
    const minutes length{25};
    const auto set_of = [](const std::vector<EcuReport>& reports) {
        std::multiset<std::pair<std::uint8_t, EcuEvent>> all;
        for (const EcuReport& report : reports) {
            if (report.source_address != tachograph) {  // it sends no DM1: the model leaves it out
                all.insert({report.source_address, report.event});
            }
        }
        return all;
    };
    CHECK(set_of(bodies<EcuReport>(short_form(scenario, length))) ==
          set_of(bodies<EcuReport>(
              agent_events(heard_frames({.scenario = scenario, .length = length})))));
}

TEST_CASE("the short form measures trips as the agent does", "[reports]") {
    const minutes length{35};
    const auto stops = [](const std::vector<TripReport>& trips) {
        std::vector<TripReport> result;
        std::ranges::copy_if(trips, std::back_inserter(result), [](const TripReport& trip) {
            return trip.event == TripEvent::stopped;
        });
        return result;
    };
    const auto by_model = stops(bodies<TripReport>(short_form("wake-up-odometer", length)));
    const auto by_agent = stops(bodies<TripReport>(
        agent_events(heard_frames({.scenario = "wake-up-odometer", .length = length}))));
    REQUIRE(by_model.size() == 1);
    REQUIRE(by_agent.size() == 1);
    CHECK(std::abs(by_model[0].distance_m - by_agent[0].distance_m) <= 30);
    CHECK(std::abs((by_model[0].duration - by_agent[0].duration).count()) <= 2);
    CHECK(std::abs((by_model[0].idle - by_agent[0].idle).count()) <= 5);
}

TEST_CASE("at the end of a trip reports and frames show the same meters", "[reports]") {
    const minutes length{35};
    const auto reports = short_form("wake-up-odometer", length);
    const auto frames = heard_frames({.scenario = "wake-up-odometer", .length = length});
    const auto last = [](const std::vector<MetersReport>& all) {
        std::map<MeterSource, std::int64_t> values;
        for (const MetersReport& report : all) {
            for (const MeterReading& reading : report.readings) {
                values[reading.source] = reading.value;
            }
        }
        return values;
    };
    const auto by_reports = last(bodies<MetersReport>(reports));
    const auto by_frames = last(bodies<MetersReport>(agent_events(frames)));
    REQUIRE(by_reports.size() == 5);
    REQUIRE(by_frames.size() == 5);
    for (const auto& [source, value] : by_reports) {
        INFO("SPN " << source.spn << " of " << int{source.source_address});
        CHECK(by_frames.at(source) == value);
    }
}

TEST_CASE("days off give no meters", "[reports]") {
    std::set<std::int64_t> days_with;
    for (const Report& report : reports_of(2, 28)) {
        if (std::holds_alternative<MetersReport>(report.body)) {
            days_with.insert(days_of(local_day_of(report.stamp.time)));
        }
    }
    CHECK(days_with.size() >= 18);
    CHECK(days_with.size() <= 24);
}

TEST_CASE("the truth ends with the codes that stand and the totals", "[truth]") {
    History history({.days = 2,
                     .until = monday + days{1} + minutes{20},
                     .script = script_at("cascade", monday + days{1}),
                     .reporting = {}},
                    1);
    std::ostringstream text;
    Truth truth(text);
    truth.begin(history.truck());
    std::optional<DayRecord> last;
    while (auto day = history.next_day()) {
        truth.day(history.truck(), day->day, history.span());
        last = day->day;
    }
    truth.end(history, *last);
    const std::string all = text.str();
    const std::string end = all.substr(all.rfind("{\"truck\""));
    CHECK(end.find(R"("kind":"end")") != std::string::npos);
    CHECK(end.find(R"({"source_address":0,"spn":168,"fmi":18})") != std::string::npos);
    CHECK(end.find("\"odometer_m\":" +
                   std::to_string(last->totals_at(history.span().to).odometer_m())) !=
          std::string::npos);
}

TEST_CASE("each visit's plan items become a line, repairs do not", "[services]") {
    History history({.days = 300, .until = monday + days{300}, .script = {}, .reporting = {}}, 1);
    std::ostringstream text;
    ServiceRecords records(text);
    records.begin(history);
    std::ptrdiff_t expected = 1 + std::ssize(service_items(Duty::long_haul));
    bool has_repair = false;
    while (const auto day = history.next_day()) {
        records.day(history.truck(), day->day, history.span());
        for (const Visit& visit : day->day.visits) {
            has_repair = has_repair || visit.reason == VisitReason::repair;
            expected += std::ranges::count_if(visit.work, [](std::string_view work) {
                return std::ranges::count(service_items(Duty::long_haul), work, &ServiceItem::key) >
                       0;
            });
        }
    }
    const std::string all = text.str();
    CHECK(has_repair);
    CHECK(std::ranges::count(all, '\n') == expected);
    CHECK(all.starts_with("truck,item,done_at,odometer_km,engine_h,workshop,cost,note\nSIM00001,"));
}

}  // namespace
}  // namespace roadworthy::sim
