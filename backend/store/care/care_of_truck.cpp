#include "backend/store/care/care_of_truck.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/customers/care/occasions.hpp"
#include "backend/customers/care/tasks.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/customers/care/trial.hpp"
#include "backend/customers/care/triggers.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/customers/dossier.hpp"
#include "backend/faults/comebacks.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/store/forms/case_form.hpp"
#include "backend/store/forms/registry_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/schema.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view cases_of_truck =
    "SELECT content FROM @cases WHERE bucket = ? AND truck = ? ORDER BY case_id";
constexpr std::string_view campaigns_of_truck =
    "SELECT c.campaign, c.day FROM care_campaign_trucks x JOIN care_campaigns c"
    " ON c.campaign = x.campaign WHERE x.bucket = ? AND x.truck = ? AND c.withdrawn_ms IS NULL"
    " ORDER BY c.campaign";
constexpr std::string_view papers_of_truck =
    "SELECT content FROM @papers WHERE bucket = ? AND truck = ?";
constexpr std::string_view tier_of_customer = "SELECT tier FROM @customers WHERE customer = ?";

void add_cases(Tables& tables, const TruckId& truck, std::vector<care::Occasion>& all) {
    sql::Statement& row =
        tables.prepared(cases_of_truck).with(topics::bucket_of(truck), truck.text());
    while (row.step()) {
        const auto it = from_blob<cases::Case>(row.blob(0));
        if (!it) {
            throw sql::Failure(sql::Fault::corrupt, "a case: " + it.error().message);
        }
        care::add_case(all, *it);
    }
    row.reset();
}

void add_campaigns(Tables& tables, const TruckId& truck, std::vector<care::Occasion>& all) {
    sql::Statement& row =
        tables.prepared(campaigns_of_truck).with(topics::bucket_of(truck), truck.text());
    while (row.step()) {
        all.push_back({.kind = care::OccasionKind::campaign,
                       .which = std::string(row.text(0)),
                       .day = day_of_days(row.integer(1))});
    }
    row.reset();
}

// The last day of the warranties for the whole truck; those of single systems are told with a repair.
std::optional<Day> warranty_until(Tables& tables, const TruckId& truck) {
    std::optional<Day> until;
    sql::Statement& row =
        tables.prepared(papers_of_truck).with(topics::bucket_of(truck), truck.text());
    while (row.step()) {
        const auto paper = from_blob<customers::Paper>(row.blob(0));
        if (!paper) {
            throw sql::Failure(sql::Fault::corrupt, "a paper: " + paper.error().message);
        }
        const bool is_whole = paper->kind == customers::PaperKind::warranty &&
                              paper->systems.empty() && !paper->is_withdrawn;
        if (is_whole) {
            until = std::max(until.value_or(paper->until), paper->until);
        }
    }
    row.reset();
    return until;
}

truck::Tier tier_of(Tables& tables, const CustomerId& customer) {
    sql::Statement& row = tables.prepared(tier_of_customer).with(customer.text());
    const auto tier = row.step() ? static_cast<truck::Tier>(row.integer(0)) : truck::Tier::ordinary;
    row.reset();
    return tier;
}

// Since when the present owner has been it.
std::optional<Day> owned_from(const std::vector<truck::Ownership>& ownerships, Time now) {
    std::optional<Day> from;
    for (const truck::Ownership& one : ownerships) {
        if (one.from <= now) {
            from = day_of(one.from);
        }
    }
    return from;
}

std::optional<Day> remembered_from(const customers::Dossier& dossier) {
    auto from = care::remembered_from(dossier.done);
    const auto& repairs = dossier.faults.repairs;
    if (repairs.size() == faults::most_repairs) {
        const Day oldest = day_of(repairs.front().at);
        from = std::max(from.value_or(oldest), oldest);
    }
    return from;
}

}  // namespace

care::Known known_for_care(Tables& tables, const StoredDossier& stored,
                           const care::Timetable& timetable, Time now) {
    const customers::Dossier& dossier = stored.dossier;
    std::vector<care::Occasion> others;
    add_cases(tables, dossier.truck, others);
    add_campaigns(tables, dossier.truck, others);
    care::add_repairs(others, dossier.faults.repairs);
    care::Known known{
        .occasions = care::occasions({.record = dossier.record,
                                      .due = dossier.due,
                                      .done = dossier.done,
                                      .warranty_until = warranty_until(tables, dossier.truck),
                                      .others = others,
                                      .owned_from = owned_from(dossier.ownerships, now)},
                                     timetable.thresholds, day_of(now)),
        .customer = truck::owner_at(dossier.ownerships, now),
        .audience = {.tier = truck::Tier::ordinary,
                     .segment = dossier.record ? dossier.record->segment : std::string()},
        .remembered_from = remembered_from(dossier)};
    if (known.customer) {
        known.audience.tier = tier_of(tables, *known.customer);
    }
    return known;
}

std::vector<care::PastOccasions> past_occasions(sql::Connection& connection,
                                                const care::Timetable& timetable, Time now) {
    constexpr std::size_t at_once = 500;
    Tables tables(connection, Version::live);
    std::vector<care::PastOccasions> all;
    std::optional<TruckId> after;
    for (auto trucks = trucks_after(tables, after, at_once); !trucks.empty();
         trucks = trucks_after(tables, after, at_once)) {
        after = trucks.back();
        for (const TruckId& truck : trucks) {
            const auto stored = find_dossier(tables, truck);
            care::Known known = known_for_care(tables, *stored, timetable, now);
            // A service that was done had been due; what is due today stands in `known`.
            for (care::Occasion& past : care::past_services(stored->dossier.done)) {
                known.occasions.push_back(std::move(past));
            }
            all.push_back({.customer = std::move(known.customer),
                           .audience = known.audience,
                           .occasions = std::move(known.occasions)});
        }
    }
    return all;
}

}  // namespace roadworthy::store
