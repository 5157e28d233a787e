#include "backend/exchange/uptime/uptime_import.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/cases/calendar/calendar.hpp"
#include "backend/exchange/cases/hours.hpp"
#include "backend/exchange/cases/sla_from_csv.hpp"
#include "backend/exchange/import/import.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/inputs/known_facts.hpp"
#include "backend/uptime/operating.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

constexpr auto required = Presence::required;
constexpr std::array<Column, 12> hours_columns = {{{"whose", required},
                                                   {"name"},
                                                   {"zone", required},
                                                   {"mon"},
                                                   {"tue"},
                                                   {"wed"},
                                                   {"thu"},
                                                   {"fri"},
                                                   {"sat"},
                                                   {"sun"},
                                                   {"closed_on"},
                                                   {"open_on"}}};
constexpr std::array<Column, 7> target_columns = {{{"segment"},
                                                   {"availability_percent"},
                                                   {"mtbf_h"},
                                                   {"mttr_h"},
                                                   {"response_min"},
                                                   {"repair_h"},
                                                   {"first_time_fix_percent"}}};
// In the order of uptime::Whose.
constexpr std::array<std::string_view, 3> whose_words = {"all", "segment", "truck"};

// Rows of one file: each name once.
class Taking {
public:
    Taking(sql::Connection& connection, Sheet& sheet) : connection_(connection), sheet_(sheet) {}

    void take(Fields& row, std::string_view column, const std::string& name, store::Fact fact) {
        if (!row.error() && !names_.insert(name).second) {
            row.refuse(column, "the same stands already in another line");
        }
        if (row.error()) {
            sheet_.refuse(*row.error());
        } else if (store::is_known(connection_, fact)) {
            ++report_.unchanged;
        } else {
            ++report_.taken;
            news_.push_back(std::move(fact));
        }
    }

    ImportReport finish(Time now) {
        report_.errors = std::move(sheet_.errors());
        if (!news_.empty()) {
            report_.last = store::append(connection_, news_, now);
        }
        return std::move(report_);
    }

private:
    sql::Connection& connection_;
    Sheet& sheet_;
    std::set<std::string> names_;
    std::vector<store::Fact> news_;
    ImportReport report_;
};

// In hundredths of a percent.
std::optional<int> percent(Fields& row, std::string_view column) {
    const auto hundredths = row.amount(column, 100);
    if (hundredths && *hundredths > 10'000) {
        row.refuse(column, "expected at most 100");
    }
    return hundredths ? std::optional(static_cast<int>(*hundredths)) : std::nullopt;
}

}  // namespace

ImportReport import_operating_hours(sql::Connection& connection, std::string_view text,
                                    const ZoneNamed& zone_named, Time now) {
    Sheet sheet(text, hours_columns);
    Taking taking(connection, sheet);
    while (auto row = sheet.next()) {
        uptime::OperatingHours hours{.name = row->text("name"), .calendar = {}};
        hours.whose = static_cast<uptime::Whose>(row->word("whose", whose_words).value_or(0));
        if ((hours.whose == uptime::Whose::all) != hours.name.empty()) {
            row->refuse("name", hours.name.empty() ? "expected a segment or a truck, got nothing"
                                                   : "expected nothing beside all");
        }
        if (auto zone = zone_named(row->text("zone"))) {
            hours.calendar.zone = std::move(*zone);
        } else {
            row->refuse("zone", zone.error().message);
        }
        hours.calendar.hours = opening_hours(*row);
        const std::string name =
            std::string(whose_words.at(static_cast<std::size_t>(hours.whose))) + ' ' + hours.name;
        taking.take(*row, "name", name, std::move(hours));
    }
    return taking.finish(now);
}

ImportReport import_uptime_targets(sql::Connection& connection, std::string_view text, Time now) {
    constexpr std::int64_t hour = 3'600;
    Sheet sheet(text, target_columns);
    Taking taking(connection, sheet);
    while (auto row = sheet.next()) {
        uptime::Targets targets{.segment = row->text("segment"),
                                .availability_bp = percent(*row, "availability_percent"),
                                .mtbf_s = row->amount("mtbf_h", hour),
                                .mttr_s = row->amount("mttr_h", hour),
                                .response_s = row->amount("response_min", 60),
                                .repair_s = row->amount("repair_h", hour),
                                .first_time_fix_bp = percent(*row, "first_time_fix_percent")};
        const std::string segment = targets.segment;
        taking.take(*row, "segment", segment, std::move(targets));
    }
    return taking.finish(now);
}

}  // namespace roadworthy::exchange
