#include "backend/exchange/uptime/month_html.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/exchange/escaped.hpp"
#include "backend/exchange/say/case_words.hpp"
#include "backend/exchange/uptime/html.hpp"
#include "backend/exchange/uptime/month_sections.hpp"
#include "backend/exchange/uptime/uptime_words.hpp"
#include "backend/exchange/words.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/uptime/interval_list.hpp"
#include "backend/store/views/uptime/month_report.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/figures.hpp"
#include "backend/uptime/intervals.hpp"
#include "backend/uptime/operating.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

using std::chrono::seconds;
using uptime::Condition;

constexpr std::size_t most_strips = 60;     // trucks with a picture of their month
constexpr std::size_t most_intervals = 40;  // the longest

// Colours that are told apart in grey, too; the words stand beside them.
constexpr std::string_view style =
    "<style>\n"
    ":root{--up:#2e7d5b;--planned:#4a7fc1;--unplanned:#c0392b;--unknown:#d9d9d9}\n"
    "body{font:14px/1.5 'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',"
    "'Segoe UI',sans-serif;color:#222;margin:0 auto;max-width:60em;padding:1.5em}\n"
    "h1{font-size:1.6em;margin:0}h2{font-size:1.15em;margin:1.8em 0 .4em;"
    "border-bottom:2px solid #222}\n"
    ".sub{color:#555;margin:.2em 0 1em}.tiles{display:grid;grid-template-columns:repeat(4,1fr);"
    "gap:.6em}\n"
    ".tile{border:1px solid #ccc;border-radius:6px;padding:.5em .7em}.tile b{display:block;"
    "font-size:1.5em;line-height:1.3}.tile span{color:#555;font-size:.85em}\n"
    ".met{color:var(--up)}.missed{color:var(--unplanned)}\n"
    "table{border-collapse:collapse;width:100%;font-size:.9em}th{text-align:left;font-weight:600;"
    "border-bottom:1px solid #222}\n"
    "th,td{padding:.25em .5em;vertical-align:top}td{border-bottom:1px solid #e4e4e4}"
    ".n{text-align:right;white-space:nowrap}\n"
    ".strip{display:flex;height:14px;margin:1px 0}.strip i{display:block;height:100%}"
    ".strips{display:grid;grid-template-columns:9em 1fr 4em;gap:0 .6em;align-items:center;"
    "font-size:.85em}\n"
    ".up{background:var(--up)}.planned{background:var(--planned)}"
    ".unplanned{background:var(--unplanned)}.unknown{background:var(--unknown)}\n"
    ".legend i{display:inline-block;width:.9em;height:.9em;margin:0 .3em 0 1em;"
    "vertical-align:-.1em}\n"
    ".trend{display:flex;gap:1em;align-items:flex-end;height:110px}.trend div{flex:1;"
    "text-align:center;font-size:.85em}.trend i{display:block;background:var(--up);"
    "margin:0 auto;width:60%}\n"
    ".note{color:#555;font-size:.85em}\n"
    "@page{size:A4;margin:15mm 12mm}\n"
    "@media print{body{font-size:10pt;max-width:none;padding:0}h2{break-after:avoid}"
    "tr,.tile,.strips>*{break-inside:avoid}thead{display:table-header-group}"
    "*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}\n"
    "</style>\n";

class Page {
public:
    Page(const views::MonthReport& report, views::FaultWords& words, Language language)
        : report_(report), words_(words), say_{.report = report, .language = language} {}

    std::string html() {
        const std::string title = say_(UptimeWord::title) + ' ' + month();
        return "<!doctype html>\n<html lang=\"" +
               std::string(say_.language == Language::zh ? "zh-CN" : "en") +
               "\"><head><meta charset=\"utf-8\">\n<meta name=\"viewport\" "
               "content=\"width=device-width, initial-scale=1\">\n<title>" +
               escaped(title + " - " + report_.customer.name) + "</title>\n" + std::string(style) +
               "</head><body>\n<h1>" + escaped(title) + "</h1>\n" + heading() + tiles() + trend() +
               strips() + by_truck() + costs() + standstill() + services_section(say_) +
               faults_section(say_, words_) + care_section(say_) + proposal_section(say_, words_) +
               notes() + "</body></html>\n";
    }

private:
    std::string month() const {
        char text[16];
        const int length =
            std::snprintf(text, sizeof text, "%d-%02u", static_cast<int>(report_.month.year()),
                          static_cast<unsigned>(report_.month.month()));
        return {text, static_cast<std::size_t>(length)};
    }

    std::string heading() const {
        return "<p class=\"sub\">" + escaped(report_.customer.name) + " · " +
               say_(UptimeWord::trucks) + ' ' + std::to_string(report_.all.trucks) + " · " +
               say_(UptimeWord::period) + ' ' + say_.minute(report_.period.from) + " – " +
               say_.minute(std::min(report_.period.to, report_.now)) + " · " +
               say_(UptimeWord::made_on) + ' ' + say_.minute(report_.now) + "</p>\n";
    }

    struct Goal {
        std::string text;  // empty: none
        bool is_met = false;
    };

    std::string tile(UptimeWord title, const std::string& value, const std::string& below,
                     const std::optional<Goal>& goal = std::nullopt) const {
        std::string html = "<div class=\"tile\"><span>" + say_(title) + "</span><b>" + value +
                           "</b><span>" + below;
        if (goal) {
            html += std::string(below.empty() ? "" : " · ") + say_(UptimeWord::target) + ' ' +
                    goal->text + " <em class=\"" + (goal->is_met ? "met\">" : "missed\">") +
                    say_(goal->is_met ? UptimeWord::met : UptimeWord::missed) + "</em>";
        }
        return html + "</span></div>\n";
    }

    // At least (availability, first-time fix), in hundredths of a percent.
    static std::optional<Goal> at_least(std::optional<int> target, std::optional<int> value) {
        return target && value ? std::optional(Goal{percent(target, ""), *value >= *target})
                               : std::nullopt;
    }
    std::optional<Goal> at_least(std::optional<std::int64_t> target_s,
                                 std::optional<seconds> value) const {
        return target_s && value
                   ? std::optional(Goal{length(seconds{*target_s}), value->count() >= *target_s})
                   : std::nullopt;
    }
    std::optional<Goal> at_most(std::optional<std::int64_t> target_s,
                                std::optional<seconds> value) const {
        return target_s && value
                   ? std::optional(Goal{length(seconds{*target_s}), value->count() <= *target_s})
                   : std::nullopt;
    }
    std::string length(std::optional<seconds> length) const {
        return length ? length_of(*length, say_.language) : "–";
    }

    std::string tiles() const {
        const uptime::Figures& it = report_.all.figures;
        const uptime::Targets aim = report_.all.targets.value_or(uptime::Targets{});
        const auto available = uptime::availability_bp(it.clock);
        const auto operating = uptime::availability_bp(it.operating);
        const auto cases = [](const uptime::Mean& mean) {
            return "n = " + std::to_string(mean.count);
        };
        return "<div class=\"tiles\">\n" +
               tile(UptimeWord::availability, percent(available, "–"), say_(UptimeWord::over_clock),
                    at_least(aim.availability_bp, available)) +
               tile(UptimeWord::availability, percent(operating, "–"), say_(UptimeWord::in_hours)) +
               tile(UptimeWord::unplanned, length(it.clock.unplanned),
                    say_(UptimeWord::stops) + ' ' + std::to_string(it.stops)) +
               tile(UptimeWord::planned, length(it.clock.planned),
                    say_(UptimeWord::unknown) + ' ' + length(it.clock.unknown)) +
               tile(UptimeWord::mtbf, length(it.mtbf()), "", at_least(aim.mtbf_s, it.mtbf())) +
               tile(UptimeWord::mttr, length(it.mttr()), "", at_most(aim.mttr_s, it.mttr())) +
               tile(UptimeWord::response, length(it.response.value()), cases(it.response),
                    at_most(aim.response_s, it.response.value())) +
               tile(UptimeWord::first_time_fix, percent(it.first_time_fix_bp(), "–"),
                    "n = " + std::to_string(it.repairs),
                    at_least(aim.first_time_fix_bp, it.first_time_fix_bp())) +
               "</div>\n";
    }

    std::string trend() const {
        std::string html = say_.heading(UptimeWord::trend) + "<div class=\"trend\">";
        for (const views::UptimeRow& row : report_.months) {
            const auto available = uptime::availability_bp(row.totals);
            html += "<div>" + percent(available, "–") +
                    "<i style=\"height:" + std::to_string(available.value_or(0) * 60 / 10'000) +
                    "px\"></i>" + escaped(row.key) + "</div>";
        }
        return html + "</div>\n";
    }

    // Each truck's month as a line of colours.
    std::string strips() const {
        std::string html = say_.heading(UptimeWord::day_by_day) + "<p class=\"legend note\">";
        for (const auto condition :
             {Condition::up, Condition::planned, Condition::unplanned, Condition::unknown}) {
            html += "<i class=\"" + std::string(class_of(condition)) + "\"></i>" +
                    std::string(word(condition, say_.language));
        }
        html += "</p>\n<div class=\"strips\">\n";
        auto row = report_.intervals.begin();
        for (std::size_t i = 0; i < most_strips && row != report_.intervals.end(); ++i) {
            const auto end = std::find_if(row, report_.intervals.end(), [&](const auto& one) {
                return one.truck.truck != row->truck.truck;
            });
            html += strip({row, end});
            row = end;
        }
        return html + "</div>\n";
    }

    struct Strip {
        std::vector<views::IntervalRow>::const_iterator from;
        std::vector<views::IntervalRow>::const_iterator to;
    };
    std::string strip(Strip rows) const {
        const auto whole = static_cast<double>((report_.period.to - report_.period.from).count());
        std::string html =
            "<span>" + escaped(say_.truck(rows.from->truck.plate, rows.from->truck.truck.text())) +
            "</span><div class=\"strip\">";
        std::vector<uptime::Tile> tiles;
        Time at = report_.period.from;
        const auto put = [&](Condition condition, Duration length) {
            char width[24];
            std::snprintf(width, sizeof width, "%.3f",
                          100.0 * static_cast<double>(length.count()) / whole);
            html += "<i class=\"" + std::string(class_of(condition)) + "\" style=\"width:" + width +
                    "%\"></i>";
        };
        for (auto row = rows.from; row != rows.to;) {
            if (row->tile.from > at) {
                put(Condition::unknown, row->tile.from - at);  // it was another's
            }
            auto next = row + 1;
            while (next != rows.to && next->tile.condition == row->tile.condition) {
                ++next;
            }
            put(row->tile.condition, (next - 1)->tile.to - row->tile.from);
            at = (next - 1)->tile.to;
            for (; row != next; ++row) {
                tiles.push_back(row->tile);
            }
        }
        return html + "</div><span class=\"n\">" +
               percent(uptime::availability_bp(uptime::totals(tiles)), "–") + "</span>\n";
    }

    std::string by_truck() const {
        HtmlTable table({{say_(UptimeWord::truck)},
                         {say_(UptimeWord::availability), Cell::number},
                         {say_(UptimeWord::in_hours), Cell::number},
                         {say_(UptimeWord::driven), Cell::number},
                         {say_(UptimeWord::planned), Cell::number},
                         {say_(UptimeWord::unplanned), Cell::number},
                         {say_(UptimeWord::unknown), Cell::number},
                         {say_(UptimeWord::stops), Cell::number}});
        for (const views::UptimeRow& row : report_.trucks) {
            const uptime::Totals& clock = row.figures.clock;
            table.add({say_.truck(row.name, row.key), percent(uptime::availability_bp(clock), "–"),
                       percent(uptime::availability_bp(row.figures.operating), "–"),
                       length(clock.driven), length(clock.planned), length(clock.unplanned),
                       length(clock.unknown), std::to_string(row.figures.stops)});
        }
        return say_.section(UptimeWord::by_truck, table);
    }

    std::string costs() const {
        constexpr std::size_t most = 10;
        HtmlTable table({{say_(UptimeWord::why)},
                         {say_(UptimeWord::state)},
                         {say_(UptimeWord::stood), Cell::number},
                         {say_(UptimeWord::times), Cell::number},
                         {say_(UptimeWord::trucks), Cell::number}});
        for (std::size_t i = 0; i < std::min(most, report_.causes.size()); ++i) {
            const views::CauseRow& row = report_.causes[i];
            table.add({say_.cause(row.cause, words_),
                       std::string(word(row.cause.condition, say_.language)), length(row.stood),
                       std::to_string(row.stops), std::to_string(row.trucks)});
        }
        return say_.section(UptimeWord::what_cost, table);
    }

    std::string standstill() const {
        std::vector<const views::IntervalRow*> rows;
        for (const views::IntervalRow& row : report_.intervals) {
            if (row.tile.condition >= Condition::planned) {
                rows.push_back(&row);
            }
        }
        std::ranges::stable_sort(rows, std::greater<>{},
                                 [](const auto* row) { return row->tile.length(); });
        rows.resize(std::min(rows.size(), most_intervals));
        HtmlTable table({{say_(UptimeWord::truck)},
                         {say_(UptimeWord::from)},
                         {say_(UptimeWord::to)},
                         {say_(UptimeWord::length), Cell::number},
                         {say_(UptimeWord::state)},
                         {say_(UptimeWord::why)}});
        for (const views::IntervalRow* row : rows) {
            const auto source = std::string(word(row->tile.source, say_.language));
            table.add({say_.truck(row->truck.plate, row->truck.truck.text()),
                       say_.minute(row->tile.from), say_.minute(row->tile.to),
                       length(std::chrono::floor<seconds>(row->tile.length())),
                       std::string(word(row->tile.condition, say_.language)),
                       row->tile.source == uptime::Source::correction ? source + ": " + row->words
                                                                      : source});
        }
        return say_.section(UptimeWord::standstill, table);
    }

    std::string notes() const {
        return say_.heading(UptimeWord::how_reckoned) + "<p class=\"note\">" +
               say_(UptimeWord::formula) + ' ' + say_(UptimeWord::unknown_note) + "</p>\n";
    }

    static std::string_view class_of(Condition condition) {
        return word(condition, Language::en) == "no data" ? "unknown"
                                                          : word(condition, Language::en);
    }

    static std::string percent(std::optional<int> bp, std::string_view otherwise) {
        if (!bp) {
            return std::string(otherwise);
        }
        char text[16];
        const int length = std::snprintf(text, sizeof text, "%d.%d %%", *bp / 100, *bp % 100 / 10);
        return {text, static_cast<std::size_t>(length)};
    }

    const views::MonthReport& report_;
    views::FaultWords& words_;
    Saying say_;
};

}  // namespace

std::string month_html(const views::MonthReport& report, views::FaultWords& words,
                       Language language) {
    return Page(report, words, language).html();
}

}  // namespace roadworthy::exchange
