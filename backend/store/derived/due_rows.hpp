#pragma once
// The table of what is due: each row as a value, and beside it the columns by which the due list
// finds and orders it.

#include <cstdint>
#include <limits>
#include <string>

#include "backend/due/due.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/truck/registry.hpp"

namespace roadworthy::store {

// The rank_day of what nobody can date: after all days.
constexpr std::int64_t undated_rank_day = std::numeric_limits<std::int32_t>::max();

class DueRows {
public:
    // `stored`: whose rows they are.
    DueRows(Tables& tables, const StoredDossier& stored);

    void write(const due::DueRow& row);
    void remove(const std::string& item);

private:
    Tables& tables_;
    const StoredDossier& stored_;
    int tier_points_ = 0;
};

// The tier of a customer is part of the place of all that is due to him.
void place_due_rows(Tables& tables, const truck::Customer& customer);

}  // namespace roadworthy::store
