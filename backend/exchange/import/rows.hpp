#pragma once
// What the rows of all files have in common: ids that must be there, times that have been, keys that
// stand once.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "backend/store/inputs/fact.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

inline constexpr auto required = Presence::required;
inline constexpr std::int64_t metres = 1000;       // in a kilometre
inline constexpr std::int64_t seconds = 3600;      // in an hour
inline constexpr std::int64_t millilitres = 1000;  // in a litre
inline constexpr std::int64_t cents = 100;         // in a unit of money

// What was read before in the same file, by its key, and where.
class Seen {
public:
    // Refuses a key that stands there already.
    void enter(Fields& row, std::string_view column, const std::string& key) {
        const auto [place, is_new] = lines_.try_emplace(key, row.line());
        if (!is_new) {
            row.refuse(column, "the same stands already in line " + std::to_string(place->second));
        }
    }

private:
    std::map<std::string, std::size_t> lines_;
};

// An id that the row cannot do without; any good one where it is missing, which nobody looks at.
template <class Id>
Id required_id(Fields& row, std::string_view column) {
    auto id = row.id<Id>(column);
    if (!id) {
        row.refuse(column, "a value is required");
        return Id::from("AAAAAAAA").value();
    }
    return std::move(*id);
}

inline std::string required_text(Fields& row, std::string_view column) {
    if (row.is_empty(column)) {
        row.refuse(column, "a value is required");
    }
    return row.text(column);
}

inline Time past_time(Fields& row, std::string_view column, Time now) {
    const auto time = row.time(column);
    if (!time) {
        row.refuse(column, "a value is required");
        return {};
    }
    if (*time > now + std::chrono::hours{24}) {
        row.refuse(column, "lies in the future");
    }
    return *time;
}

// Ends a row: its facts, or what is wrong with it.
inline void finish(FileFacts& file, Sheet& sheet, const Fields& row,
                   std::vector<store::Fact> facts) {
    if (row.error()) {
        sheet.refuse(*row.error());
    } else {
        file.rows.push_back({row.line(), std::move(facts)});
    }
}

}  // namespace roadworthy::exchange
