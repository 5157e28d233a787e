#include "backend/store/care/campaign_rows.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/store/care/round_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view trucks_of_cohort =
    "SELECT t.truck, t.customer FROM trucks t JOIN customers c ON c.customer = t.customer"
    " WHERE (? = '' OR t.model = ?) AND (? = '' OR t.segment = ?) AND (? = '' OR t.workshop = ?)"
    " AND (? = '' OR t.duty = ?) AND c.tier = COALESCE(?, c.tier)"
    " AND COALESCE(t.delivered_day, 0) <= COALESCE(?, 1000000)"
    " AND (? IS NULL OR EXISTS (SELECT 1 FROM episodes e WHERE e.bucket = t.bucket"
    " AND e.truck = t.truck AND e.spn = ? AND e.opened_ms >= COALESCE(?, 0))) ORDER BY t.truck";

template <class Id>
Id id_in(const sql::Statement& row, int column) {
    auto id = Id::from(row.text(column));
    if (!id) {
        throw sql::Failure(sql::Fault::corrupt, "an id of a truck: " + id.error().message);
    }
    return std::move(*id);
}

bool is_there(sql::Connection& connection, const std::string& id) {
    sql::Statement& row =
        connection
            .prepared("SELECT 1 FROM care_campaigns WHERE campaign = ? AND withdrawn_ms IS NULL")
            .with(id);
    const bool found = row.step();
    row.reset();
    return found;
}

void await_all(sql::Connection& connection, const std::string& campaign) {
    connection
        .prepared(
            "INSERT INTO care_waiting (bucket, truck) SELECT bucket, truck"
            " FROM care_campaign_trucks WHERE campaign = ?"
            " ON CONFLICT (bucket, truck) DO NOTHING")
        .with(campaign)
        .run();
}

}  // namespace

std::vector<CohortTruck> cohort(sql::Connection& connection, const Cohort& wanted) {
    const auto delivered =
        wanted.delivered_until ? std::optional(days_of(*wanted.delivered_until)) : std::nullopt;
    const auto since =
        wanted.fault_since ? std::optional(milliseconds_of(*wanted.fault_since)) : std::nullopt;
    sql::Statement& row = connection.prepared(trucks_of_cohort)
                              .with(wanted.model, wanted.model, wanted.segment, wanted.segment,
                                    wanted.workshop, wanted.workshop, wanted.duty, wanted.duty,
                                    wanted.tier, delivered, wanted.spn, wanted.spn, since);
    std::vector<CohortTruck> all;
    while (row.step()) {
        all.push_back({.truck = id_in<TruckId>(row, 0), .customer = id_in<CustomerId>(row, 1)});
    }
    row.reset();
    return all;
}

Result<std::size_t> start_campaign(sql::Connection& connection, const Campaign& campaign,
                                   const Cohort& wanted, Time now) {
    if (!checked_key(campaign.id)) {
        return fail("not an id of a campaign: \"" + campaign.id + '"');
    }
    if (campaign.script_zh.empty() || campaign.script_en.empty()) {
        return fail("a campaign says what to say in Chinese and in English");
    }
    sql::Transaction transaction(connection);
    if (is_there(connection, campaign.id)) {
        return fail("there is a campaign \"" + campaign.id + "\" already");
    }
    const std::vector<CohortTruck> trucks = cohort(connection, wanted);
    if (trucks.empty()) {
        return fail("no truck with an owner is as the campaign wants them");
    }
    connection.prepared("DELETE FROM care_campaign_trucks WHERE campaign = ?")
        .with(campaign.id)
        .run();
    connection
        .prepared(
            "INSERT INTO care_campaigns (campaign, day, script_zh, script_en, made_ms,"
            " made_by, withdrawn_ms) VALUES (?, ?, ?, ?, ?, ?, NULL)"
            " ON CONFLICT (campaign) DO UPDATE SET day = excluded.day,"
            " script_zh = excluded.script_zh, script_en = excluded.script_en,"
            " made_ms = excluded.made_ms, made_by = excluded.made_by, withdrawn_ms = NULL")
        .with(campaign.id, days_of(campaign.day), campaign.script_zh, campaign.script_en,
              milliseconds_of(now), campaign.by)
        .run();
    for (const CohortTruck& one : trucks) {
        connection
            .prepared("INSERT INTO care_campaign_trucks (bucket, truck, campaign) VALUES (?, ?, ?)")
            .with(topics::bucket_of(one.truck), one.truck.text(), campaign.id)
            .run();
    }
    await_all(connection, campaign.id);
    transaction.commit();
    return trucks.size();
}

Result<std::size_t> withdraw_campaign(sql::Connection& connection, const std::string& id,
                                      Time now) {
    sql::Transaction transaction(connection);
    if (!is_there(connection, id)) {
        return fail("there is no campaign \"" + id + '"');
    }
    connection.prepared("UPDATE care_campaigns SET withdrawn_ms = ? WHERE campaign = ?")
        .with(milliseconds_of(now), id)
        .run();
    await_all(connection, id);
    sql::Statement& row =
        connection.prepared("SELECT COUNT(*) FROM care_campaign_trucks WHERE campaign = ?")
            .with(id);
    row.step();
    const auto count = static_cast<std::size_t>(row.integer(0));
    row.reset();
    transaction.commit();
    return count;
}

}  // namespace roadworthy::store
