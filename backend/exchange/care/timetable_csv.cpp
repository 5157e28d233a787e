#include "backend/exchange/care/timetable_csv.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "backend/customers/care/names.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/exchange/import/import.hpp"
#include "backend/exchange/import/rows.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "backend/store/care/timetable_rows.hpp"
#include "backend/truck/registry.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

using care::CareRule;
using care::Timetable;

constexpr std::array<Column, 22> columns = {{{"version", required},
                                             {"rule", required},
                                             {"occasion", required},
                                             {"from_days", required},
                                             {"on_days", required},
                                             {"until_days", required},
                                             {"late_days"},
                                             {"priority"},
                                             {"ignores_cap"},
                                             {"tier"},
                                             {"segments"},
                                             {"instead_of"},
                                             {"script_zh"},
                                             {"script_en"},
                                             {"cap_most"},
                                             {"cap_in_days"},
                                             {"cap_apart_days"},
                                             {"again_after_days"},
                                             {"most_tries"},
                                             {"escalate_after_days"},
                                             {"drifting_after_days"},
                                             {"replacement_years"}}};
constexpr std::array<std::string_view, 2> no_or_yes = {"no", "yes"};
constexpr std::array<std::string_view, 3> tiers = {"ordinary", "vip", "prospect"};
constexpr int most_days = 3660;

// Days before the occasion are negative.
int days(Fields& row, std::string_view column) {
    const std::string text = row.text(column);
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < -most_days ||
        value > most_days) {
        row.refuse(column, "expected days from the occasion like -7, got \"" + text + '"');
        return 0;
    }
    return value;
}

void read_whole(Fields& row, std::string_view column, int& value) {
    const int given = row.whole(column).value_or(value);
    if (given > most_days) {
        row.refuse(column, "expected at most " + std::to_string(most_days));
    }
    value = given;
}

std::vector<std::string> segments(Fields& row) {
    std::vector<std::string> all;
    const std::string text = row.text("segments");
    for (std::string_view rest = text; !rest.empty();) {
        const auto end = std::min(rest.find(';'), rest.size());
        if (const auto one = trimmed(rest.substr(0, end)); !one.empty()) {
            all.emplace_back(one);
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return all;
}

CareRule rule_of(Fields& row) {
    CareRule rule{.key = required_text(row, "rule")};
    rule.occasion =
        static_cast<care::OccasionKind>(row.word("occasion", care::occasion_names()).value_or(0));
    if (row.is_empty("occasion")) {
        row.refuse("occasion", "a value is required");
    }
    rule.days = {.from = days(row, "from_days"),
                 .on = days(row, "on_days"),
                 .until = days(row, "until_days")};
    read_whole(row, "late_days", rule.late_days);
    read_whole(row, "priority", rule.priority);
    rule.ignores_cap = row.word("ignores_cap", no_or_yes).value_or(0) == 1;
    if (const auto tier = row.word("tier", tiers)) {
        rule.tier = static_cast<truck::Tier>(*tier);
    }
    rule.segments = segments(row);
    rule.instead_of = row.text("instead_of");
    rule.script_zh = row.text("script_zh");
    rule.script_en = row.text("script_en");
    return rule;
}

void read_whole_file(Fields& row, Timetable& timetable) {
    read_whole(row, "cap_most", timetable.cap.most);
    read_whole(row, "cap_in_days", timetable.cap.in_days);
    read_whole(row, "cap_apart_days", timetable.cap.apart_days);
    read_whole(row, "again_after_days", timetable.persistence.again_after_days);
    read_whole(row, "most_tries", timetable.persistence.most_tries);
    read_whole(row, "escalate_after_days", timetable.persistence.escalate_after_days);
    read_whole(row, "drifting_after_days", timetable.thresholds.drifting_after_days);
    read_whole(row, "replacement_years", timetable.thresholds.replacement_years);
}

std::string text_of(const std::vector<std::string>& parts) {
    std::string all;
    for (const std::string& part : parts) {
        all += (all.empty() ? "" : ";") + part;
    }
    return all;
}

std::string line_of(const std::vector<std::string>& fields) {
    std::string line;
    for (const std::string& field : fields) {
        line += (line.empty() ? "" : ",") + csv_field(field);
    }
    return line + '\n';
}

std::vector<std::string> cells_of(const CareRule& rule, std::uint32_t version) {
    return {std::to_string(version),
            rule.key,
            std::string(care::name(rule.occasion)),
            std::to_string(rule.days.from),
            std::to_string(rule.days.on),
            std::to_string(rule.days.until),
            std::to_string(rule.late_days),
            std::to_string(rule.priority),
            rule.ignores_cap ? "yes" : "no",
            rule.tier ? std::string(tiers.at(static_cast<std::size_t>(*rule.tier))) : "",
            text_of(rule.segments),
            rule.instead_of,
            rule.script_zh,
            rule.script_en};
}

std::vector<std::string> whole_cells(const Timetable& timetable) {
    return {std::to_string(timetable.cap.most),
            std::to_string(timetable.cap.in_days),
            std::to_string(timetable.cap.apart_days),
            std::to_string(timetable.persistence.again_after_days),
            std::to_string(timetable.persistence.most_tries),
            std::to_string(timetable.persistence.escalate_after_days),
            std::to_string(timetable.thresholds.drifting_after_days),
            std::to_string(timetable.thresholds.replacement_years)};
}

}  // namespace

TimetableFile timetable_from_csv(std::string_view text) {
    TimetableFile file;
    Seen seen;
    Sheet sheet(text, columns);
    bool is_first = true;
    while (auto row = sheet.next()) {
        const int version = row->whole("version").value_or(0);
        if (version < 1) {
            row->refuse("version", "expected a number from 1 on");
        }
        if (is_first) {
            file.timetable.version = static_cast<std::uint32_t>(version);
            read_whole_file(*row, file.timetable);
            is_first = false;
        } else if (file.timetable.version != static_cast<std::uint32_t>(version)) {
            row->refuse("version", "another version than in the first line");
        }
        CareRule rule = rule_of(*row);
        seen.enter(*row, "rule", rule.key);
        if (row->error()) {
            sheet.refuse(*row->error());
        } else {
            file.timetable.rules.push_back(std::move(rule));
        }
    }
    file.errors = std::move(sheet.errors());
    if (file.errors.empty() && is_first) {
        file.errors.push_back({.line = 1, .column = "", .reason = "no rule stands in the file"});
    }
    if (const auto good = care::check(file.timetable); !good && file.errors.empty()) {
        file.errors.push_back({.line = 2, .column = "", .reason = good.error().message});
    }
    return file;
}

std::string to_csv(const Timetable& timetable) {
    std::vector<std::string> head;
    for (const Column& column : columns) {
        head.emplace_back(column.name);
    }
    std::string all = line_of(head);
    std::vector<std::string> whole = whole_cells(timetable);
    for (const CareRule& rule : timetable.rules) {
        std::vector<std::string> cells = cells_of(rule, std::max(timetable.version, 1U));
        cells.insert(cells.end(), whole.begin(), whole.end());
        std::ranges::fill(whole, std::string());
        all += line_of(cells);
    }
    return all;
}

ImportReport import_timetable(sql::Connection& connection, std::string_view text, Time now) {
    TimetableFile file = timetable_from_csv(text);
    ImportReport report{.errors = std::move(file.errors)};
    if (!report.errors.empty()) {
        return report;
    }
    sql::Transaction transaction(connection);
    const Timetable present = store::timetable_in_force(connection);
    if (present == file.timetable) {
        report.unchanged = file.timetable.rules.size();
    } else if (present.version >= file.timetable.version) {
        report.errors.push_back({.line = 2,
                                 .column = "version",
                                 .reason = "version " + std::to_string(present.version) +
                                           " is in force; a changed timetable needs a higher one"});
    } else {
        store::put_timetable(connection, file.timetable, now);
        report.taken = file.timetable.rules.size();
    }
    transaction.commit();
    return report;
}

}  // namespace roadworthy::exchange
