#include "backend/exchange/cases/sla_from_csv.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/cases/calendar/calendar.hpp"
#include "backend/cases/calendar/opening_hours.hpp"
#include "backend/cases/clocks.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/names.hpp"
#include "backend/cases/policy.hpp"
#include "backend/exchange/cases/hours.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

constexpr auto required = Presence::required;
constexpr std::array<std::string_view, 4> kinds = {"target", "stops", "solved_by", "escalation"};
constexpr std::array<std::string_view, 3> tiers = {"ordinary", "vip", "prospect"};
constexpr std::array<std::string_view, 4> actions = {"log", "at_next_service", "workshop_soon",
                                                     "stop_now"};
constexpr std::array<Column, 14> sla_columns = {{{"what", required},
                                                 {"tier"},
                                                 {"action"},
                                                 {"case"},
                                                 {"agreement"},
                                                 {"response_min"},
                                                 {"solution_min"},
                                                 {"calendar"},
                                                 {"reason"},
                                                 {"stage"},
                                                 {"clock"},
                                                 {"percent"},
                                                 {"level"},
                                                 {"role"}}};
constexpr std::array<Column, 11> calendar_columns = {{{"calendar", required},
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

template <class Enum>
std::optional<Enum> word(Fields& row, std::string_view column,
                         std::span<const std::string_view> words) {
    const auto index = row.word(column, words);
    return index ? std::optional(static_cast<Enum>(*index)) : std::nullopt;
}

template <class Enum>
Enum required_word(Fields& row, std::string_view column, std::span<const std::string_view> words) {
    if (row.is_empty(column)) {
        row.refuse(column, "a value is required");
    }
    return word<Enum>(row, column, words).value_or(Enum{});
}

std::optional<Duration> minutes(Fields& row, std::string_view column) {
    const auto number = row.whole(column);
    if (number && *number < 1) {
        row.refuse(column, "expected at least one minute");
    }
    return number ? std::optional<Duration>(std::chrono::minutes{*number}) : std::nullopt;
}

cases::SlaRow target(Fields& row) {
    cases::SlaRow made{.tier = word<truck::Tier>(row, "tier", tiers),
                       .action = word<faults::Action>(row, "action", actions),
                       .kind = word<cases::CaseKind>(row, "case", cases::case_kinds()),
                       .agreement = row.text("agreement"),
                       .response = minutes(row, "response_min"),
                       .solution = minutes(row, "solution_min"),
                       .calendar = {}};
    if (!row.is_empty("calendar")) {
        made.calendar = row.text("calendar");
    }
    if (!made.response && !made.solution && !made.calendar) {
        row.refuse("response_min", "a target says a time or a calendar");
    }
    return made;
}

cases::EscalationStep step(Fields& row) {
    const cases::EscalationStep made{
        .clock = required_word<cases::ClockKind>(row, "clock", cases::clock_kinds()),
        .percent = row.whole("percent").value_or(100),
        .level = row.whole("level").value_or(1),
        .role = row.text("role")};
    if (made.role.empty()) {
        row.refuse("role", "a value is required");
    }
    if (made.percent < 1 || made.percent > 100'000) {
        row.refuse("percent", "expected 1 to 100000");
    }
    if (made.level < 1) {
        row.refuse("level", "expected a level from 1");
    }
    return made;
}

// What a file says, over what holds where it says nothing of the kind.
class SlaTeller {
public:
    void tell(Fields& row) {
        switch (required_word<std::size_t>(row, "what", kinds)) {
            case 0:
                policy_.rows.push_back(target(row));
                break;
            case 1:
                stops_.insert(
                    required_word<cases::PauseReason>(row, "reason", cases::pause_reasons()));
                break;
            case 2:
                policy_.solved_by = required_word<cases::Stage>(row, "stage", cases::stages());
                if (policy_.solved_by == cases::Stage::reported) {
                    row.refuse("stage", "expected a stage after \"reported\"");
                }
                break;
            default:
                steps_.push_back(step(row));
        }
    }
    cases::SlaPolicy policy() {
        if (!stops_.empty()) {
            policy_.stops = stops_;
        }
        if (!steps_.empty()) {
            policy_.escalation = steps_;
        }
        return policy_;
    }

private:
    cases::SlaPolicy policy_;
    std::set<cases::PauseReason> stops_;
    std::vector<cases::EscalationStep> steps_;
};

}  // namespace

SlaFile sla_from_csv(std::string_view text) {
    SlaFile file;
    Sheet sheet(text, sla_columns);
    SlaTeller teller;
    while (auto row = sheet.next()) {
        teller.tell(*row);
        if (row->error()) {
            sheet.refuse(*row->error());
        }
    }
    file.errors = std::move(sheet.errors());
    if (file.errors.empty()) {
        file.policy = teller.policy();
    }
    return file;
}

CalendarFile calendars_from_csv(std::string_view text, const ZoneNamed& zone_named) {
    CalendarFile file;
    Sheet sheet(text, calendar_columns);
    std::map<std::string, cases::Calendar> all;
    while (auto row = sheet.next()) {
        cases::Calendar calendar;
        const std::string name = row->text("calendar");
        if (auto zone = zone_named(row->text("zone"))) {
            calendar.zone = std::move(*zone);
        } else {
            row->refuse("zone", zone.error().message);
        }
        calendar.hours = opening_hours(*row);
        if (!all.emplace(name, std::move(calendar)).second) {
            row->refuse("calendar", "the same stands already in another line");
        }
        if (row->error()) {
            sheet.refuse(*row->error());
        }
    }
    file.errors = std::move(sheet.errors());
    if (file.errors.empty()) {
        file.calendars = std::move(all);
    }
    return file;
}

}  // namespace roadworthy::exchange
