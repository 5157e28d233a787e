#pragma once
// Recalls, the VINs that they list, and the trucks that have these.

#include <span>
#include <string>
#include <vector>

#include "backend/due/recalls.hpp"
#include "backend/store/derived/tables.hpp"
#include "common/ids.hpp"

namespace roadworthy::store {

// What is older than what stands there changes nothing.
void write(Tables& tables, const due::Recall& recall);
void write(Tables& tables, const due::RecallList& list);

// Those that list this VIN, as due::plain_vin gives it.
due::OpenRecalls open_recalls(Tables& tables, const std::string& vin);

// Whom a change of the list, or of what the recall says, concerns.
std::vector<TruckId> trucks_of(Tables& tables, const due::RecallList& list);
std::vector<TruckId> trucks_of(Tables& tables, const due::Recall& recall);

}  // namespace roadworthy::store
