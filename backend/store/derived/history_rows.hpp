#pragma once
// What one truck's inputs have made new or different since its rows were last written, and its
// tables: due, episodes, meter_days, meter_scores. A row that changes ten times a second is written once.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/customers/dossier.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/uptime/blocks.hpp"

namespace roadworthy::store {

struct ChangedRows {
    std::map<std::string, std::optional<due::DueRow>> due;  // nothing: the item is gone
    std::map<std::uint64_t, faults::Episode> episodes;
    std::map<std::uint64_t, faults::Links> links;  // of episodes by their number
    uptime::EvidenceChanges evidence;
    std::map<std::pair<MeterKind, Day>, truck::ReadingsOfDay> meter_days;
    std::map<MeterKind, customers::MeterScore> scores;
    std::map<std::string, std::vector<due::JudgedCompletion>> judged;  // all of an item
    std::map<cases::CaseId, std::optional<cases::Case>> cases;  // nothing: it is none any more

    void add(customers::Changes&& changes);
    bool empty() const {
        return due.empty() && episodes.empty() && links.empty() && evidence.empty() &&
               meter_days.empty() && scores.empty() && judged.empty() && cases.empty();
    }
};

// All but the cases and the evidence of uptime: see case_rows, evidence_rows.
void write(Tables& tables, const StoredDossier& stored, const ChangedRows& changed);

// The settled days of readings, in order: as they stand, and as `changed` will have them.
std::vector<truck::ReadingsOfDay> meter_days(Tables& tables, const TruckId& truck, MeterKind kind,
                                             const ChangedRows& changed);

}  // namespace roadworthy::store
