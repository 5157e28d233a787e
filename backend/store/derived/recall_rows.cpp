#include "backend/store/derived/recall_rows.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/due/recalls.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view upsert_recall =
    "INSERT INTO @recalls AS present (recall, at_ms, content) VALUES (?, ?, ?)"
    " ON CONFLICT (recall) DO UPDATE SET at_ms = excluded.at_ms, content = excluded.content"
    " WHERE excluded.at_ms >= present.at_ms";
constexpr std::string_view upsert_vin =
    "INSERT INTO @recall_vins AS present (vin, recall, at_ms, listing) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (vin, recall) DO UPDATE SET at_ms = excluded.at_ms, listing = excluded.listing"
    " WHERE (excluded.at_ms, excluded.listing) > (present.at_ms, present.listing)";
constexpr std::string_view recalls_of_vin =
    "SELECT v.recall, v.at_ms, r.content FROM @recall_vins v LEFT JOIN @recalls r"
    " ON r.recall = v.recall WHERE v.vin = ? AND v.listing = 0 ORDER BY v.recall";
constexpr std::string_view trucks_of_vin =
    "SELECT truck FROM @trucks WHERE UPPER(TRIM(vin)) = ? ORDER BY bucket, truck";
// By the trucks: a fleet is smaller than a maker's list.
constexpr std::string_view trucks_of_recall =
    "SELECT t.truck FROM @trucks t WHERE EXISTS (SELECT 1 FROM @recall_vins v"
    " WHERE v.vin = UPPER(TRIM(t.vin)) AND v.recall = ?) ORDER BY t.bucket, t.truck";

void add_trucks(std::vector<TruckId>& trucks, sql::Statement& bound) {
    while (bound.step()) {
        if (auto truck = TruckId::from(bound.text(0))) {
            trucks.push_back(std::move(*truck));
        }
    }
    bound.reset();
}

}  // namespace

void write(Tables& tables, const due::Recall& recall) {
    tables.prepared(upsert_recall)
        .with(recall.id, milliseconds_of(recall.at), to_blob(recall))
        .run();
}

void write(Tables& tables, const due::RecallList& list) {
    for (const std::string& vin : list.vins) {
        tables.prepared(upsert_vin)
            .with(vin, list.recall, milliseconds_of(list.at), static_cast<int>(list.listing))
            .run();
    }
}

due::OpenRecalls open_recalls(Tables& tables, const std::string& vin) {
    due::OpenRecalls open;
    sql::Statement& row = tables.prepared(recalls_of_vin);
    row.with(vin);
    while (row.step()) {
        due::OpenRecall recall{.recall = std::string(row.text(0)),
                               .listed = day_of(time_of_milliseconds(row.integer(1)))};
        if (!row.is_null(2)) {
            auto said = from_blob<due::Recall>(row.blob(2));
            if (!said) {
                throw sql::Failure(sql::Fault::corrupt, "a recall: " + said.error().message);
            }
            recall.due_on = said->due_on;
            recall.labour_minutes = said->labour_minutes;
        }
        open.all.push_back(std::move(recall));
    }
    row.reset();
    return open;
}

std::vector<TruckId> trucks_of(Tables& tables, const due::RecallList& list) {
    std::vector<TruckId> trucks;
    for (const std::string& vin : list.vins) {
        add_trucks(trucks, tables.prepared(trucks_of_vin).with(vin));
    }
    return trucks;
}

std::vector<TruckId> trucks_of(Tables& tables, const due::Recall& recall) {
    std::vector<TruckId> trucks;
    add_trucks(trucks, tables.prepared(trucks_of_recall).with(recall.id));
    return trucks;
}

}  // namespace roadworthy::store
