// What stands in the answers of uptime.cpp.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/exchange/uptime/uptime_csv.hpp"
#include "backend/faults/catalog/catalog.hpp"
#include "backend/faults/catalog/description.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/resources/uptime/uptime.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/uptime/interval_list.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/figures.hpp"
#include "backend/uptime/intervals.hpp"
#include "backend/uptime/operating.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

using std::chrono::seconds;

Json or_null(std::optional<seconds> length) {
    return length ? Json(length->count()) : Json(nullptr);
}
Json or_null(std::optional<std::int64_t> number) {
    return number ? Json(*number) : Json(nullptr);
}
Json percent(std::optional<int> bp) {
    return bp ? Json(*bp / 100.0) : Json(nullptr);
}

Json mean_json(const uptime::Mean& mean) {
    return {
        {"cases", mean.count}, {"total_s", mean.total.count()}, {"mean_s", or_null(mean.value())}};
}

Json targets_json(const uptime::Targets& it) {
    return {{"segment", it.segment},
            {"availability_percent", percent(it.availability_bp)},
            {"mtbf_s", or_null(it.mtbf_s)},
            {"mttr_s", or_null(it.mttr_s)},
            {"response_s", or_null(it.response_s)},
            {"repair_s", or_null(it.repair_s)},
            {"first_time_fix_percent", percent(it.first_time_fix_bp)}};
}

// The words of a cause, and the system that it belongs to; empty where there is none.
struct Said {
    std::string title;
    std::string system;
    std::string system_title;
};
Said said_of(const views::Cause& cause, views::FaultWords& words) {
    if (!cause.fault) {
        return {.title = cause.item, .system = "", .system_title = ""};
    }
    const auto description = words.describe({.key = *cause.fault});
    Said said{.title = description.title, .system = "", .system_title = ""};
    if (description.system != nullptr) {
        said.system = description.system->key;
        said.system_title = description.system->name.in(words.tongue());
    }
    return said;
}

}  // namespace

Json uptime_json(const views::UptimeRow& row) {
    const uptime::Figures& it = row.figures;
    Json json = {{"key", row.key}, {"name", row.name}, {"trucks", row.trucks}};
    json.update(totals_json(row.totals));
    json["operating"] = totals_json(it.operating);
    json["stops"] = it.stops;
    json["stops_begun"] = it.begun;
    json["mtbf_s"] = or_null(it.mtbf());
    json["mttr_s"] = or_null(it.mttr());
    json["response"] = mean_json(it.response);
    json["repair"] = mean_json(it.repair);
    json["solution"] = mean_json(it.solution);
    json["repairs"] = it.repairs;
    json["comebacks"] = it.comebacks;
    json["first_time_fix_percent"] = percent(it.first_time_fix_bp());
    json["targets"] = row.targets ? targets_json(*row.targets) : Json(nullptr);
    return json;
}

Json interval_json(const views::IntervalRow& row) {
    const uptime::Tile& tile = row.tile;
    return {{"truck", row.truck.truck.text()},
            {"plate", row.truck.plate},
            {"customer", row.truck.customer.empty() ? Json(nullptr) : Json(row.truck.customer)},
            {"from", iso(tile.from)},
            {"to", iso(tile.to)},
            {"length_s", std::chrono::floor<seconds>(tile.length()).count()},
            {"operating_s", std::chrono::floor<seconds>(row.operating).count()},
            {"condition", exchange::name(tile.condition)},
            {"source", exchange::name(tile.source)},
            {"ref", tile.ref},
            {"by", row.by},
            {"words", row.words}};
}

Json cause_json(const views::CauseRow& row, views::FaultWords& words) {
    const Said said = said_of(row.cause, words);
    Json json = {{"condition", exchange::name(row.cause.condition)},
                 {"source", exchange::name(row.cause.source)},
                 {"spn", nullptr},
                 {"fmi", nullptr},
                 {"system", said.system},
                 {"title", said.title},
                 {"stood_s", row.stood.count()},
                 {"stops", row.stops},
                 {"trucks", row.trucks}};
    if (row.cause.fault) {
        json["spn"] = row.cause.fault->spn;
        json["fmi"] = row.cause.fault->fmi;
    }
    return json;
}

Json systems_json(const std::vector<views::CauseRow>& rows, views::FaultWords& words) {
    struct Sum {
        std::string title;
        std::int64_t stood_s = 0;
        std::int64_t stops = 0;
    };
    std::map<std::pair<std::string, std::string>, Sum> sums;
    for (const views::CauseRow& row : rows) {
        const Said said = said_of(row.cause, words);
        Sum& sum = sums[{said.system, std::string(exchange::name(row.cause.condition))}];
        sum.title = said.system_title;
        sum.stood_s += row.stood.count();
        sum.stops += row.stops;
    }
    std::vector<Json> all;
    for (const auto& [key, sum] : sums) {
        all.push_back({{"system", key.first},
                       {"condition", key.second},
                       {"title", sum.title},
                       {"stood_s", sum.stood_s},
                       {"stops", sum.stops}});
    }
    std::ranges::stable_sort(all, [](const Json& one, const Json& other) {
        return one.at("stood_s") > other.at("stood_s");
    });
    return all;
}

void put_period(Json& json, views::DayRange period) {
    json["from_on"] = iso(period.from);
    json["to_on"] = iso(period.to);
    json["formula"] = exchange::uptime_formula;
}

}  // namespace roadworthy::http
