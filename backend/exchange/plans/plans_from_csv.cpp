#include "backend/exchange/plans/plans_from_csv.hpp"

#include "backend/due/plans.hpp"
#include "backend/due/recalls.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/exchange/import/rows.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roadworthy::exchange {
namespace {

template <std::size_t size>
using Columns = std::array<Column, size>;

// Those of every interval, behind the others.
template <std::size_t size>
constexpr auto with_intervals(const Columns<size>& others) {
    constexpr Columns<16> intervals = {{{"first_km"},
                                        {"first_h"},
                                        {"first_days"},
                                        {"first_l"},
                                        {"every_km"},
                                        {"every_h"},
                                        {"every_days"},
                                        {"every_l"},
                                        {"tolerance_km"},
                                        {"tolerance_h"},
                                        {"tolerance_days"},
                                        {"tolerance_l"},
                                        {"early_km"},
                                        {"early_h"},
                                        {"early_days"},
                                        {"early_l"}}};
    Columns<size + intervals.size()> all;
    std::ranges::copy(intervals, std::ranges::copy(others, all.begin()).out);
    return all;
}

constexpr auto plan_columns = with_intervals<15>({{{"plan", required},
                                                   {"version", required},
                                                   {"item", required},
                                                   {"name_zh"},
                                                   {"name_en"},
                                                   {"labour_min"},
                                                   {"counting"},
                                                   {"season"},
                                                   {"bring"},
                                                   {"parts"},
                                                   {"service_component"},
                                                   {"for_model"},
                                                   {"for_engine"},
                                                   {"for_segment"},
                                                   {"for_duty"}}});
constexpr auto override_columns = with_intervals<9>({{{"truck", required},
                                                      {"item", required},
                                                      {"from", required},
                                                      {"excluded"},
                                                      {"counting"},
                                                      {"due_on"},
                                                      {"note"},
                                                      {"name_zh"},
                                                      {"name_en"}}});
constexpr std::array<std::string_view, 2> countings = {"actual", "anniversary"};
constexpr std::array<std::string_view, 2> answers = {"no", "yes"};
constexpr int most_component = 250;  // above are J1939's error and not available

due::Interval interval(Fields& row, const std::string& which) {
    return {.distance_m = row.amount(which + "_km", metres),
            .engine_time_s = row.amount(which + "_h", seconds),
            .days = row.whole(which + "_days"),
            .fuel_used_ml = row.amount(which + "_l", millilitres)};
}

std::optional<due::Interval> changed_interval(Fields& row, const std::string& which) {
    const due::Interval changed = interval(row, which);
    return changed.is_empty() ? std::nullopt : std::optional{changed};
}

std::optional<due::Counting> counting(Fields& row) {
    const auto word = row.word("counting", countings);
    return word ? std::optional{static_cast<due::Counting>(*word)} : std::nullopt;
}

// a;b;c without the spaces around each and without what is empty.
std::vector<std::string_view> list_of(std::string_view text) {
    std::vector<std::string_view> list;
    while (!text.empty()) {
        const std::string_view one = text.substr(0, text.find(';'));
        text.remove_prefix(std::min(one.size() + 1, text.size()));
        if (const std::string_view word = trimmed(one); !word.empty()) {
            list.push_back(word);
        }
    }
    return list;
}

std::vector<due::Season> seasons(Fields& row) {
    std::vector<due::Season> seasons;
    const std::string text = row.text("season");
    for (const std::string_view one : list_of(text)) {
        const std::size_t space = one.rfind(' ');
        // Of a leap year: 29 February is a day.
        const auto day = space == std::string_view::npos
                             ? parse_day("")
                             : parse_day("2024-" + std::string(one.substr(space + 1)));
        if (!day) {
            row.refuse("season", "expected a region (or *) and a day like \"south 04-01\", got \"" +
                                     std::string(one) + '"');
            return {};
        }
        const std::chrono::year_month_day on{*day};
        const std::string_view region = trimmed(one.substr(0, space));
        seasons.push_back({.region = std::string(region == "*" ? "" : region),
                           .month = static_cast<std::uint8_t>(unsigned{on.month()}),
                           .day = static_cast<std::uint8_t>(unsigned{on.day()})});
    }
    return seasons;
}

std::optional<std::uint8_t> service_component(Fields& row) {
    const auto number = row.whole("service_component");
    if (number && *number > most_component) {
        row.refuse("service_component", "expected 0 to 250");
        return std::nullopt;
    }
    return number ? std::optional{static_cast<std::uint8_t>(*number)} : std::nullopt;
}

due::PlanItem plan_item(Fields& row) {
    due::PlanItem item{.key = required_id<Key<struct ItemKind>>(row, "item").text(),
                       .name_zh = row.text("name_zh"),
                       .name_en = row.text("name_en"),
                       .first = interval(row, "first"),
                       .every = interval(row, "every"),
                       .tolerance = interval(row, "tolerance"),
                       .labour_minutes = row.whole("labour_min").value_or(0),
                       .early = interval(row, "early"),
                       .counting = counting(row).value_or(due::Counting::actual),
                       .seasons = seasons(row),
                       .bring = words_of(row, "bring"),
                       .parts = parts_of(row),
                       .service_component = service_component(row)};
    if (due::is_recall_item(item.key)) {
        row.refuse("item", "recall/ is what the keys of recalls begin with");
    }
    if (item.first.is_empty() && item.every.is_empty() && item.seasons.empty()) {
        row.refuse("every_km", "an item needs a first or a recurring interval, or a season");
    }
    return item;
}

// The lines of one plan, until another one begins.
struct OpenPlan {
    due::Plan plan;
    std::size_t line = 0;
    std::size_t bad_line = 0;  // 0: all are good

    bool has(const due::PlanItem& item) const {
        return std::ranges::find(plan.items, item.key, &due::PlanItem::key) != plan.items.end();
    }
};

void close(FileFacts& file, Sheet& sheet, std::optional<OpenPlan>& open) {
    if (open && open->bad_line == 0) {
        file.rows.push_back({open->line, {std::move(open->plan)}});
    } else if (open) {
        sheet.refuse({open->line, "plan",
                      "plan " + open->plan.id.text() + " is not taken because of line " +
                          std::to_string(open->bad_line)});
    }
    open.reset();
}

struct PlanVersion {
    PlanId id;
    int version = 0;
    std::optional<due::Selector> selector;
};

// A list of `*` alone is one that any truck is in: with nothing but such lists, the plan is the
// template of every truck that has no better one.
std::vector<std::string> selector_words(Fields& row, std::string_view column) {
    auto words = words_of(row, column);
    if (std::ranges::find(words, "*") == words.end()) {
        return words;
    }
    if (words.size() > 1) {
        row.refuse(column, "expected words, or * alone for any");
    }
    return {};
}

std::optional<due::Selector> selector(Fields& row) {
    constexpr std::array<std::string_view, 4> columns = {"for_model", "for_engine", "for_segment",
                                                         "for_duty"};
    if (std::ranges::all_of(columns, [&](std::string_view one) { return row.is_empty(one); })) {
        return std::nullopt;
    }
    return due::Selector{.models = selector_words(row, columns[0]),
                         .engines = selector_words(row, columns[1]),
                         .segments = selector_words(row, columns[2]),
                         .duties = selector_words(row, columns[3])};
}

PlanVersion plan_version(Fields& row) {
    PlanVersion found{.id = required_id<PlanId>(row, "plan"),
                      .version = row.whole("version").value_or(0),
                      .selector = selector(row)};
    if (found.version < 1) {
        row.refuse("version", "expected a version from 1 on");
    }
    return found;
}

// The first line says it; another may leave it out, or say the same.
void check_selector(const OpenPlan& open, Fields& row,
                    const std::optional<due::Selector>& selector) {
    if (selector && selector != open.plan.selector) {
        row.refuse("for_model", "for_ differs from the first line of this plan");
    }
}

void add_item(OpenPlan& open, Fields& row, Sheet& sheet) {
    due::PlanItem item = plan_item(row);
    if (open.has(item)) {
        row.refuse("item", "the same item stands in this plan already");
    }
    if (row.error()) {
        open.bad_line = row.line();
        sheet.refuse(*row.error());
    }
    open.plan.items.push_back(std::move(item));
}

}  // namespace

std::vector<due::Part> parts_of(Fields& row) {
    std::vector<due::Part> parts;
    const std::string text = row.text("parts");
    for (const std::string_view one : list_of(text)) {
        const std::size_t times = one.find(" x ");
        due::Part part{.number = std::string(trimmed(one.substr(0, times)))};
        if (times != std::string_view::npos) {
            const auto quantity = amount_of(trimmed(one.substr(times + 3)), 1000);
            if (!quantity) {
                row.refuse("parts",
                           "expected a number and a quantity like \"CI-4 x 42.5\", got \"" +
                               std::string(one) + '"');
            }
            part.quantity_thousandths = quantity.value_or(0);
        }
        parts.push_back(std::move(part));
    }
    return parts;
}

std::vector<std::string> words_of(Fields& row, std::string_view column) {
    const std::string text = row.text(column);
    const auto list = list_of(text);
    return {list.begin(), list.end()};
}

FileFacts plans_from_csv(std::string_view text) {
    FileFacts file;
    Seen seen;
    std::optional<OpenPlan> open;
    Sheet sheet(text, plan_columns);
    std::size_t errors_seen = 0;
    while (auto row = sheet.next()) {
        // A line that is no row may have been this plan's or the next one's: neither is whole.
        const std::size_t torn_line =
            sheet.errors().size() > errors_seen ? sheet.errors().back().line : 0;
        if (open && torn_line != 0) {
            open->bad_line = torn_line;
        }
        const auto [id, version, selector] = plan_version(*row);
        if (!open || open->plan.id != id || open->plan.version != version) {
            close(file, sheet, open);
            seen.enter(*row, "plan", id.text());
            open = OpenPlan{.plan = {.id = id, .version = version, .selector = selector},
                            .line = row->line(),
                            .bad_line = torn_line};
        }
        check_selector(*open, *row, selector);
        add_item(*open, *row, sheet);
        errors_seen = sheet.errors().size();
    }
    if (open && sheet.errors().size() > errors_seen) {
        open->bad_line = sheet.errors().back().line;
    }
    close(file, sheet, open);
    file.errors = std::move(sheet.errors());
    return file;
}

FileFacts overrides_from_csv(std::string_view text) {
    FileFacts file;
    Seen seen;
    Sheet sheet(text, override_columns);
    while (auto row = sheet.next()) {
        due::ItemOverride change{.truck = required_id<TruckId>(*row, "truck"),
                                 .item = required_id<Key<struct ItemKind>>(*row, "item").text(),
                                 .is_excluded = row->word("excluded", answers).value_or(0) == 1,
                                 .first = changed_interval(*row, "first"),
                                 .every = changed_interval(*row, "every"),
                                 .tolerance = changed_interval(*row, "tolerance"),
                                 .early = changed_interval(*row, "early"),
                                 .counting = counting(*row),
                                 .due_on = row->day("due_on"),
                                 .note = row->text("note"),
                                 .name_zh = row->text("name_zh"),
                                 .name_en = row->text("name_en")};
        if (const auto from = row->time("from")) {
            change.from = *from;
        } else {
            row->refuse("from", "a value is required");
        }
        seen.enter(*row, "from", change.truck.text() + ' ' + change.item + ' ' + iso(change.from));
        finish(file, sheet, *row, {std::move(change)});
    }
    file.errors = std::move(sheet.errors());
    return file;
}

}  // namespace roadworthy::exchange
