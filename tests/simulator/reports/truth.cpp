#include "tests/simulator/reports/truth.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ranges>
#include <string_view>
#include <utility>
#include <vector>

#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/simulator/model/causes.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/model/services.hpp"
#include "tests/simulator/model/trip.hpp"
#include "tests/simulator/reports/history.hpp"
#include "tests/simulator/reports/reporting.hpp"

namespace roadworthy::sim {
namespace {

using Json = nlohmann::ordered_json;

std::string_view word_of(Duty duty) {
    switch (duty) {
        case Duty::long_haul:
            return "long-haul";
        case Duty::distribution:
            return "distribution";
        case Duty::construction:
            break;
    }
    return "construction";
}

Json line(const Character& truck, std::string_view kind, Time at) {
    return {{"truck", truck.id.text()}, {"kind", kind}, {"at", iso(at)}};
}

void add_totals(Json& json, const Totals& totals) {
    json["odometer_m"] = totals.odometer_m();
    json["engine_time_s"] = totals.engine_time_s();
    json["fuel_used_ml"] = totals.fuel_used_ml();
}

void add_key(Json& json, const FaultKey& key) {
    json["source_address"] = key.source_address;
    json["spn"] = key.spn;
    json["fmi"] = key.fmi;
}

std::vector<Json> driven(const Character& truck, const DayRecord& day) {
    std::vector<Json> lines;
    for (const Drive& drive : day.drives) {
        const Motion whole = drive.trip.total();
        Json json = line(truck, "trip", drive.trip.engine_start());
        json["to"] = iso(drive.trip.engine_stop());
        json["distance_m"] = whole.distance_um / 1'000'000;
        json["idle_s"] = whole.idle_ms / 1000;
        json["fuel_used_ml"] = whole.fuel_ul / 1000;
        lines.push_back(std::move(json));
    }
    for (const Refuel& refuel : day.refuels) {
        Json json = line(truck, "refuel", refuel.at);
        json["added_ml"] = refuel.added_ml;
        lines.push_back(std::move(json));
    }
    return lines;
}

std::string_view word_of(TroubleEvent event) {
    switch (event) {
        case TroubleEvent::began:
            return "began";
        case TroubleEvent::healed:
            return "healed";
        case TroubleEvent::mended:
            break;
    }
    return "mended";
}

// What a cause may show, and what each of it asks for; the first names the cause.
Json codes_of(const Cause& cause) {
    Json codes = Json::array();
    for (const CodeSpec& spec : cause.codes) {
        Json code;
        add_key(code, spec.key);
        code["minutes_after"] = spec.minutes_after_onset;
        code["needs"] = name(spec.need);
        codes.push_back(std::move(code));
    }
    return codes;
}

std::vector<Json> troubled(const Character& truck, const DayRecord& day) {
    std::vector<Json> lines;
    for (const TroubleChange& change : day.troubles) {
        Json json = line(truck, "trouble", change.at);
        json["cause"] = change.cause;
        json["event"] = word_of(change.event);
        if (change.event == TroubleEvent::began) {
            json["codes"] = codes_of(cause_named(change.cause));
        }
        lines.push_back(std::move(json));
    }
    return lines;
}

std::vector<Json> suffered(const Character& truck, const DayRecord& day) {
    std::vector<Json> lines;
    for (const CodeChange& change : day.code_changes) {
        Json json = line(truck, "code", change.at);
        add_key(json, change.key);
        json["state"] = change.state == CodeState::active ? "active" : "cleared";
        json["occurrences"] = change.occurrences;
        json["cause"] = change.cause;
        lines.push_back(std::move(json));
    }
    for (const Breakdown& breakdown : day.breakdowns) {
        Json json = line(truck, "breakdown", breakdown.at);
        json["cause"] = breakdown.cause;
        lines.push_back(std::move(json));
    }
    for (const Silence& silence : day.silences) {
        Json json = line(truck, "silence", silence.from);
        json["to"] = iso(silence.to);
        json["source_address"] = silence.ecu;
        lines.push_back(std::move(json));
    }
    return lines;
}

std::vector<Json> mended(const Character& truck, const DayRecord& day) {
    std::vector<Json> lines;
    for (const Visit& visit : day.visits) {
        Json json = line(truck, "visit", visit.from);
        json["to"] = iso(visit.to);
        json["reason"] = visit.reason == VisitReason::service ? "service" : "repair";
        json["work"] = visit.work;
        add_totals(json, visit.totals);
        lines.push_back(std::move(json));
    }
    if (day.cluster_swap) {
        Json json = line(truck, "cluster_swap", day.cluster_swap->at);
        json["old_cluster_m"] = day.cluster_swap->old_cluster_m;
        json["new_cluster_m"] = day.cluster_swap->new_cluster_m;
        lines.push_back(std::move(json));
    }
    return lines;
}

}  // namespace

void Truth::begin(const Character& truck) {
    codes_ = {};
    out_ << Json{{"truck", truck.id.text()},
                 {"kind", "truck"},
                 {"vin", truck.vin},
                 {"duty", word_of(truck.duty)},
                 {"plan", plan_of(truck.duty)}}
         << '\n';
}

void Truth::day(const Character& truck, const DayRecord& day, TimeSpan span) {
    for (const auto& lines :
         {driven(truck, day), troubled(truck, day), suffered(truck, day), mended(truck, day)}) {
        for (const Json& json : lines) {
            out_ << json << '\n';
        }
    }
    for (const CodeChange& change : day.code_changes) {
        if (change.at < span.to) {
            codes_.apply(change);
        }
    }
    const Time end = std::min(day.end, span.to);
    Json json = line(truck, "day", end);
    json["day"] = iso(day_of_days(day.number));
    add_totals(json, day.totals_at(end));
    json["cluster_odometer_m"] = day.cluster_odometer_m(end);
    json["trips"] = day.drives.size();
    out_ << json << '\n';
}

void Truth::end(const History& history, const DayRecord& last_day) {
    const Time at = history.span().to;
    Json json = line(history.truck(), "end", at);
    add_totals(json, last_day.totals_at(at));
    json["cluster_odometer_m"] = last_day.cluster_odometer_m(at);
    json["active"] = Json::array();
    for (const FaultKey& key : codes_.all() | std::views::keys) {
        Json code;
        add_key(code, key);
        json["active"].push_back(std::move(code));
    }
    for (const auto& [name, stream] :
         {std::pair{"events", Stream::events}, {"meters", Stream::meters}}) {
        json[name] = {{"stream", history.reporting().id(stream).text()},
                      {"last", history.reporting().last_number(stream)}};
    }
    out_ << json << '\n';
}

}  // namespace roadworthy::sim
