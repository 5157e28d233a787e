#include "backend/exchange/faults/repairs_from_csv.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/exchange/faults/numbers.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/exchange/import/rows.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "backend/faults/comebacks.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

constexpr std::array<Column, 8> repair_columns = {{{"truck", required},
                                                   {"repair", required},
                                                   {"done_at", required},
                                                   {"faults", required},
                                                   {"odometer_km"},
                                                   {"by"},
                                                   {"words"},
                                                   {"void"}}};
constexpr std::array<std::string_view, 2> answers = {"no", "yes"};

// SPN, SPN/FMI or SOURCE/SPN/FMI.
std::optional<faults::FaultPattern> pattern(std::string_view text) {
    const auto parts = parted(text, '/');
    const bool has_source = parts.size() == 3;
    const auto source =
        has_source ? whole_up_to(parts[0], last_address) : std::optional<std::uint32_t>{0};
    const auto spn = whole_up_to(parts.at(has_source ? 1 : 0), last_spn);
    const auto fmi =
        parts.size() >= 2 ? whole_up_to(parts.back(), last_fmi) : std::optional<std::uint32_t>{0};
    if (parts.size() > 3 || !source || !spn || !fmi) {
        return std::nullopt;
    }
    faults::FaultPattern found{.source_address = {}, .spn = *spn, .fmi = {}};
    if (has_source) {
        found.source_address = static_cast<std::uint8_t>(*source);
    }
    if (parts.size() >= 2) {
        found.fmi = static_cast<std::uint8_t>(*fmi);
    }
    return found;
}

std::vector<faults::FaultPattern> patterns(Fields& row) {
    const std::string text = required_text(row, "faults");
    std::vector<faults::FaultPattern> all;
    for (const std::string_view part : parted(text, ';')) {
        if (const auto one = pattern(part)) {
            all.push_back(*one);
        } else {
            row.refuse("faults",
                       "expected SPN, SPN/FMI or SOURCE/SPN/FMI, got \"" + std::string(part) + '"');
        }
    }
    return all;
}

}  // namespace

FileFacts repairs_from_csv(std::string_view text, Time now) {
    FileFacts file;
    Sheet sheet(text, repair_columns);
    Seen repairs;
    while (auto row = sheet.next()) {
        const faults::Repair repair{.truck = required_id<TruckId>(*row, "truck"),
                                    .id = required_text(*row, "repair"),
                                    .at = past_time(*row, "done_at", now),
                                    .faults = patterns(*row),
                                    .odometer_m = row->amount("odometer_km", metres),
                                    .by = row->text("by"),
                                    .words = row->text("words"),
                                    .is_void = row->word("void", answers).value_or(0) == 1};
        repairs.enter(*row, "repair", repair.truck.text() + '/' + repair.id);
        finish(file, sheet, *row, {repair});
    }
    file.errors = std::move(sheet.errors());
    return file;
}

}  // namespace roadworthy::exchange
