#include "backend/store/inputs/known_facts.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/cases/policy_book.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/customers/visit_offer.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/recalls.hpp"
#include "backend/due/visits/workshop.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/faults/comebacks.hpp"
#include "backend/faults/rules.hpp"
#include "backend/store/forms/case_form.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/forms/fault_form.hpp"
#include "backend/store/forms/meter_form.hpp"
#include "backend/store/forms/offer_form.hpp"
#include "backend/store/forms/registry_form.hpp"
#include "backend/store/forms/uptime_form.hpp"
#include "backend/store/forms/words_form.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"
#include "backend/uptime/operating.hpp"
#include "backend/uptime/said.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {
namespace {

// What identifies an entry of a truck beside its kind.
struct EntryKey {
    TruckId truck;
    std::string subject;
    Time at;
};

EntryKey key_of(const due::Completion& completion) {
    return {completion.truck, completion.item, completion.at};
}

EntryKey key_of(const due::CompletionVoid& voided) {
    return {voided.truck, voided.item, voided.at};
}

EntryKey key_of(const due::ItemOverride& change) {
    return {change.truck, change.item, change.from};
}

EntryKey key_of(const truck::ManualReading& reading) {
    return {reading.truck, std::to_string(static_cast<int>(reading.kind)), reading.at};
}

EntryKey key_of(const truck::MeterLevel& level) {
    return {level.truck, truck::subject_of(level), level.level.at};
}

EntryKey key_of(const faults::Repair& repair) {
    return {repair.truck, repair.id, Time{}};
}

EntryKey key_of(const cases::TruckEntry& entered) {
    return {entered.truck, entered.entry.id.text(), Time{}};
}

EntryKey key_of(const customers::VisitAnswer& answer) {
    return {answer.truck, answer.id.text(), Time{}};
}

EntryKey key_of(const customers::TruckPaper& entered) {
    return {entered.truck, entered.paper.id.text(), Time{}};
}

EntryKey key_of(const uptime::Correction& correction) {
    return {correction.truck, correction.id, Time{}};
}

EntryKey key_of(const uptime::CorrectionWithdrawn& withdrawn) {
    return {withdrawn.truck, withdrawn.id, Time{}};
}

bool has_row(sql::Statement& bound) {
    const bool found = bound.step();
    bound.reset();
    return found;
}

bool holds(sql::Statement& bound, const std::vector<std::byte>& content) {
    const bool same = bound.step() && std::ranges::equal(bound.blob(0), content);
    bound.reset();
    return same;
}

struct IsKnown {
    sql::Connection& connection;
    const Fact& fact;

    bool operator()(const truck::Customer& it) const {
        return has_row(connection
                           .prepared("SELECT 1 FROM customers WHERE customer = ? AND dealer = ?"
                                     " AND name = ? AND contact = ? AND phone = ?"
                                     " AND language = ? AND tier = ?")
                           .with(it.id.text(), it.dealer.text(), it.name, it.contact, it.phone,
                                 it.language, static_cast<int>(it.tier)));
    }
    bool operator()(const truck::TruckRecord& it) const {
        std::optional<std::string> plan;
        if (it.plan) {
            plan = it.plan->text();
        }
        const auto number = [](const std::optional<Day>& day) {
            return day ? std::optional<std::int64_t>(days_of(*day)) : std::nullopt;
        };
        return has_row(connection
                           .prepared("SELECT 1 FROM trucks WHERE bucket = ? AND truck = ?"
                                     " AND is_entered <> 0 AND vin = ? AND plate = ? AND model = ?"
                                     " AND segment = ? AND workshop = ?"
                                     " AND plan_named IS NOT DISTINCT FROM ?"
                                     " AND delivered_day IS NOT DISTINCT FROM ?"
                                     " AND engine = ? AND duty = ? AND agreement = ?"
                                     " AND agreement_until_day IS NOT DISTINCT FROM ?")
                           .with(topics::bucket_of(it.id), it.id.text(), it.vin, it.plate, it.model,
                                 it.segment, it.workshop, plan, number(it.delivered), it.engine,
                                 it.duty, it.agreement, number(it.agreement_until)));
    }
    bool operator()(const truck::Ownership& it) const {
        std::optional<std::string> customer;
        if (it.customer) {
            customer = it.customer->text();
        }
        return has_row(connection
                           .prepared("SELECT 1 FROM ownership WHERE bucket = ? AND truck = ?"
                                     " AND from_ms = ? AND customer IS NOT DISTINCT FROM ?")
                           .with(topics::bucket_of(it.truck), it.truck.text(),
                                 milliseconds_of(it.from), customer));
    }
    bool operator()(const due::Plan& it) const {
        return holds(
            connection.prepared("SELECT content FROM plan_versions WHERE plan = ? AND version = ?")
                .with(it.id.text(), it.version),
            to_blob(it));
    }
    bool operator()(const due::Workshop& it) const {
        return holds(
            connection.prepared("SELECT content FROM workshops WHERE workshop = ?").with(it.key),
            to_blob(it));
    }
    bool operator()(const faults::OwnWords& it) const {
        return holds(connection.prepared("SELECT content FROM fault_words WHERE entry = ?")
                         .with(faults::entry_of(it)),
                     to_blob(it));
    }
    bool operator()(const truck::QuietDays& it) const {
        return holds(connection.prepared("SELECT content FROM quiet_days"), to_blob(it));
    }
    bool operator()(const faults::RuleSet& it) const {
        return holds(
            connection.prepared("SELECT content FROM rule_sets WHERE version = ?").with(it.version),
            to_blob(it));
    }
    bool operator()(const cases::PolicyVersion& it) const {
        return holds(connection.prepared("SELECT content FROM sla_policies WHERE version = ?")
                         .with(it.version),
                     to_blob(it));
    }
    bool operator()(const uptime::OperatingHours& it) const {
        return holds(connection
                         .prepared("SELECT content FROM operating_hours WHERE whose = ?"
                                   " AND name = ?")
                         .with(static_cast<int>(it.whose), it.name),
                     to_blob(it));
    }
    bool operator()(const uptime::Targets& it) const {
        return holds(connection.prepared("SELECT content FROM uptime_targets WHERE segment = ?")
                         .with(it.segment),
                     to_blob(it));
    }
    bool operator()(const due::Recall& it) const {
        sql::Statement& row =
            connection.prepared("SELECT content FROM recalls WHERE recall = ?").with(it.id);
        auto present = row.step() ? from_blob<due::Recall>(row.blob(0)) : Result<due::Recall>{};
        row.reset();
        if (present) {
            present->at = it.at;  // when it was said is no other word
        }
        return present == it;
    }
    // Each VIN is asked for by itself, where the list is made.
    bool operator()(const due::RecallList&) const { return false; }
    bool operator()(const due::DayTick&) const { return false; }
    bool operator()(const auto& it) const {
        const EntryKey key = key_of(it);
        return holds(connection
                         .prepared("SELECT content FROM entered WHERE bucket = ? AND truck = ?"
                                   " AND kind = ? AND subject = ? AND at_ms = ?")
                         .with(topics::bucket_of(key.truck), key.truck.text(), fact.index(),
                               key.subject, milliseconds_of(key.at)),
                     to_blob(it));
    }
};

template <class Entered>
void note_entered(sql::Connection& connection, std::size_t kind, const Entered& entered) {
    const EntryKey key = key_of(entered);
    const std::vector<std::byte> content = to_blob(entered);
    connection
        .prepared(
            "INSERT INTO entered (bucket, truck, kind, subject, at_ms, content)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (bucket, truck, kind, subject, at_ms)"
            " DO UPDATE SET content = excluded.content")
        .with(topics::bucket_of(key.truck), key.truck.text(), kind, key.subject,
              milliseconds_of(key.at), sql::Blob(content))
        .run();
}

}  // namespace

bool is_known(sql::Connection& connection, const Fact& fact) {
    return std::visit(IsKnown{connection, fact}, fact);
}

bool has_override(sql::Connection& connection, const TruckId& truck, std::string_view item) {
    static const std::size_t kind = Fact(due::ItemOverride{.truck = truck}).index();
    return has_row(connection
                       .prepared("SELECT 1 FROM entered WHERE bucket = ? AND truck = ?"
                                 " AND kind = ? AND subject = ?")
                       .with(topics::bucket_of(truck), truck.text(), kind, item));
}

std::optional<cases::CaseEntry> known_case_entry(sql::Connection& connection, const TruckId& truck,
                                                 const cases::EntryId& id) {
    static const std::size_t kind = Fact(blank<cases::TruckEntry>()).index();
    sql::Statement& row =
        connection
            .prepared(
                "SELECT content FROM entered WHERE bucket = ? AND truck = ? AND kind = ?"
                " AND subject = ?")
            .with(topics::bucket_of(truck), truck.text(), kind, id.text());
    auto known = row.step() ? from_blob<cases::TruckEntry>(row.blob(0))
                            : Result<cases::TruckEntry>(fail("nobody has said it"));
    row.reset();
    return known ? std::optional(std::move(known->entry)) : std::nullopt;
}

std::optional<uptime::Correction> known_correction(sql::Connection& connection,
                                                   const TruckId& truck, const std::string& id) {
    static const std::size_t kind = Fact(blank<uptime::Correction>()).index();
    sql::Statement& row =
        connection
            .prepared(
                "SELECT content FROM entered WHERE bucket = ? AND truck = ? AND kind = ?"
                " AND subject = ?")
            .with(topics::bucket_of(truck), truck.text(), kind, id);
    auto known = row.step() ? from_blob<uptime::Correction>(row.blob(0))
                            : Result<uptime::Correction>(fail("nobody has said it"));
    row.reset();
    return known ? std::optional(std::move(*known)) : std::nullopt;
}

void note(sql::Connection& connection, const Fact& fact) {
    std::visit(
        [&](const auto& entered) {
            if constexpr (requires { key_of(entered); }) {
                note_entered(connection, fact.index(), entered);
            }
        },
        fact);
}

}  // namespace roadworthy::store
