#include "backend/store/derived/fleet_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/customers/coverage.hpp"
#include "backend/customers/dossier.hpp"
#include "backend/customers/visit_offer.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/templates.hpp"
#include "backend/due/visits/workshop.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/faults/rule_book.hpp"
#include "backend/faults/rules.hpp"
#include "backend/store/derived/case_rows.hpp"
#include "backend/store/derived/due_rows.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/forms/fault_form.hpp"
#include "backend/store/forms/meter_form.hpp"
#include "backend/store/forms/offer_form.hpp"
#include "backend/store/forms/registry_form.hpp"
#include "backend/store/forms/words_form.hpp"
#include "backend/store/schema.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view upsert_customer =
    "INSERT INTO @customers (customer, dealer, name, contact, phone, language, tier)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (customer) DO UPDATE SET dealer = excluded.dealer, name = excluded.name,"
    " contact = excluded.contact, phone = excluded.phone, language = excluded.language,"
    " tier = excluded.tier";
constexpr std::string_view upsert_workshop =
    "INSERT INTO @workshops (workshop, content) VALUES (?, ?)"
    " ON CONFLICT (workshop) DO UPDATE SET content = excluded.content";
constexpr std::string_view upsert_words =
    "INSERT INTO @fault_words (entry, spn, content) VALUES (?, ?, ?)"
    " ON CONFLICT (entry) DO UPDATE SET content = excluded.content";
constexpr std::string_view upsert_paper =
    "INSERT INTO @papers (bucket, truck, paper, content) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (bucket, truck, paper) DO UPDATE SET content = excluded.content";
constexpr std::string_view upsert_answer =
    "INSERT INTO @visit_answers (bucket, truck, answer, at_ms, content) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (bucket, truck, answer) DO UPDATE SET at_ms = excluded.at_ms,"
    " content = excluded.content";
constexpr std::string_view upsert_plan =
    "INSERT INTO @plans AS plan_in_force (plan, version, content) VALUES (?, ?, ?)"
    " ON CONFLICT (plan) DO UPDATE SET version = excluded.version, content = excluded.content"
    " WHERE excluded.version > plan_in_force.version";
constexpr std::string_view insert_plan_version =
    "INSERT INTO @plan_versions (plan, version, entered_ms, content) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (plan, version) DO NOTHING";
constexpr std::string_view upsert_tick =
    "INSERT INTO @day_tick (single, day, content) VALUES (1, ?, ?)"
    " ON CONFLICT (single) DO UPDATE SET day = excluded.day, content = excluded.content";
constexpr std::string_view upsert_quiet =
    "INSERT INTO @quiet_days (single, content) VALUES (1, ?)"
    " ON CONFLICT (single) DO UPDATE SET content = excluded.content";
constexpr std::string_view quiet_row = "SELECT content FROM @quiet_days";
constexpr std::string_view upsert_rules =
    "INSERT INTO @rule_sets (version, from_ms, content) VALUES (?, ?, ?)"
    " ON CONFLICT (version) DO NOTHING";
constexpr std::string_view newest_rules =
    "SELECT from_ms, content FROM (SELECT version, from_ms, content FROM @rule_sets"
    " ORDER BY version DESC LIMIT ?) newest ORDER BY version";
constexpr std::string_view open_fault_trucks =
    "SELECT DISTINCT bucket, truck FROM @episodes WHERE state < 2 ORDER BY bucket, truck";
constexpr std::string_view plan_rows = "SELECT content FROM @plans";
constexpr std::string_view tick_row = "SELECT content FROM @day_tick";
constexpr std::string_view trucks_with_plan =
    "SELECT truck FROM @trucks WHERE plan = ? ORDER BY bucket, truck";
constexpr std::string_view trucks_without_it =
    "SELECT truck, model, engine, segment, duty FROM @trucks WHERE is_entered <> 0"
    " AND plan_named IS NULL AND plan IS DISTINCT FROM ? ORDER BY bucket, truck";

template <class T>
T stored_value(sql::Blob blob) {
    auto value = from_blob<T>(blob);
    if (!value) {
        throw sql::Failure(sql::Fault::corrupt, "a stored value: " + value.error().message);
    }
    return std::move(*value);
}

}  // namespace

void write(Tables& tables, const truck::Customer& customer) {
    tables.prepared(upsert_customer)
        .with(customer.id.text(), customer.dealer.text(), customer.name, customer.contact,
              customer.phone, customer.language, static_cast<int>(customer.tier))
        .run();
    place_due_rows(tables, customer);
}

void write(Tables& tables, const due::Workshop& workshop) {
    tables.prepared(upsert_workshop).with(workshop.key, to_blob(workshop)).run();
}

void write(Tables& tables, const faults::OwnWords& words) {
    tables.prepared(upsert_words).with(faults::entry_of(words), words.spn, to_blob(words)).run();
}

void write(Tables& tables, const customers::TruckPaper& entered) {
    tables.prepared(upsert_paper)
        .with(topics::bucket_of(entered.truck), entered.truck.text(), entered.paper.id.text(),
              to_blob(entered.paper))
        .run();
}

void write(Tables& tables, const customers::VisitAnswer& answer) {
    tables.prepared(upsert_answer)
        .with(topics::bucket_of(answer.truck), answer.truck.text(), answer.id.text(),
              milliseconds_of(answer.at), to_blob(answer))
        .run();
}

void write(Tables& tables, const EnteredPlan& entered) {
    const due::Plan& plan = entered.plan;
    const std::vector<std::byte> content = to_blob(plan);
    tables.prepared(upsert_plan).with(plan.id.text(), plan.version, content).run();
    tables.prepared(insert_plan_version)
        .with(plan.id.text(), plan.version, milliseconds_of(entered.at), content)
        .run();
}

void write(Tables& tables, const due::DayTick& tick) {
    tables.prepared(upsert_tick).with(days_of(tick.day), to_blob(tick)).run();
}

void write(Tables& tables, const truck::QuietDays& quiet) {
    tables.prepared(upsert_quiet).with(to_blob(quiet)).run();
}

void write(Tables& tables, const faults::RulesInForce& rules) {
    tables.prepared(upsert_rules)
        .with(rules.set.version, milliseconds_of(rules.from), to_blob(rules.set))
        .run();
}

customers::Fleet read_fleet(Tables& tables) {
    customers::Fleet fleet;
    sql::Statement& plan = tables.prepared(plan_rows);
    plan.reset();
    while (plan.step()) {
        auto value = stored_value<due::Plan>(plan.blob(0));
        const PlanId id = value.id;
        fleet.plans.insert_or_assign(id, std::move(value));
    }
    plan.reset();
    sql::Statement& tick = tables.prepared(tick_row);
    tick.reset();
    if (tick.step()) {
        fleet.tick = stored_value<due::DayTick>(tick.blob(0));
    }
    tick.reset();
    sql::Statement& quiet = tables.prepared(quiet_row);
    quiet.reset();
    if (quiet.step()) {
        fleet.quiet = stored_value<truck::QuietDays>(quiet.blob(0));
    }
    quiet.reset();
    sql::Statement& rules = tables.prepared(newest_rules);
    rules.with(static_cast<std::int64_t>(faults::most_rule_sets));
    while (rules.step()) {
        fleet.rules.enter(stored_value<faults::RuleSet>(rules.blob(1)),
                          time_of_milliseconds(rules.integer(0)));
    }
    rules.reset();
    fleet.sla = read_policies(tables);
    return fleet;
}

std::vector<TruckId> trucks_with_open_faults(Tables& tables) {
    sql::Statement& row = tables.prepared(open_fault_trucks);
    row.reset();
    std::vector<TruckId> trucks;
    while (row.step()) {
        if (auto truck = TruckId::from(row.text(1))) {
            trucks.push_back(std::move(*truck));
        }
    }
    row.reset();
    return trucks;
}

std::vector<TruckId> trucks_of_plan(Tables& tables, const PlanId& plan) {
    sql::Statement& row = tables.prepared(trucks_with_plan);
    row.with(plan.text());
    std::vector<TruckId> trucks;
    while (row.step()) {
        if (auto truck = TruckId::from(row.text(0))) {
            trucks.push_back(std::move(*truck));
        }
    }
    row.reset();
    return trucks;
}

std::vector<TruckId> trucks_of_template(Tables& tables, const due::PlanById& plans,
                                        const PlanId& plan) {
    sql::Statement& row = tables.prepared(trucks_without_it);
    row.with(plan.text());
    std::vector<TruckId> trucks;
    while (row.step()) {
        auto truck = TruckId::from(row.text(0));
        if (!truck) {
            continue;
        }
        const auto choice = due::plan_for({.id = *truck,
                                           .model = std::string(row.text(1)),
                                           .segment = std::string(row.text(3)),
                                           .engine = std::string(row.text(2)),
                                           .duty = std::string(row.text(4))},
                                          plans);
        if (choice && choice->plan == plan) {
            trucks.push_back(std::move(*truck));
        }
    }
    row.reset();
    return trucks;
}

void set_back_to_base(sql::Connection& connection) {
    for (const std::string_view table : derived_tables()) {
        const std::string name(table);
        connection.execute("DELETE FROM " + name);
        connection.execute(
            std::string("INSERT INTO ").append(name).append(" SELECT * FROM base_").append(name));
    }
}

void forget_positions(sql::Connection& connection) {
    connection.execute("UPDATE dossiers SET position = 0");
}

}  // namespace roadworthy::store
