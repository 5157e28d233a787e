#include "backend/store/derived/case_rows.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/policy.hpp"
#include "backend/cases/policy_book.hpp"
#include "backend/cases/promise.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/store/derived/episode_rows.hpp"
#include "backend/store/derived/history_rows.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/store/forms/case_form.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view insert_policy =
    "INSERT INTO @sla_policies (version, from_ms, content) VALUES (?, ?, ?)"
    " ON CONFLICT (version) DO NOTHING";
constexpr std::string_view newest_policies =
    "SELECT from_ms, content FROM (SELECT version, from_ms, content FROM @sla_policies"
    " ORDER BY version DESC LIMIT ?) newest ORDER BY version";

constexpr std::string_view upsert_case =
    "INSERT INTO @cases (bucket, truck, case_id, kind, action, happened_ms, heard_ms, ended_ms,"
    " owner, customer, workshop, stage, next_step_day, due_ms, response_due_ms, solution_due_ms,"
    " late_ms, escalate_ms, content)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (bucket, truck, case_id) DO UPDATE SET kind = excluded.kind,"
    " action = excluded.action, happened_ms = excluded.happened_ms, heard_ms = excluded.heard_ms,"
    " ended_ms = excluded.ended_ms, owner = excluded.owner, customer = excluded.customer,"
    " workshop = excluded.workshop, stage = excluded.stage,"
    " next_step_day = excluded.next_step_day, due_ms = excluded.due_ms,"
    " response_due_ms = excluded.response_due_ms, solution_due_ms = excluded.solution_due_ms,"
    " late_ms = excluded.late_ms, escalate_ms = excluded.escalate_ms, content = excluded.content";
constexpr std::string_view delete_case =
    "DELETE FROM @cases WHERE bucket = ? AND truck = ? AND case_id = ?";
constexpr std::string_view delete_escalations =
    "DELETE FROM @case_escalations WHERE bucket = ? AND truck = ? AND case_id = ?";
constexpr std::string_view insert_escalation =
    "INSERT INTO @case_escalations (bucket, truck, case_id, level, at_ms, role, clock)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view tier_of_customer = "SELECT tier FROM @customers WHERE customer = ?";
constexpr std::string_view open_trucks_of_customer =
    "SELECT DISTINCT truck FROM @cases WHERE customer = ? AND ended_ms = ?";
constexpr std::string_view open_cases_of_customer =
    "SELECT content FROM @cases WHERE bucket = ? AND truck = ? AND customer = ? AND ended_ms = ?";

constexpr std::int64_t never_ms = std::numeric_limits<std::int64_t>::max();

std::int64_t or_never(const std::optional<Time>& time) {
    return time ? roadworthy::milliseconds_of(*time) : never_ms;
}

// Writes the rows of one truck's cases.
class CaseRows {
public:
    CaseRows(Tables& tables, const StoredDossier& stored, const cases::PolicyBook& policies)
        : tables_(tables),
          policies_(policies),
          dossier_(stored.dossier),
          record_(dossier_.record.value_or(truck::TruckRecord{.id = dossier_.truck})),
          key_{topics::bucket_of(dossier_.truck), dossier_.truck.text()} {}

    void write(const cases::Case& it) {
        const auto customer = truck::owner_at(dossier_.ownerships, it.happened);
        const cases::SlaPolicy& policy = policies_.at(it.heard);
        const cases::Terms terms = cases::terms(
            policy,
            cases::subject(it, tier(customer), customers::agreement_at(record_, it.happened)));
        const cases::Deadlines deadlines = cases::deadlines(it, policy, terms);
        const auto end = cases::ended(it);
        const auto rungs = end ? std::vector<cases::Rung>{} : cases::ladder(it, policy, terms);
        std::optional<int> action;
        if (it.worst) {
            action = static_cast<int>(*it.worst);
        }
        tables_.prepared(upsert_case)
            .with(key_.bucket, key_.text, it.id.text(), static_cast<int>(it.kind), action,
                  milliseconds_of(it.happened), milliseconds_of(it.heard), or_never(end),
                  it.owner ? it.owner->owner : std::string(), text_of(customer), record_.workshop,
                  static_cast<int>(cases::stage(it, Time::max())), next_step_day(it),
                  or_never(deadlines.next), milliseconds_of(deadlines.response),
                  milliseconds_of(deadlines.solution), milliseconds_of(deadlines.late),
                  rungs.empty() ? std::nullopt
                                : std::optional(roadworthy::milliseconds_of(rungs.front().at)),
                  to_blob(it))
            .run();
        write_escalations(it.id, rungs);
    }

    void remove(const cases::CaseId& id) {
        tables_.prepared(delete_case).with(key_.bucket, key_.text, id.text()).run();
        write_escalations(id, {});
    }

private:
    static std::optional<std::int64_t> next_step_day(const cases::Case& it) {
        return it.next_step && it.next_step->on
                   ? std::optional<std::int64_t>(days_of(*it.next_step->on))
                   : std::nullopt;
    }

    truck::Tier tier(const std::optional<CustomerId>& customer) {
        if (!customer) {
            return truck::Tier::ordinary;
        }
        sql::Statement& row = tables_.prepared(tier_of_customer);
        row.with(customer->text());
        const auto tier =
            row.step() ? static_cast<truck::Tier>(row.integer(0)) : truck::Tier::ordinary;
        row.reset();
        return tier;
    }

    void write_escalations(const cases::CaseId& id, const std::vector<cases::Rung>& rungs) {
        tables_.prepared(delete_escalations).with(key_.bucket, key_.text, id.text()).run();
        for (const cases::Rung& rung : rungs) {
            tables_.prepared(insert_escalation)
                .with(key_.bucket, key_.text, id.text(), rung.level, milliseconds_of(rung.at),
                      rung.role, static_cast<int>(rung.clock))
                .run();
        }
    }

    Tables& tables_;
    const cases::PolicyBook& policies_;
    const customers::Dossier& dossier_;
    truck::TruckRecord record_;
    TruckKey key_;
};

std::vector<TruckId> trucks_with_open_cases(Tables& tables, const truck::Customer& customer) {
    std::vector<TruckId> trucks;
    sql::Statement& row = tables.prepared(open_trucks_of_customer);
    row.with(customer.id.text(), never_ms);
    while (row.step()) {
        if (auto truck = TruckId::from(row.text(0))) {
            trucks.push_back(std::move(*truck));
        }
    }
    row.reset();
    return trucks;
}

std::vector<cases::Case> open_cases(Tables& tables, const TruckId& truck,
                                    const truck::Customer& customer) {
    std::vector<cases::Case> all;
    sql::Statement& row = tables.prepared(open_cases_of_customer);
    row.with(topics::bucket_of(truck), truck.text(), customer.id.text(), never_ms);
    while (row.step()) {
        auto one = from_blob<cases::Case>(row.blob(0));
        if (!one) {
            throw sql::Failure(sql::Fault::corrupt,
                               "a case of " + truck.text() + ": " + one.error().message);
        }
        all.push_back(std::move(*one));
    }
    row.reset();
    return all;
}

}  // namespace

void write(Tables& tables, const cases::PolicyInForce& policy) {
    tables.prepared(insert_policy)
        .with(policy.entered.version, milliseconds_of(policy.from), to_blob(policy.entered))
        .run();
}

cases::PolicyBook read_policies(Tables& tables) {
    cases::PolicyBook book;
    sql::Statement& row = tables.prepared(newest_policies);
    row.with(static_cast<std::int64_t>(cases::most_policies));
    while (row.step()) {
        auto version = from_blob<cases::PolicyVersion>(row.blob(1));
        if (!version) {
            throw sql::Failure(sql::Fault::corrupt, "a stored policy: " + version.error().message);
        }
        book.enter(*version, time_of_milliseconds(row.integer(0)));
    }
    row.reset();
    return book;
}

void write_cases(Tables& tables, const StoredDossier& stored, const ChangedRows& changed,
                 const cases::PolicyBook& policies) {
    if (changed.cases.empty()) {
        return;
    }
    CaseRows rows(tables, stored, policies);
    for (const auto& [id, row] : changed.cases) {
        if (row) {
            rows.write(*row);
        } else {
            rows.remove(id);
        }
    }
}

void place_cases(Tables& tables, const truck::Customer& customer,
                 const cases::PolicyBook& policies) {
    for (const TruckId& truck : trucks_with_open_cases(tables, customer)) {
        const auto stored = find_dossier(tables, truck);
        if (!stored) {
            continue;
        }
        CaseRows rows(tables, *stored, policies);
        for (const cases::Case& one : open_cases(tables, truck, customer)) {
            rows.write(one);
        }
    }
}

}  // namespace roadworthy::store
