#include "backend/exchange/import/meters_from_csv.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/exchange/import/rows.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/readings_of_day.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

// Both or neither.
std::optional<MeterSource> source(Fields& row) {
    constexpr int most_spn = 524'287;  // 19 bits
    constexpr int most_address = 255;
    const auto spn = row.whole("spn");
    const auto address = row.whole("source_address");
    if (!spn && !address) {
        return std::nullopt;
    }
    if (!spn || !address || *spn > most_spn || *address > most_address) {
        row.refuse("spn", "a source is an spn (to 524287) and a source_address (to 255)");
        return std::nullopt;
    }
    return MeterSource{.spn = static_cast<std::uint32_t>(*spn),
                       .source_address = static_cast<std::uint8_t>(*address)};
}

// One of the two kinds, as the instrument shows it.
struct Shown {
    MeterKind kind = MeterKind::odometer;
    std::int64_t value = 0;
    std::optional<std::int64_t> life;
};

Shown shown(Fields& row) {
    const auto odometer = row.amount("odometer_km", metres);
    const auto engine_time = row.amount("engine_h", seconds);
    const auto life_m = row.amount("life_km", metres);
    const auto life_s = row.amount("life_h", seconds);
    if (odometer.has_value() == engine_time.has_value()) {
        row.refuse("odometer_km", "expected either odometer_km or engine_h");
    }
    if ((life_m && !odometer) || (life_s && !engine_time)) {
        row.refuse("life_km", "expected life_km beside odometer_km, life_h beside engine_h");
    }
    for (const auto& value : {odometer, engine_time, life_m, life_s}) {
        if (value && !truck::is_possible(*value)) {
            row.refuse("odometer_km", "no meter shows so much");
        }
    }
    return odometer ? Shown{MeterKind::odometer, *odometer, life_m}
                    : Shown{MeterKind::engine_time, engine_time.value_or(0), life_s};
}

truck::QuietSpan quiet_span(Fields& row) {
    constexpr std::int64_t thousandths = 1000;
    const auto from = row.time("from");
    const auto until = row.time("until");
    if (!from || !until) {
        row.refuse(from ? "until" : "from", "a value is required");
    }
    truck::QuietSpan span{.from = from.value_or(Time{}), .until = until.value_or(Time{})};
    if (const auto weight = row.amount("weight", thousandths)) {
        span.weight = static_cast<double>(*weight) / thousandths;
    }
    return span;
}

}  // namespace

FileFacts readings_from_csv(std::string_view text, Time now) {
    constexpr std::array<Column, 5> columns = {
        {{"truck", required}, {"at", required}, {"odometer_km"}, {"engine_h"}, {"by"}}};
    FileFacts file;
    Seen seen;
    Sheet sheet(text, columns);
    while (auto row = sheet.next()) {
        const truck::ManualReading reading{.truck = required_id<TruckId>(*row, "truck"),
                                           .at = past_time(*row, "at", now),
                                           .by = row->text("by")};
        std::vector<store::Fact> facts;
        const auto add = [&](MeterKind kind, std::optional<std::int64_t> value) {
            if (value) {
                truck::ManualReading one = reading;
                one.kind = kind;
                one.value = *value;
                facts.emplace_back(std::move(one));
            }
        };
        add(MeterKind::odometer, row->amount("odometer_km", metres));
        add(MeterKind::engine_time, row->amount("engine_h", seconds));
        if (facts.empty()) {
            row->refuse("odometer_km", "expected odometer_km or engine_h");
        }
        seen.enter(*row, "at", reading.truck.text() + ' ' + iso(reading.at));
        finish(file, sheet, *row, std::move(facts));
    }
    file.errors = std::move(sheet.errors());
    return file;
}

FileFacts levels_from_csv(std::string_view text, Time now) {
    constexpr std::array<Column, 10> columns = {{{"truck", required},
                                                 {"from", required},
                                                 {"odometer_km"},
                                                 {"engine_h"},
                                                 {"life_km"},
                                                 {"life_h"},
                                                 {"spn"},
                                                 {"source_address"},
                                                 {"state"},
                                                 {"by"}}};
    constexpr std::array<std::string_view, 2> states = {"holds", "withdrawn"};
    FileFacts file;
    Seen seen;
    Sheet sheet(text, columns);
    while (auto row = sheet.next()) {
        const Shown is = shown(*row);
        truck::MeterLevel level{
            .truck = required_id<TruckId>(*row, "truck"),
            .kind = is.kind,
            .level = {.at = past_time(*row, "from", now),
                      .source = source(*row),
                      .shown = is.value,
                      .life = is.life,
                      .is_withdrawn = row->word("state", states).value_or(0) == 1},
            .by = row->text("by")};
        seen.enter(*row, "from",
                   level.truck.text() + ' ' + std::to_string(static_cast<int>(level.kind)) + ' ' +
                       truck::subject_of(level) + ' ' + iso(level.level.at));
        finish(file, sheet, *row, {std::move(level)});
    }
    file.errors = std::move(sheet.errors());
    return file;
}

// One wrong line, and the calendar that is in force stays.
FileFacts quiet_days_from_csv(std::string_view text) {
    constexpr std::array<Column, 3> columns = {
        {{"from", required}, {"until", required}, {"weight"}}};
    FileFacts file;
    std::vector<truck::QuietSpan> spans;
    std::size_t first_line = 1;
    Sheet sheet(text, columns);
    while (auto row = sheet.next()) {
        first_line = spans.empty() ? row->line() : first_line;
        spans.push_back(quiet_span(*row));
        if (auto calendar = truck::QuietDays::from(spans); !calendar) {
            row->refuse("from", std::move(calendar.error().message));
        }
        if (row->error()) {
            sheet.refuse(*row->error());
            spans.pop_back();
        }
    }
    file.errors = std::move(sheet.errors());
    if (file.errors.empty()) {
        file.rows.push_back({first_line, {truck::QuietDays::from(std::move(spans)).value()}});
    }
    return file;
}

}  // namespace roadworthy::exchange
