#include "common/wire/report_json.hpp"

#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace roadworthy::wire {
namespace {

using Json = nlohmann::ordered_json;

template <std::size_t count, class Enum>
std::string_view word_of(const std::array<std::string_view, count>& words, Enum value) {
    const auto index = static_cast<std::size_t>(value);
    return index < count ? words[index] : "unknown";
}

constexpr std::array<std::string_view, 2> clock_words{"unsynchronised", "synchronised"};
constexpr std::array<std::string_view, 3> meter_words{"odometer", "engine_time", "fuel_used"};
constexpr std::array<std::string_view, 3> meter_keys{"odometer_m", "engine_time_s", "fuel_used_ml"};
constexpr std::array<std::string_view, 2> quality_words{"steady", "unsettled"};
constexpr std::array<std::string_view, 3> fault_words{"appeared", "changed", "cleared"};
constexpr std::array<std::string_view, 3> ecu_words{"began", "ceased", "remembers"};
constexpr std::array<std::string_view, 2> trip_words{"started", "stopped"};
constexpr std::array<std::string_view, 3> gap_words{"quota", "already_committed", "unreadable"};
constexpr std::array<std::string_view, 3> service_words{"distance", "calendar", "engine_time"};
constexpr std::array<std::string_view, 3> service_keys{"left_m", "left_days", "left_s"};
constexpr std::array<std::string_view, 4> lamp_words{"off", "on", "error", "absent"};
constexpr std::array<std::string_view, 4> flash_words{"slow", "fast", "reserved", "steady"};

Json occurrences_of(std::uint8_t occurrences) {
    return occurrences == occurrences_absent ? Json(nullptr) : Json(occurrences);
}

template <class Value>
void add_optional(Json& json, const char* key, const std::optional<Value>& value) {
    if (value) {
        json[key] = *value;
    }
}

void add_position(Json& json, const std::optional<Position>& position) {
    if (position) {
        json["position"] = {{"latitude_e7", position->latitude_e7},
                            {"longitude_e7", position->longitude_e7},
                            {"age_s", position->age.count()}};
    }
}

Json json_of(const std::vector<EcuIdentity>& ecus) {
    Json list = Json::array();
    for (const EcuIdentity& ecu : ecus) {
        list.push_back({{"source_address", ecu.source_address},
                        {"component", ecu.component},
                        {"software", ecu.software}});
    }
    return list;
}

void add(Json& json, const MetersReport& report) {
    json["kind"] = "meters";
    json["readings"] = Json::array();
    for (const MeterReading& reading : report.readings) {
        json["readings"].push_back({{"meter", word_of(meter_words, reading.kind)},
                                    {"spn", reading.source.spn},
                                    {"source_address", reading.source.source_address},
                                    {word_of(meter_keys, reading.kind), reading.value},
                                    {"quality", word_of(quality_words, reading.quality)}});
    }
}

void add(Json& json, const FaultReport& report) {
    const Lamps& lamps = report.lamps;
    json["kind"] = "fault";
    json["event"] = word_of(fault_words, report.event);
    json["source_address"] = report.key.source_address;
    json["spn"] = report.key.spn;
    json["fmi"] = report.key.fmi;
    json["occurrences"] = occurrences_of(report.occurrences);
    json["conversion_method"] = report.conversion_method;
    json["lamps"] = {{"mil", word_of(lamp_words, lamps.mil())},
                     {"red_stop", word_of(lamp_words, lamps.red_stop())},
                     {"amber_warning", word_of(lamp_words, lamps.amber_warning())},
                     {"protect", word_of(lamp_words, lamps.protect())}};
    json["flash"] = {{"mil", word_of(flash_words, lamps.mil_flash())},
                     {"red_stop", word_of(flash_words, lamps.red_stop_flash())},
                     {"amber_warning", word_of(flash_words, lamps.amber_warning_flash())},
                     {"protect", word_of(flash_words, lamps.protect_flash())}};
    add_optional(json, "odometer_m", report.odometer_m);
    add_optional(json, "speed_mm_per_s", report.speed_mm_per_s);
    add_position(json, report.position);
}

Json codes_of(std::span<const Dtc> dtcs) {
    Json codes = Json::array();
    for (const Dtc& dtc : dtcs) {
        codes.push_back({{"spn", dtc.spn},
                         {"fmi", dtc.fmi},
                         {"occurrences", occurrences_of(dtc.occurrences)},
                         {"conversion_method", dtc.conversion_method}});
    }
    return codes;
}

void add(Json& json, const EcuReport& report) {
    json["kind"] = "ecu";
    json["event"] = word_of(ecu_words, report.event);
    json["source_address"] = report.source_address;
    if (report.active) {
        json["active"] = codes_of(*report.active);
    }
    if (report.event == EcuEvent::remembers) {
        json["previously_active"] = codes_of(report.previously_active);
    }
}

void add(Json& json, const TripReport& report) {
    json["kind"] = "trip";
    json["event"] = word_of(trip_words, report.event);
    json["duration_s"] = report.duration.count();
    json["idle_s"] = report.idle.count();
    json["distance_m"] = report.distance_m;
    add_optional(json, "fuel_used_ml", report.fuel_used_ml);
    add_position(json, report.position);
}

void add(Json& json, const IdentityReport& report) {
    json["kind"] = "identity";
    add_optional(json, "vin", report.vin);
    json["ecus"] = json_of(report.ecus);
    add_optional(json, "vin_before", report.vin_before);
    if (!report.ecus_before.empty()) {
        json["ecus_before"] = json_of(report.ecus_before);
    }
}

// An array, for the order of the counters is the report's and a name might come twice.
void add(Json& json, const HealthReport& report) {
    json["kind"] = "health";
    json["counters"] = Json::array();
    for (const Counter& counter : report.counters) {
        json["counters"].push_back({{"name", counter.name}, {"value", counter.value}});
    }
}

void add(Json& json, const GapReport& report) {
    json["kind"] = "gap";
    json["reason"] = word_of(gap_words, report.reason);
}

void add(Json& json, const ServiceReport& report) {
    json["kind"] = "service";
    json["source_address"] = report.source_address;
    json["counters"] = Json::array();
    for (const ServiceCounter& counter : report.counters) {
        json["counters"].push_back({{"counter", word_of(service_words, counter.kind)},
                                    {"component", counter.component},
                                    {word_of(service_keys, counter.kind), counter.left}});
    }
}

void add(Json& json, const SnapshotReport& report) {
    json["kind"] = "snapshot";
    json["before_s"] = report.before;
    json["faults"] = Json::array();
    for (const FaultKey& fault : report.faults) {
        json["faults"].push_back(
            {{"source_address", fault.source_address}, {"spn", fault.spn}, {"fmi", fault.fmi}});
    }
    json["signals"] = Json::array();
    const std::size_t samples =
        report.signals.empty() ? 0 : report.values.size() / report.signals.size();
    auto value = report.values.begin();
    for (const SnapshotSignal& signal : report.signals) {
        Json values = Json::array();
        for (std::size_t sample = 0; sample < samples; ++sample, ++value) {
            values.push_back(*value ? Json(**value) : Json(nullptr));
        }
        json["signals"].push_back({{"spn", signal.spn},
                                   {"source_address", signal.source_address},
                                   {"values", std::move(values)}});
    }
}

}  // namespace

std::string to_json(const Report& report) {
    using std::chrono::floor, std::chrono::milliseconds;
    Json json;
    json["first"] = report.first;
    json["last"] = report.last;
    json["time"] = iso(floor<milliseconds>(report.stamp.time));
    json["clock"] = word_of(clock_words, report.stamp.clock);
    json["boot"] = StreamId{report.stamp.boot.value}.text();
    json["monotonic_ms"] = floor<milliseconds>(report.stamp.monotonic.time_since_epoch()).count();
    std::visit([&](const auto& body) { add(json, body); }, report.body);
    // A text that never was on the wire may hold anything: it is shown, not thrown over.
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace roadworthy::wire
