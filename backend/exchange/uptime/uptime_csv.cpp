#include "backend/exchange/uptime/uptime_csv.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/exchange/say/due_csv.hpp"
#include "backend/store/views/uptime/interval_list.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/intervals.hpp"
#include "backend/uptime/operating.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

using std::chrono::seconds;

constexpr std::array<std::string_view, 4> conditions = {"unknown", "up", "planned", "unplanned"};
constexpr std::array<std::string_view, 11> sources = {
    "nothing", "ready",  "silent_fault", "fault",      "breakdown", "driven",
    "visit",   "repair", "correction",   "visit_void", "withdrawn"};

std::string line_of(const auto& fields) {
    std::string line;
    bool is_first = true;
    for (const auto& field : fields) {
        line += (is_first ? "" : ",") + spreadsheet_field(field);
        is_first = false;
    }
    return line + '\n';
}

std::string percent(std::optional<int> bp) {
    if (!bp) {
        return "";
    }
    char text[16];
    const int length = std::snprintf(text, sizeof text, "%d.%02d", *bp / 100, *bp % 100);
    return {text, static_cast<std::size_t>(length)};
}

std::string count(seconds length) {
    return std::to_string(length.count());
}
std::string count(std::optional<seconds> length) {
    return length ? count(*length) : "";
}
std::string count(std::optional<std::int64_t> number) {
    return number ? std::to_string(*number) : "";
}

void put(std::vector<std::string>& fields, const uptime::Totals& totals) {
    fields.insert(fields.end(), {count(totals.period()), count(totals.up), count(totals.driven),
                                 count(totals.planned), count(totals.unplanned),
                                 count(totals.unknown), percent(uptime::availability_bp(totals))});
}

}  // namespace

std::string_view name(uptime::Condition condition) {
    return conditions.at(static_cast<std::size_t>(condition));
}

std::string_view name(uptime::Source source) {
    return sources.at(static_cast<std::size_t>(source));
}

std::string uptime_csv_head() {
    return "key,name,trucks,period_s,up_s,driven_s,planned_s,unplanned_s,unknown_s,"
           "availability_percent,operating_period_s,operating_up_s,operating_driven_s,"
           "operating_planned_s,operating_unplanned_s,operating_unknown_s,"
           "operating_availability_percent,stops,stops_begun,mtbf_s,mttr_s,response_cases,"
           "response_s,repair_cases,repair_s,solution_cases,solution_s,repairs,comebacks,"
           "first_time_fix_percent,target_availability_percent,target_mtbf_s,target_mttr_s,"
           "target_response_s,target_repair_s,target_first_time_fix_percent,formula\n";
}

std::string uptime_csv_row(const views::UptimeRow& row) {
    const uptime::Figures& it = row.figures;
    const uptime::Targets targets = row.targets.value_or(uptime::Targets{});
    std::vector<std::string> fields{row.key, row.name, std::to_string(row.trucks)};
    put(fields, it.clock);
    put(fields, it.operating);
    fields.insert(fields.end(), {std::to_string(it.stops),
                                 std::to_string(it.begun),
                                 count(it.mtbf()),
                                 count(it.mttr()),
                                 std::to_string(it.response.count),
                                 count(it.response.value()),
                                 std::to_string(it.repair.count),
                                 count(it.repair.value()),
                                 std::to_string(it.solution.count),
                                 count(it.solution.value()),
                                 std::to_string(it.repairs),
                                 std::to_string(it.comebacks),
                                 percent(it.first_time_fix_bp()),
                                 percent(targets.availability_bp),
                                 count(targets.mtbf_s),
                                 count(targets.mttr_s),
                                 count(targets.response_s),
                                 count(targets.repair_s),
                                 percent(targets.first_time_fix_bp),
                                 std::string(uptime_formula)});
    return line_of(fields);
}

std::string interval_csv_head() {
    return "truck,plate,customer,from,to,length_s,operating_s,condition,source,ref,by,words\n";
}

std::string interval_csv_row(const views::IntervalRow& row) {
    const uptime::Tile& tile = row.tile;
    return line_of(std::array<std::string, 12>{
        row.truck.truck.text(), row.truck.plate, row.truck.customer, iso(tile.from), iso(tile.to),
        count(std::chrono::floor<seconds>(tile.length())),
        count(std::chrono::floor<seconds>(row.operating)), std::string(name(tile.condition)),
        std::string(name(tile.source)), tile.ref, row.by, row.words});
}

}  // namespace roadworthy::exchange
