#include "backend/exchange/import/catalog_from_csv.hpp"

#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/exchange/import/rows.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "backend/faults/catalog/catalog.hpp"
#include "backend/faults/catalog/description.hpp"
#include "backend/faults/catalog/own_words.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace roadworthy::exchange {
namespace {

constexpr std::array<Column, 10> columns = {{{"language", required},
                                             {"spn"},
                                             {"fmi"},
                                             {"source_address"},
                                             {"model"},
                                             {"system"},
                                             {"name"},
                                             {"notice"},
                                             {"do"},
                                             {"withdrawn"}}};
constexpr int most_spn = static_cast<int>(faults::spn_not_available) - 1;
constexpr int most_fmi = 31;
constexpr int most_source_address = 253;  // 254 is nobody's, 255 everybody's

struct Bounds {
    int least = 0;
    int most = 0;
};
template <class Number>
std::optional<Number> number_within(Fields& row, std::string_view column, Bounds bounds) {
    static_assert(std::numeric_limits<Number>::is_integer);
    const std::optional<int> value = row.whole(column);
    if (!value) {
        return std::nullopt;
    }
    if (*value < bounds.least || *value > bounds.most) {
        row.refuse(column, "expected " + std::to_string(bounds.least) + " to " +
                               std::to_string(bounds.most) + ", got " + std::to_string(*value));
        return std::nullopt;
    }
    return static_cast<Number>(*value);
}

std::string language_of_row(Fields& row) {
    auto language = faults::language_tag(required_text(row, "language"));
    if (!language) {
        row.refuse("language", std::move(language.error().message));
        return "";
    }
    return std::move(*language);
}

std::string system_of_row(Fields& row) {
    std::string system = row.text("system");
    if (!system.empty() && faults::system_words(system) == nullptr) {
        std::string known;
        for (const faults::SystemWords& words : faults::all_system_words()) {
            known.append(known.empty() ? "" : ", ").append(words.key);
        }
        row.refuse("system", "expected one of " + known + ", got \"" + system + '"');
    }
    return system;
}

void check_whole(Fields& row, const faults::OwnWords& words) {
    if (!words.spn && !words.fmi) {
        row.refuse("spn", "an SPN, an FMI or both are required");
    }
    if (!words.is_withdrawn && words.system.empty() && words.name.empty() && words.notice.empty() &&
        words.what_to_do.empty()) {
        row.refuse("name", "one of system, name, notice and do is required");
    }
}

}  // namespace

FileFacts catalog_from_csv(std::string_view text) {
    constexpr std::array<std::string_view, 2> answers = {"no", "yes"};
    FileFacts file;
    Seen seen;
    Sheet sheet(text, columns);
    while (auto row = sheet.next()) {
        faults::OwnWords words{.language = language_of_row(*row),
                               .spn = number_within<std::uint32_t>(*row, "spn", {1, most_spn}),
                               .fmi = number_within<std::uint8_t>(*row, "fmi", {0, most_fmi}),
                               .source_address = number_within<std::uint8_t>(
                                   *row, "source_address", {0, most_source_address}),
                               .model = row->text("model"),
                               .system = system_of_row(*row),
                               .name = row->text("name"),
                               .notice = row->text("notice"),
                               .what_to_do = row->text("do"),
                               .is_withdrawn = row->word("withdrawn", answers).value_or(0) == 1};
        check_whole(*row, words);
        seen.enter(*row, "spn", faults::entry_of(words));
        finish(file, sheet, *row, {std::move(words)});
    }
    file.errors = std::move(sheet.errors());
    return file;
}

}  // namespace roadworthy::exchange
