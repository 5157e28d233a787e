#include "backend/store/views/meters/meters.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/due/scorecard.hpp"
#include "backend/store/forms/dossier_form.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/truck/meter_book.hpp"
#include "backend/truck/meters.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/sources.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::views {
namespace {

constexpr std::string_view dossier_row =
    "SELECT content, customer FROM dossiers d WHERE {owner d} AND bucket = ? AND truck = ?";

// From when on the present owner has had it.
Time owned_since(const std::vector<truck::Ownership>& ownerships,
                 const std::optional<CustomerId>& owner) {
    Time since = Time::min();
    for (const truck::Ownership& one : ownerships) {
        if (one.customer == owner) {
            since = one.from;
        }
    }
    return since;
}

void hide_before(Time since, MeterRow& row) {
    for (truck::SourceTrack& track : row.meters.tracks) {
        if (track.held && track.held->reading.at < since) {
            track.held.reset();
        }
        while (track.epochs.size() > 1 && track.epochs[1].from <= since) {
            track.epochs.erase(track.epochs.begin());
        }
    }
    std::erase_if(row.told, [&](const due::KeptPrediction& kept) {
        return since != Time::min() && kept.asked < truck::meter_days(since);
    });
    if (row.refused && row.refused->reading.reading.at < since) {
        row.refused.reset();
    }
}

}  // namespace

std::optional<std::vector<MeterRow>> meters(sql::Connection& connection, const store::Scope& scope,
                                            const TruckId& truck) {
    const Rows row(scope.select(connection, dossier_row, topics::bucket_of(truck), truck.text()));
    if (!row->step()) {
        return std::nullopt;
    }
    const auto dossier = store::decode_dossier(truck, row->blob(0));
    if (!dossier) {
        throw sql::Failure(sql::Fault::corrupt, dossier.error().message);
    }
    const bool sees_all = std::holds_alternative<store::Scope::Everything>(scope.subject());
    const Time since =
        sees_all ? Time::min() : owned_since(dossier->ownerships, id_if<CustomerId>(*row, 1));
    std::vector<MeterRow> rows;
    for (const truck::MeterBook& book : dossier->state.meters) {
        if (book.now().tracks.empty() && book.refused_count() == 0) {
            continue;
        }
        MeterRow found{.kind = book.kind(),
                       .meters = book.now(),
                       .refused = book.refused(),
                       .refused_count = book.refused_count(),
                       .told = dossier->told.kept.at(static_cast<std::size_t>(book.kind()))};
        hide_before(since, found);
        rows.push_back(std::move(found));
    }
    return rows;
}

}  // namespace roadworthy::views
