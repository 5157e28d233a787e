#include "backend/store/derived/due_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/due/due.hpp"
#include "backend/due/list/ranking.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {
namespace {

// All conditions hold for nearly every reading: the row is written in place, no index is touched.
constexpr std::string_view update_in_place =
    "UPDATE @due SET content = ?, is_reached = ?, calendar_day = ?, known_until_day = ?,"
    " overdue_from_day = ?, limiting = ? WHERE bucket = ? AND truck = ? AND item = ?"
    " AND p50_day IS NOT DISTINCT FROM ? AND rank_day = ? AND basis = ? AND merit = ?"
    " AND handicap = ? AND workshop = ? AND customer IS NOT DISTINCT FROM ?"
    " AND labour_minutes = ? AND is_never_done = ? AND counter_disagrees = ?"
    " AND work_day IS NOT DISTINCT FROM ?";
constexpr std::string_view upsert =
    "INSERT INTO @due (content, is_reached, calendar_day, known_until_day, overdue_from_day,"
    " limiting, bucket, truck, item, p50_day, rank_day, basis, merit, handicap, workshop,"
    " customer, labour_minutes, is_never_done, counter_disagrees, work_day)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (bucket, truck, item) DO UPDATE SET content = excluded.content,"
    " is_reached = excluded.is_reached, calendar_day = excluded.calendar_day,"
    " known_until_day = excluded.known_until_day, overdue_from_day = excluded.overdue_from_day,"
    " limiting = excluded.limiting, p50_day = excluded.p50_day, rank_day = excluded.rank_day,"
    " basis = excluded.basis, merit = excluded.merit, handicap = excluded.handicap,"
    " workshop = excluded.workshop, customer = excluded.customer,"
    " labour_minutes = excluded.labour_minutes, is_never_done = excluded.is_never_done,"
    " counter_disagrees = excluded.counter_disagrees, work_day = excluded.work_day";
constexpr std::string_view delete_row =
    "DELETE FROM @due WHERE bucket = ? AND truck = ? AND item = ?";
constexpr std::string_view tier_of = "SELECT tier FROM @customers WHERE customer = ?";
constexpr std::string_view update_handicaps =
    "UPDATE @due SET handicap = -merit - ? WHERE customer = ? AND handicap <> -merit - ?";

std::optional<std::int64_t> day_number(const std::optional<Day>& day) {
    return day ? std::optional<std::int64_t>(days_of(*day)) : std::nullopt;
}

// A recall is done once: that it never was says nothing.
bool is_never_done(const due::DueRow& row) {
    return !row.last_done && row.kind != due::ItemKind::recall;
}

std::optional<Day> work_day(const due::DueRow& row, const due::RankDay& rank) {
    return rank.basis == due::Basis::stale ? row.calendar : rank.day;
}

int tier_points_of(Tables& tables, const std::optional<CustomerId>& customer) {
    if (!customer) {
        return 0;
    }
    sql::Statement& row = tables.prepared(tier_of);
    row.with(customer->text());
    const int points = row.step() ? due::tier_points(static_cast<truck::Tier>(row.integer(0))) : 0;
    row.reset();
    return points;
}

due::Agreement agreement_of(const customers::Dossier& dossier) {
    return dossier.record ? due::Agreement{.name = dossier.record->agreement,
                                           .until = dossier.record->agreement_until}
                          : due::Agreement{};
}

}  // namespace

DueRows::DueRows(Tables& tables, const StoredDossier& stored)
    : tables_(tables), stored_(stored), tier_points_(tier_points_of(tables, stored.owner)) {}

void DueRows::write(const due::DueRow& row) {
    const customers::Dossier& dossier = stored_.dossier;
    const due::StateDays state = due::state_days(row);
    const due::RankDay rank = due::rank_day(row);
    const int merit = due::merit_points(row, agreement_of(dossier));
    const std::vector<std::byte> content = to_blob(row);
    const auto bind = [&](sql::Statement& statement) -> sql::Statement& {
        return statement.with(
            content, state.is_reached, day_number(state.calendar), day_number(state.known_until),
            day_number(state.overdue_from), static_cast<int>(row.limiting),
            topics::bucket_of(dossier.truck), dossier.truck.text(), row.item, day_number(rank.day),
            day_number(rank.day).value_or(undated_rank_day), static_cast<int>(rank.basis), merit,
            -merit - tier_points_, dossier.record ? dossier.record->workshop : std::string(),
            text_of(stored_.owner), row.labour_minutes, is_never_done(row),
            row.own_counter && row.own_counter->disagrees, day_number(work_day(row, rank)));
    };
    bind(tables_.prepared(update_in_place)).run();
    if (tables_.changes() == 0) {
        bind(tables_.prepared(upsert)).run();
    }
}

void DueRows::remove(const std::string& item) {
    const TruckId& truck = stored_.dossier.truck;
    tables_.prepared(delete_row).with(topics::bucket_of(truck), truck.text(), item).run();
}

void place_due_rows(Tables& tables, const truck::Customer& customer) {
    const int points = due::tier_points(customer.tier);
    tables.prepared(update_handicaps).with(points, customer.id.text(), points).run();
}

}  // namespace roadworthy::store
