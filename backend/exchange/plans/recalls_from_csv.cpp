#include "backend/exchange/plans/recalls_from_csv.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "backend/due/recalls.hpp"
#include "backend/exchange/import/rows.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "backend/exchange/plans/plans_from_csv.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

constexpr std::array<Column, 10> columns = {{{"recall", required},
                                             {"vin", required},
                                             {"name_zh"},
                                             {"name_en"},
                                             {"due_on"},
                                             {"labour_min"},
                                             {"bring"},
                                             {"parts"},
                                             {"as_of"},
                                             {"withdrawn"}}};
constexpr std::array<std::string_view, 2> answers = {"no", "yes"};
// An item's key has at most 64 bytes, of which recall/ takes seven.
constexpr std::size_t most_id_bytes = 57;

bool says_what(const Fields& row) {
    constexpr std::array<std::string_view, 7> described = {
        "name_zh", "name_en", "due_on", "labour_min", "bring", "parts", "as_of"};
    for (const std::string_view column : described) {
        if (!row.is_empty(column)) {
            return true;
        }
    }
    return false;
}

due::Recall recall_of(Fields& row, Time now) {
    due::Recall recall{.id = required_id<Key<struct RecallKind>>(row, "recall").text(),
                       .at = row.time("as_of").value_or(now),
                       .name_zh = row.text("name_zh"),
                       .name_en = row.text("name_en"),
                       .due_on = row.day("due_on"),
                       .labour_minutes = row.whole("labour_min").value_or(0),
                       .bring = words_of(row, "bring"),
                       .parts = parts_of(row)};
    if (recall.id.size() > most_id_bytes) {
        row.refuse("recall", "expected at most " + std::to_string(most_id_bytes) + " bytes");
    }
    if (recall.at > now + std::chrono::hours{24}) {
        row.refuse("as_of", "lies in the future");
    }
    return recall;
}

std::string vin_of(Fields& row) {
    auto vin = due::checked_vin(row.text("vin"));
    if (!vin) {
        row.refuse("vin", std::move(vin.error().message));
        return {};
    }
    return std::move(*vin);
}

}  // namespace

RecallFile recalls_from_csv(std::string_view text, Time now) {
    RecallFile file;
    Seen seen;
    std::map<std::string, std::size_t> places;
    Sheet sheet(text, columns);
    while (auto row = sheet.next()) {
        due::Recall recall = recall_of(*row, now);
        RecallLine line{
            .line = row->line(),
            .recall = file.recalls.size(),
            .vin = vin_of(*row),
            .listing = static_cast<due::Listing>(row->word("withdrawn", answers).value_or(0))};
        seen.enter(*row, "vin", recall.id + ' ' + line.vin);
        const auto known = places.find(recall.id);
        if (known != places.end() && says_what(*row) && file.recalls[known->second] != recall) {
            row->refuse("recall", "its lines differ in more than VIN and withdrawn");
        }
        if (row->error()) {
            sheet.refuse(*row->error());
            continue;
        }
        if (known == places.end()) {
            places.emplace(recall.id, file.recalls.size());
            file.recalls.push_back(std::move(recall));
        } else {
            line.recall = known->second;
        }
        file.lines.push_back(std::move(line));
    }
    file.errors = std::move(sheet.errors());
    return file;
}

}  // namespace roadworthy::exchange
