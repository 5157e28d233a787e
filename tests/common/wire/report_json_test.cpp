#include "common/wire/report_json.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::wire {
namespace {

std::string body_of(const ReportBody& body) {
    const std::string json = to_json(make::report(7, "2026-01-01T00:00:01.500Z", body));
    const std::string head =
        R"({"first":7,"last":7,"time":"2026-01-01T00:00:01.500000Z","clock":"synchronised",)"
        R"("boot":"0000000000000001","monotonic_ms":1500,)";
    REQUIRE(json.starts_with(head));
    return '{' + json.substr(head.size());
}

}  // namespace

TEST_CASE("meters show their unit in the key", "[report_json]") {
    MeterReading unsettled = make::engine_time(7'200);
    unsettled.quality = ReadingQuality::unsettled;
    CHECK(body_of(make::meters({make::odometer(158'910'600), unsettled, make::fuel_used(500)})) ==
          R"({"kind":"meters","readings":[)"
          R"({"meter":"odometer","spn":917,"source_address":23,"odometer_m":158910600,)"
          R"("quality":"steady"},)"
          R"({"meter":"engine_time","spn":247,"source_address":0,"engine_time_s":7200,)"
          R"("quality":"unsettled"},)"
          R"({"meter":"fuel_used","spn":250,"source_address":0,"fuel_used_ml":500,)"
          R"("quality":"steady"}]})");
}

TEST_CASE("a fault shows its numbers and its lamps in words", "[report_json]") {
    FaultReport fault = make::fault(3, 110, 0, FaultEvent::changed);
    fault.lamps = {.state = 0b00'01'10'11, .flash = 0b00'01'10'11};
    fault.odometer_m = 0;
    fault.speed_mm_per_s = 25'000;
    CHECK(body_of(fault) ==
          R"({"kind":"fault","event":"changed","source_address":3,"spn":110,"fmi":0,)"
          R"("occurrences":1,"conversion_method":0,)"
          R"("lamps":{"mil":"off","red_stop":"on","amber_warning":"error","protect":"absent"},)"
          R"("flash":{"mil":"slow","red_stop":"fast","amber_warning":"reserved",)"
          R"("protect":"steady"},"odometer_m":0,"speed_mm_per_s":25000})");
}

TEST_CASE("what is absent is null or left out, never zero", "[report_json]") {
    FaultReport fault = make::fault(3, 110, 0);
    fault.occurrences = occurrences_absent;
    const std::string json = body_of(fault);
    CHECK_THAT(json, Catch::Contains(R"("occurrences":null)"));
    CHECK_THAT(json, !Catch::Contains("odometer_m") && !Catch::Contains("speed_mm_per_s"));
    CHECK(body_of(EcuReport{.source_address = 3}) ==
          R"({"kind":"ecu","event":"began","source_address":3})");
    CHECK(body_of(IdentityReport{}) == R"({"kind":"identity","ecus":[]})");
}

TEST_CASE("an ECU that began shows its whole active set", "[report_json]") {
    const EcuReport began{.source_address = 0, .active = {{Dtc{.spn = 110, .fmi = 3}}}};
    CHECK(body_of(began) ==
          R"({"kind":"ecu","event":"began","source_address":0,)"
          R"("active":[{"spn":110,"fmi":3,"occurrences":null,"conversion_method":0}]})");
    CHECK(body_of(EcuReport{.event = EcuEvent::ceased, .active = std::vector<Dtc>()}) ==
          R"({"kind":"ecu","event":"ceased","source_address":0,"active":[]})");
}

TEST_CASE("a trip shows its totals", "[report_json]") {
    using std::chrono::seconds;
    CHECK(body_of(TripReport{.event = TripEvent::stopped,
                             .duration = seconds{3'600},
                             .idle = seconds{300},
                             .distance_m = 61'000,
                             .fuel_used_ml = 18'500}) ==
          R"({"kind":"trip","event":"stopped","duration_s":3600,"idle_s":300,)"
          R"("distance_m":61000,"fuel_used_ml":18500})");
}

TEST_CASE("identity and counters show what was sent", "[report_json]") {
    CHECK(body_of(IdentityReport{"1XP5DB9X7YN526158", {{0, "CMMNS*6C", "04358814*"}}}) ==
          R"({"kind":"identity","vin":"1XP5DB9X7YN526158","ecus":[{"source_address":0,)"
          R"("component":"CMMNS*6C","software":"04358814*"}]})");
    CHECK(body_of(HealthReport{{{"frames_malformed", 3}}}) ==
          R"({"kind":"health","counters":[{"name":"frames_malformed","value":3}]})");
}

TEST_CASE("a gap shows its numbers and its reason", "[report_json]") {
    CHECK(to_json(make::gap(3, 9, "2026-01-01", GapReason::already_committed)) ==
          R"({"first":3,"last":9,"time":"2026-01-01T00:00:00Z","clock":"synchronised",)"
          R"("boot":"0000000000000001","monotonic_ms":0,"kind":"gap",)"
          R"("reason":"already_committed"})");
}

TEST_CASE("a text that is no UTF-8 is shown with a mark in its place", "[report_json]") {
    CHECK_THAT(body_of(IdentityReport{"M\xFC", {}}), Catch::Contains("\"M\xEF\xBF\xBD\""));
}

}  // namespace roadworthy::wire
