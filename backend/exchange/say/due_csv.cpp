#include "backend/exchange/say/due_csv.hpp"

#include <array>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "backend/due/due.hpp"
#include "backend/due/list/next_step.hpp"
#include "backend/due/list/ranking.hpp"
#include "backend/due/plans.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/exchange/say/due_sentence.hpp"
#include "backend/exchange/say/due_words.hpp"
#include "backend/exchange/words.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

constexpr std::array<std::string_view, 24> columns = {
    "score",      "state",     "expected_on", "p10_on",
    "p90_on",     "truck",     "plate",       "model",
    "workshop",   "customer",  "name",        "contact",
    "phone",      "tier",      "agreement",   "agreement_until_on",
    "item",       "item_name", "limited_by",  "next_step",
    "labour_min", "parts",     "bring",       "say"};

std::string iso_if(const std::optional<Day>& day) {
    return day ? iso(*day) : "";
}

std::string score_of(const views::DueEntry& entry) {
    char text[40];
    const int length = std::snprintf(text, sizeof text, "%.2f", due::factor(entry.score.total()));
    return {text, static_cast<std::size_t>(length)};
}

// CI-4 42.5; FILTER-1 1
std::string parts_of(const due::PlanItem& rule) {
    std::string all;
    for (const due::Part& part : rule.parts) {
        char quantity[40];
        const int length = std::snprintf(quantity, sizeof quantity, " %.10g",
                                         static_cast<double>(part.quantity_thousandths) / 1000);
        all += (all.empty() ? "" : "; ") + part.number;
        all.append(quantity, static_cast<std::size_t>(length));
    }
    return all;
}

std::string bring_of(const due::PlanItem& rule) {
    std::string all;
    for (const std::string& thing : rule.bring) {
        all += (all.empty() ? "" : "; ") + thing;
    }
    return all;
}

std::string line_of(const auto& fields) {
    std::string line;
    for (const auto& field : fields) {
        line += (line.empty() ? "" : ",") + spreadsheet_field(field);
    }
    return line + '\n';
}

}  // namespace

std::string spreadsheet_field(std::string_view value) {
    const std::string_view signs = "=@+-\t\r";
    const bool begins_like_one =
        !value.empty() && signs.find(value.front()) != std::string_view::npos;
    const bool is_telephone =
        value.find_first_not_of("+-0123456789 ()./") == std::string_view::npos;
    return csv_field(begins_like_one && !is_telephone ? "'" + std::string(value)
                                                      : std::string(value));
}

std::string due_csv_head() {
    return line_of(columns);
}

std::string due_csv_row(const views::DueEntry& entry, Day today) {
    const due::DueRow& row = entry.row;
    const Language language = language_of(entry.whom);
    const bool has_owner = entry.truck.customer.has_value();
    const auto step = due::next_step({.row = row, .has_owner = has_owner, .today = today});
    const due::PlanItem rule = entry.rule.value_or(due::PlanItem{});
    const auto say = [&](auto what) { return std::string(word(what, language)); };
    const std::array<std::string, columns.size()> fields = {
        score_of(entry),
        say(entry.state),
        row.window ? iso(row.window->p50) : "",
        row.window ? iso(row.window->p10) : "",
        row.window ? iso(row.window->p90) : "",
        entry.truck.id.text(),
        entry.truck.plate,
        entry.truck.model,
        entry.truck.workshop,
        has_owner ? entry.truck.customer->text() : "",
        entry.truck.customer_name,
        entry.whom.contact,
        entry.whom.phone,
        entry.whom.tier ? say(*entry.whom.tier) : "",
        entry.agreement,
        iso_if(entry.agreement_until),
        row.item,
        item_name(entry, language),
        say(row.limiting),
        say(step),
        std::to_string(row.labour_minutes),
        parts_of(rule),
        bring_of(rule),
        due_sentence(entry, today, language)};
    return line_of(fields);
}

}  // namespace roadworthy::exchange
