#pragma once
// What is folded for one truck: its dossier, and beside it, for statements to read, its record and
// newest readings (trucks) and its owners (ownership).

#include <optional>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/inputs/journal_rows.hpp"

namespace roadworthy::store {

struct StoredDossier {
    customers::Dossier dossier;
    Position position = 0;            // of the last input that is folded in it
    std::optional<CustomerId> owner;  // as of that input
};

std::optional<StoredDossier> find_dossier(Tables& tables, const TruckId& truck);
void write(Tables& tables, const StoredDossier& stored);
void write_ownership(Tables& tables, const customers::Dossier& dossier);

// In the order of their rows, after that truck (nothing: from the first on).
std::vector<TruckId> trucks_after(Tables& tables, const std::optional<TruckId>& after,
                                  std::size_t most);

// What all trucks together teach.
customers::Sums sums(Tables& tables);

}  // namespace roadworthy::store
