#include "backend/ingest/apply/applier.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "backend/cases/policy_book.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/customers/dossier.hpp"
#include "backend/customers/visit_offer.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/recalls.hpp"
#include "backend/ingest/apply/alerting.hpp"
#include "backend/ingest/intake.hpp"
#include "backend/ingest/unpack.hpp"
#include "backend/store/care/round_rows.hpp"
#include "backend/store/derived/case_rows.hpp"
#include "backend/store/derived/evidence_rows.hpp"
#include "backend/store/derived/fleet_rows.hpp"
#include "backend/store/derived/history_rows.hpp"
#include "backend/store/derived/recall_rows.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/truck/meter_book.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/registry.hpp"
#include "backend/uptime/blocks.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"
#include "common/wire/report_cbor.hpp"

namespace roadworthy::ingest {
namespace {

constexpr std::size_t trucks_at_once = 512;
constexpr std::size_t rows_at_once = 1000;

store::Progress progress_of(store::Version version) {
    return version == store::Version::live ? store::Progress::applied : store::Progress::base;
}

// Every fact that a truck hears of.
customers::Input input_of(const store::Fact& fact) {
    return std::visit(
        [](const auto& value) -> customers::Input {
            if constexpr (std::is_constructible_v<customers::Input, decltype(value)>) {
                return value;
            } else {
                throw std::logic_error("what is said of no truck is no truck's input");
            }
        },
        fact);
}

std::optional<OwnRow> row_of(const store::Fact& fact) {
    return std::visit(
        [](const auto& value) -> std::optional<OwnRow> {
            if constexpr (std::is_constructible_v<OwnRow, decltype(value)>) {
                return value;
            } else {
                return std::nullopt;
            }
        },
        fact);
}

[[noreturn]] void unreadable(store::Position position, const std::string& why) {
    throw sql::Failure(sql::Fault::corrupt, "the journal cannot be read at position " +
                                                std::to_string(position) + ": " + why);
}

}  // namespace

Applier::Applier(sql::Connection& connection, store::Version version, ApplierOptions options)
    : connection_(connection),
      tables_(connection, version),
      options_(options),
      fleet_(store::read_fleet(tables_)),
      applied_(store::progress(connection, progress_of(version))),
      written_(applied_),
      alerting_(connection, version, {applied_, options.alerts}) {}

void Applier::apply(Taken&& taken) {
    assert(taken.position == applied_ + 1);
    Entry& entry = entry_of(taken.truck);
    const Fold at{taken.position, taken.received};
    if (entry.stored.position < at.position) {
        for_each_new(taken.batch, taken.first, [&](Report&& report) {
            fold(entry,
                 customers::ReceivedReport{.report = std::move(report),
                                           .stream = taken.stream,
                                           .stream_id = taken.batch.stream,
                                           .received = taken.received},
                 at);
        });
    }
    applied_ = at.position;
    make_room();
}

bool Applier::catch_up(store::Position until, std::size_t most_rows) {
    for (std::size_t left = most_rows; left > 0;) {
        const auto rows = store::rows_after(connection_, applied_, std::min(left, rows_at_once));
        for (const store::JournalRow& row : rows) {
            if (row.position > until) {
                return false;
            }
            apply(row);
        }
        if (rows.empty()) {
            return false;
        }
        left -= std::min(left, rows.size());
    }
    return true;
}

void Applier::fold_until(store::Position until) {
    while (catch_up(until, rows_at_once)) {
    }
    flush();
}

void Applier::apply(const store::JournalRow& row) {
    const Fold at{row.position, row.received};
    if (row.entry.kind == store::EntryKind::fact) {
        const auto fact = store::decode_fact(row.payload);
        if (!fact) {
            unreadable(row.position, fact.error().message);
        }
        apply_fact(*fact, at);
        applied_ = at.position;
        make_room();
        return;
    }
    auto batch = wire::decode_batch(row.payload);
    if (!batch || !row.entry.truck) {
        unreadable(row.position, batch ? "no truck" : batch.error().message);
    }
    // Positions that were rolled back, or that a restored journal lacks, leave no hole to wait for.
    applied_ = row.position - 1;
    apply(Taken{.position = row.position,
                .received = row.received,
                .truck = *row.entry.truck,
                .stream = row.entry.stream,
                .first = row.entry.first,
                .batch = std::move(*batch)});
}

void Applier::apply_fact(const store::Fact& fact, Fold at) {
    if (const auto* customer = std::get_if<truck::Customer>(&fact)) {
        customers_.push_back(*customer);
        return;
    }
    if (auto row = row_of(fact)) {
        rows_.push_back(std::move(*row));
        return;
    }
    if (const auto* recall = std::get_if<due::Recall>(&fact)) {
        apply_recall(*recall, at);
        return;
    }
    if (const auto* list = std::get_if<due::RecallList>(&fact)) {
        apply_recall(*list, at);
        return;
    }
    const customers::Input input = input_of(fact);
    customers::apply(fleet_, input, at.received);
    if (const auto* plan = std::get_if<due::Plan>(&fact)) {
        plans_.push_back({*plan, at.received});
        apply_to_plan(*plan, at);
    } else if (std::holds_alternative<due::DayTick>(fact)) {
        has_new_tick_ = true;
        apply_to_all(input, at);
    } else if (std::holds_alternative<truck::QuietDays>(fact)) {
        has_new_quiet_days_ = true;
        apply_to_all(input, at);
    } else if (const auto* rules = std::get_if<faults::RuleSet>(&fact)) {
        apply_rules(*rules, at);
    } else if (const auto* policy = std::get_if<cases::PolicyVersion>(&fact)) {
        apply_policy(*policy);
    } else {
        apply_to_truck(*store::truck_of(fact), input, at);
    }
}

void Applier::assume(const due::Plan& plan, Time at) {
    apply_fact(plan, {applied_, at});
}

void Applier::apply_to_truck(const TruckId& truck, const customers::Input& input, Fold at) {
    Entry& entry = entry_of(truck);
    if (entry.stored.position < at.position) {
        if (std::holds_alternative<truck::Ownership>(input)) {
            entry.has_new_ownership = true;
            entry.has_news_of_owners |= alerting_.is_news(at.position);
        }
        entry.is_spoken_of |= alerting_.is_news(at.position);
        fold(entry, input, at);
        if (std::holds_alternative<truck::TruckRecord>(input)) {
            fold_recalls(entry, at);
        }
    }
}

void Applier::fold_recalls(Entry& entry, Fold at) {
    const auto& record = entry.stored.dossier.record;
    due::OpenRecalls open;
    if (record && !record->vin.empty()) {
        open = store::open_recalls(tables_, due::plain_vin(record->vin));
    }
    if (open != entry.stored.dossier.recalls) {
        fold(entry, open, at);
    }
}

// The lists stand in the tables alone: a maker's list is longer than a fleet. So they are written
// before the trucks are told; done twice after a kill, it is the same.
template <class Word>
void Applier::apply_recall(const Word& word, Fold at) {
    sql::Transaction transaction(connection_);
    write();
    store::write(tables_, word);
    transaction.commit();
    written();
    for (const TruckId& truck : store::trucks_of(tables_, word)) {
        Entry& entry = entry_of(truck);
        if (entry.stored.position < at.position) {
            fold_recalls(entry, at);
        }
        make_room();
    }
}

// What spreads over many trucks goes by the tables, so they must say what the dossiers say. Whom a
// template gains is asked each time, not only where its selector has changed: after a kill in
// between, nobody knows what it was.
void Applier::apply_to_plan(const due::Plan& plan, Fold at) {
    if (fleet_.plans.at(plan.id) != plan) {
        return;  // not in force: a lower version, or another text under the same number
    }
    flush();
    spread(store::trucks_of_plan(tables_, plan.id), plan, at);
    if (plan.selector) {
        flush();
        spread(store::trucks_of_template(tables_, fleet_.plans, plan.id), plan, at);
    }
}

void Applier::apply_to_all(const customers::Input& input, Fold at) {
    flush();
    std::optional<TruckId> after;
    for (auto trucks = store::trucks_after(tables_, after, trucks_at_once); !trucks.empty();
         trucks = store::trucks_after(tables_, after, trucks_at_once)) {
        after = trucks.back();
        spread(trucks, input, at);
    }
}

// Only what is there can be judged otherwise.
void Applier::apply_rules(const faults::RuleSet& rules, Fold at) {
    const auto& entered = fleet_.rules.entered();
    if (entered.empty() || entered.back().set != rules) {
        return;  // not in force: a lower version, or another set under the same number
    }
    rule_sets_.push_back(entered.back());
    flush();
    spread(store::trucks_with_open_faults(tables_), rules, at);
}

// For the cases that begin from now on: no truck's rows change.
void Applier::apply_policy(const cases::PolicyVersion& policy) {
    const auto& entered = fleet_.sla.entered();
    if (!entered.empty() && entered.back().entered == policy) {
        policies_.push_back(entered.back());
    }
}

// What changes nothing of a truck is not written: most day ticks are nothing to most trucks.
void Applier::spread(const std::vector<TruckId>& trucks, const customers::Input& input, Fold at) {
    for (const TruckId& truck : trucks) {
        Entry& entry = entry_of(truck);
        if (entry.stored.position < at.position) {
            const store::StoredDossier before = entry.stored;
            fold(entry, input, at);
            if (entry.changed.empty() && entry.stored.dossier == before.dossier &&
                entry.stored.owner == before.owner) {
                entry.stored.position = before.position;
                entry.is_unwritten = false;
                alerting_.forget(entry.noticed);
                unwritten_.pop_back();
            }
        }
        make_room();
    }
}

void Applier::fold(Entry& entry, const customers::Input& input, Fold at) {
    customers::Dossier& dossier = entry.stored.dossier;
    const truck::Past past = [this, &entry](MeterKind kind) {
        return store::meter_days(tables_, entry.stored.dossier.truck, kind, entry.changed);
    };
    const uptime::PastBlocks blocks = [this, &entry](uptime::Source source, uptime::Period around) {
        return store::past_blocks(tables_, entry.stored.dossier.truck, source, around,
                                  entry.changed.evidence);
    };
    alerting_.before(entry.stored, at.position, entry.noticed);
    auto changes = customers::apply(dossier, input, fleet_,
                                    {.received = at.received, .past = past, .blocks = blocks});
    alerting_.after(changes, dossier, {at.position, at.received}, entry.noticed);
    entry.changed.add(std::move(changes));
    entry.stored.position = at.position;
    std::optional<CustomerId> owner = truck::owner_at(dossier.ownerships, at.received);
    // Beside each due row stand its owner and what the record says of its truck.
    if (owner != entry.stored.owner || std::holds_alternative<truck::TruckRecord>(input)) {
        entry.stored.owner = std::move(owner);
        for (const due::DueRow& row : dossier.due) {
            entry.changed.due.insert_or_assign(row.item, row);
        }
    }
    mark_unwritten(entry);
}

Applier::Entry& Applier::entry_of(const TruckId& truck) {
    if (Entry* known = entries_.find(truck)) {
        return *known;
    }
    Entry entry{.stored = {.dossier = {.truck = truck}}};
    if (auto stored = store::find_dossier(tables_, truck)) {
        entry.stored = std::move(*stored);
    }
    return entries_.insert(truck, std::move(entry));
}

void Applier::mark_unwritten(Entry& entry) {
    if (!entry.is_unwritten) {
        entry.is_unwritten = true;
        unwritten_.push_back(&entry);
    }
}

void Applier::make_room() {
    if (unwritten_.size() >= options_.most_unwritten || alerting_.is_full()) {
        flush();
    }
    entries_.shrink(options_.most_dossiers, [](const Entry& entry) { return !entry.is_unwritten; });
}

void Applier::flush() {
    if (!has_unwritten() && unwritten_.empty()) {
        return;
    }
    sql::Transaction transaction(connection_);
    write();
    transaction.commit();
    written();
}

void Applier::write() {
    std::sort(unwritten_.begin(), unwritten_.end(), [](const Entry* one, const Entry* other) {
        const TruckId& left = one->stored.dossier.truck;
        const TruckId& right = other->stored.dossier.truck;
        return std::pair(topics::bucket_of(left), left) <
               std::pair(topics::bucket_of(right), right);
    });
    for (Entry* entry : unwritten_) {
        write_entry(*entry);
    }
    for (const truck::Customer& customer : customers_) {
        store::write(tables_, customer);
        store::place_cases(tables_, customer, fleet_.sla);
    }
    for (const OwnRow& row : rows_) {
        std::visit([this](const auto& value) { store::write(tables_, value); }, row);
    }
    for (const store::EnteredPlan& plan : plans_) {
        store::write(tables_, plan);
    }
    for (const faults::RulesInForce& rules : rule_sets_) {
        store::write(tables_, rules);
    }
    for (const cases::PolicyInForce& policy : policies_) {
        store::write(tables_, policy);
    }
    if (has_new_tick_) {
        store::write(tables_, *fleet_.tick);
    }
    if (has_new_quiet_days_) {
        store::write(tables_, fleet_.quiet);
    }
    store::set_progress(connection_, progress_of(tables_.version()), applied_);
    alerting_.write_progress(applied_);
}

void Applier::write_entry(Entry& entry) {
    const store::StoredDossier& stored = entry.stored;
    store::write(tables_, stored);
    store::write(tables_, stored, entry.changed);
    store::write_cases(tables_, stored, entry.changed, fleet_.sla);
    store::write(tables_, stored.dossier.truck, entry.changed.evidence);
    alerting_.write(stored.dossier, entry.noticed);
    if (entry.has_new_ownership) {
        store::write_ownership(tables_, stored.dossier);
    }
    if (entry.has_news_of_owners) {
        alerting_.check_owners(stored.dossier);
    }
    if (entry.is_spoken_of) {
        store::await_care(connection_, stored.dossier.truck);
    }
}

void Applier::written() {
    for (Entry* entry : unwritten_) {
        entry->changed = {};
        alerting_.forget(entry->noticed);
        customers::forget_past(entry->stored.dossier);
        entry->is_unwritten = false;
        entry->has_new_ownership = false;
        entry->has_news_of_owners = false;
        entry->is_spoken_of = false;
    }
    unwritten_.clear();
    customers_.clear();
    rows_.clear();
    plans_.clear();
    rule_sets_.clear();
    policies_.clear();
    has_new_tick_ = false;
    has_new_quiet_days_ = false;
    written_ = applied_;
    alerting_.written();
}

}  // namespace roadworthy::ingest
