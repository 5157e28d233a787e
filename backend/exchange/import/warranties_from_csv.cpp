#include "backend/exchange/import/warranties_from_csv.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/customers/coverage.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/exchange/import/rows.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "backend/faults/catalog/catalog.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

constexpr std::array<Column, 10> columns = {{{"truck", required},
                                             {"warranty", required},
                                             {"starts_on", required},
                                             {"months"},
                                             {"ends_on"},
                                             {"km_limit"},
                                             {"covers"},
                                             {"kind"},
                                             {"name"},
                                             {"withdrawn"}}};
constexpr int most_months = 600;

std::string all_systems() {
    std::string known = "all";
    for (const faults::SystemWords& words : faults::all_system_words()) {
        known.append(", ").append(words.key);
    }
    return known;
}

// Sorted, so that another order is no other paper. Empty: all.
std::vector<std::string> systems_of_row(Fields& row) {
    const std::string text = row.text("covers");
    std::vector<std::string> systems;
    for (std::string_view rest = text; !rest.empty() && text != "all";) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        const std::string_view system = trimmed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (faults::system_words(system) == nullptr) {
            row.refuse("covers",
                       "expected " + all_systems() + ", got \"" + std::string(system) + '"');
            return {};
        }
        systems.emplace_back(system);
    }
    std::ranges::sort(systems);
    const auto again = std::ranges::unique(systems);
    systems.erase(again.begin(), again.end());
    return systems;
}

Day first_day(Fields& row) {
    const auto day = row.day("starts_on");
    if (!day) {
        row.refuse("starts_on", "a value is required");
    }
    return day.value_or(Day{});
}

// By its months or its last day: one of them, not both.
Day until_of_row(Fields& row, Day from) {
    if (row.is_empty("months") == row.is_empty("ends_on")) {
        row.refuse("months", "expected months or ends_on, one of them");
        return from;
    }
    if (const auto months = row.whole("months")) {
        if (*months < 1 || *months > most_months) {
            row.refuse("months", "expected 1 to " + std::to_string(most_months) + ", got " +
                                     std::to_string(*months));
            return from;
        }
        return customers::last_day(from, *months);
    }
    const Day until = row.day("ends_on").value_or(from);
    if (until < from) {
        row.refuse("ends_on", "lies before starts_on");
    }
    return until;
}

}  // namespace

FileFacts warranties_from_csv(std::string_view text) {
    constexpr std::array<std::string_view, 2> answers = {"no", "yes"};
    constexpr std::array<std::string_view, 2> kinds = {"warranty", "agreement"};
    FileFacts file;
    Seen seen;
    Sheet sheet(text, columns);
    while (auto row = sheet.next()) {
        const auto truck = required_id<TruckId>(*row, "truck");
        customers::Paper paper{
            .id = required_id<customers::PaperId>(*row, "warranty"),
            .kind = static_cast<customers::PaperKind>(row->word("kind", kinds).value_or(0)),
            .name = row->text("name"),
            .from = first_day(*row),
            .until = {},
            .most_m = row->amount("km_limit", metres),
            .systems = systems_of_row(*row),
            .is_withdrawn = row->word("withdrawn", answers).value_or(0) == 1};
        paper.until = until_of_row(*row, paper.from);
        seen.enter(*row, "warranty", truck.text() + ' ' + paper.id.text());
        finish(file, sheet, *row, {customers::TruckPaper{truck, std::move(paper)}});
    }
    file.errors = std::move(sheet.errors());
    return file;
}

}  // namespace roadworthy::exchange
