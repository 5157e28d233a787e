#include "backend/store/derived/truck_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/customers/jobs.hpp"
#include "backend/due/forecast.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/forms/dossier_form.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view dossier_row =
    "SELECT position, customer, version, content FROM @dossiers WHERE bucket = ? AND truck = ?";
constexpr std::string_view upsert_dossier =
    "INSERT INTO @dossiers (bucket, truck, position, customer, version, content)"
    " VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (bucket, truck) DO UPDATE SET position = excluded.position,"
    " customer = excluded.customer, version = excluded.version, content = excluded.content";
constexpr std::string_view first_trucks =
    "SELECT truck FROM @dossiers ORDER BY bucket, truck LIMIT ?";
constexpr std::string_view next_trucks =
    "SELECT truck FROM @dossiers WHERE (bucket, truck) > (?, ?) ORDER BY bucket, truck LIMIT ?";

// What moves with every reading, where no indexed column does.
constexpr std::string_view update_truck_in_place =
    "UPDATE @trucks SET is_entered = ?, bus_vin = ?, plate = ?, model = ?, segment = ?,"
    " delivered_day = ?, odometer_m = ?, odometer_read_ms = ?, engine_time_s = ?,"
    " engine_time_read_ms = ?, fuel_used_ml = ?, fuel_used_read_ms = ?, heard_ms = ?,"
    " odometer_pace = ?, engine_time_pace = ?, fuel_used_pace = ?, engine = ?, duty = ?,"
    " agreement = ?, agreement_until_day = ?, plan_named = ?"
    " WHERE bucket = ? AND truck = ? AND plan IS NOT DISTINCT FROM ?"
    " AND customer IS NOT DISTINCT FROM ? AND workshop = ?"
    " AND visit_by_day IS NOT DISTINCT FROM ? AND vin = ?";
constexpr std::string_view delete_truck = "DELETE FROM @trucks WHERE bucket = ? AND truck = ?";
constexpr std::string_view insert_truck =
    "INSERT INTO @trucks (is_entered, bus_vin, plate, model, segment,"
    " delivered_day, odometer_m, odometer_read_ms, engine_time_s, engine_time_read_ms,"
    " fuel_used_ml, fuel_used_read_ms, heard_ms, odometer_pace, engine_time_pace, fuel_used_pace,"
    " engine, duty, agreement, agreement_until_day, plan_named, bucket, truck, plan, customer,"
    " workshop, visit_by_day, vin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?, ?, "
    "?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view sum_of_paces =
    "SELECT COUNT(odometer_pace), SUM(odometer_pace), COUNT(engine_time_pace),"
    " SUM(engine_time_pace), COUNT(fuel_used_pace), SUM(fuel_used_pace) FROM @trucks";

constexpr std::string_view sum_of_scores =
    "SELECT kind, SUM(silent_minutes), SUM(driven_minutes), SUM(settled), SUM(early), SUM(late)"
    " FROM @meter_scores GROUP BY kind";

constexpr std::string_view delete_ownership =
    "DELETE FROM @ownership WHERE bucket = ? AND truck = ?";
constexpr std::string_view insert_ownership =
    "INSERT INTO @ownership (bucket, truck, from_ms, to_ms, customer) VALUES (?, ?, ?, ?, ?)";

struct Reading {
    std::optional<std::int64_t> value;
    std::optional<std::int64_t> read_ms;
};

Reading newest(const truck::TruckState& state, MeterKind kind) {
    const auto said = truck::last_said(state, kind);
    return said ? Reading{said->value, milliseconds_of(said->at)} : Reading{};
}

std::optional<double> pace(const customers::Sums& own, MeterKind kind) {
    const due::Prior& prior = own.at(static_cast<std::size_t>(kind)).prior;
    return prior.count > 0 ? std::optional(prior.sum) : std::nullopt;
}

std::optional<std::int64_t> day_number(const std::optional<Day>& day) {
    return day ? std::optional<std::int64_t>(days_of(*day)) : std::nullopt;
}

// A truck that was heard before anybody entered it has an empty record.
truck::TruckRecord record_of(const customers::Dossier& dossier) {
    return dossier.record ? *dossier.record : truck::TruckRecord{.id = dossier.truck};
}

void bind_truck(sql::Statement& statement, const StoredDossier& stored) {
    const customers::Dossier& dossier = stored.dossier;
    const truck::TruckRecord record = record_of(dossier);
    const Reading odometer = newest(dossier.state, MeterKind::odometer);
    const Reading engine_time = newest(dossier.state, MeterKind::engine_time);
    const Reading fuel_used = newest(dossier.state, MeterKind::fuel_used);
    std::optional<std::string_view> plan;
    if (dossier.plan) {
        plan = dossier.plan->plan.text();
    }
    customers::Sums own;
    customers::contribute(dossier, own);
    statement.with(dossier.record.has_value(), dossier.state.bus_vin, record.plate, record.model,
                   record.segment, day_number(record.delivered), odometer.value, odometer.read_ms,
                   engine_time.value, engine_time.read_ms, fuel_used.value, fuel_used.read_ms,
                   milliseconds_of(dossier.state.last_heard), pace(own, MeterKind::odometer),
                   pace(own, MeterKind::engine_time), pace(own, MeterKind::fuel_used),
                   record.engine, record.duty, record.agreement, day_number(record.agreement_until),
                   text_of(record.plan), topics::bucket_of(dossier.truck), dossier.truck.text(),
                   plan, text_of(stored.owner), record.workshop,
                   day_number(customers::visit_by(dossier.due, dossier.faults.episodes)),
                   record.vin);
}

void write_truck(Tables& tables, const StoredDossier& stored) {
    sql::Statement& in_place = tables.prepared(update_truck_in_place);
    bind_truck(in_place, stored);
    in_place.run();
    if (tables.changes() == 0) {
        const TruckId& truck = stored.dossier.truck;
        tables.prepared(delete_truck).with(topics::bucket_of(truck), truck.text()).run();
        sql::Statement& insert = tables.prepared(insert_truck);
        bind_truck(insert, stored);
        insert.run();
    }
}

[[noreturn]] void unreadable(const TruckId& truck, const std::string& why) {
    throw sql::Failure(sql::Fault::corrupt,
                       "the dossier of " + truck.text() + " cannot be read (" + why +
                           "): `roadworthy-backend rebuild` makes it again from the journal");
}

template <class Id>
Id stored_id(std::string_view text) {
    auto id = Id::from(text);
    if (!id) {
        throw sql::Failure(sql::Fault::corrupt, "a stored id: " + id.error().message);
    }
    return std::move(*id);
}

}  // namespace

std::optional<StoredDossier> find_dossier(Tables& tables, const TruckId& truck) {
    sql::Statement& row = tables.prepared(dossier_row);
    row.with(topics::bucket_of(truck), truck.text());
    if (!row.step()) {
        return std::nullopt;
    }
    if (row.integer(2) != dossier_version) {
        unreadable(truck, "version " + std::to_string(row.integer(2)));
    }
    auto dossier = decode_dossier(truck, row.blob(3));
    if (!dossier) {
        unreadable(truck, dossier.error().message);
    }
    StoredDossier stored{.dossier = std::move(*dossier), .position = row.integer(0)};
    if (!row.is_null(1)) {
        stored.owner = stored_id<CustomerId>(row.text(1));
    }
    row.reset();
    return stored;
}

void write(Tables& tables, const StoredDossier& stored) {
    const TruckId& truck = stored.dossier.truck;
    tables.prepared(upsert_dossier)
        .with(topics::bucket_of(truck), truck.text(), stored.position, text_of(stored.owner),
              dossier_version, encode_dossier(stored.dossier))
        .run();
    write_truck(tables, stored);
}

void write_ownership(Tables& tables, const customers::Dossier& dossier) {
    const std::uint16_t bucket = topics::bucket_of(dossier.truck);
    const std::string& truck = dossier.truck.text();
    tables.prepared(delete_ownership).with(bucket, truck).run();
    for (std::size_t i = 0; i < dossier.ownerships.size(); ++i) {
        std::optional<Time> until;
        if (i + 1 < dossier.ownerships.size()) {
            until = dossier.ownerships[i + 1].from;
        }
        const truck::Ownership& ownership = dossier.ownerships[i];
        tables.prepared(insert_ownership)
            .with(bucket, truck, milliseconds_of(ownership.from), milliseconds_of(until),
                  text_of(ownership.customer))
            .run();
    }
}

std::vector<TruckId> trucks_after(Tables& tables, const std::optional<TruckId>& after,
                                  std::size_t most) {
    sql::Statement& row = tables.prepared(after ? next_trucks : first_trucks);
    if (after) {
        row.with(topics::bucket_of(*after), after->text(), most);
    } else {
        row.with(most);
    }
    std::vector<TruckId> trucks;
    while (row.step()) {
        trucks.push_back(stored_id<TruckId>(row.text(0)));
    }
    row.reset();
    return trucks;
}

customers::Sums sums(Tables& tables) {
    constexpr double minutes_a_day = 1440;
    customers::Sums all;
    sql::Statement& paces = tables.prepared(sum_of_paces);
    if (paces.step()) {
        for (int kind = 0; kind < 3; ++kind) {
            due::Prior& prior = all.at(static_cast<std::size_t>(kind)).prior;
            prior.count = static_cast<double>(paces.integer(2 * kind));
            prior.sum = paces.is_null(2 * kind + 1) ? 0.0 : paces.real(2 * kind + 1);
        }
    }
    paces.reset();
    sql::Statement& scores = tables.prepared(sum_of_scores);
    while (scores.step()) {
        const auto total = [&](int column) {
            return static_cast<std::uint64_t>(scores.integer(column));
        };
        customers::FleetSums& of_kind = all.at(static_cast<std::size_t>(scores.integer(0)));
        of_kind.silences.silent_days = static_cast<double>(scores.integer(1)) / minutes_a_day;
        of_kind.silences.driven_days = static_cast<double>(scores.integer(2)) / minutes_a_day;
        of_kind.outcomes = {.settled = total(3), .early = total(4), .late = total(5)};
    }
    scores.reset();
    return all;
}

}  // namespace roadworthy::store
