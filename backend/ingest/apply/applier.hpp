#pragma once
// Folds the journal into the derived tables: the only writer of them.
//
// Goals: the tables are a function of the journal alone, whatever happened while they were made;
// a truck's rows are written once for all that came within a second, in the order of the trucks.
// Assumptions: inputs are given in the order of their position, each once; one applier a version of
// the tables.
// Invariants: what is written holds every input up to `applied` and none after it; only an input
// for many trucks (a plan, a day tick) may be found half spread after a kill. A dossier knows the
// position of its last input, so the other half follows and the first is not done twice.
//
// The live tables' applier also writes the alerts that follow, in the same transaction.
//
// What survives a power cut: what was written; the rest comes again from the journal.

#include <optional>
#include <variant>
#include <vector>

#include "backend/cases/policy_book.hpp"
#include "backend/faults/rule_book.hpp"
#include "backend/ingest/apply/alerting.hpp"
#include "backend/ingest/cache.hpp"
#include "backend/ingest/intake.hpp"
#include "backend/store/derived/fleet_rows.hpp"
#include "backend/store/derived/history_rows.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/uptime/operating.hpp"

namespace roadworthy::ingest {

struct ApplierOptions {
    std::size_t most_dossiers = 20'000;  // in memory
    std::size_t most_unwritten = 5'000;  // dossiers; then they are written at once
    customers::AlertRules alerts;        // when what they change may be told
};

// Facts that are a row of their own table, and nothing else.
using OwnRow = std::variant<due::Workshop, faults::OwnWords, customers::TruckPaper,
                            customers::VisitAnswer, uptime::OperatingHours, uptime::Targets>;

class Applier {
public:
    Applier(sql::Connection& connection, store::Version version, ApplierOptions options = {});

    store::Position applied() const { return applied_; }
    const std::optional<due::DayTick>& last_tick() const { return fleet_.tick; }

    // The next input. It must be the one that follows `applied`, but for what others have appended
    // in between: call catch_up first if there is a hole.
    void apply(Taken&& taken);
    // What stands in the journal after `applied`: at most so many rows and up to that position.
    // False when nothing is left.
    bool catch_up(store::Position until, std::size_t most_rows);

    // All of it up to that position, and written.
    void fold_until(store::Position until);

    // As if this plan had been entered before all that is still to be applied: for a dry run on a
    // copy, after store::forget_positions.
    void assume(const due::Plan& plan, Time at);

    // What the time is now, where somebody knows it: alerts say when they were written.
    void pass(Time now) { alerting_.pass(now); }

    bool has_unwritten() const { return applied_ != written_; }
    // Something of it cannot wait for the next regular write.
    bool is_urgent() const { return alerting_.is_urgent(); }
    void write();    // in the caller's transaction
    void written();  // that transaction is committed
    void flush();    // both, in a transaction of its own

private:
    struct Entry {
        store::StoredDossier stored;
        store::ChangedRows changed;
        Notices noticed;
        bool is_unwritten = false;
        bool has_new_ownership = false;
        bool has_news_of_owners = false;
        bool is_spoken_of = false;  // by people: whom to call about it may have changed
    };
    struct Fold {
        store::Position position = 0;
        Time received;
    };
    Entry& entry_of(const TruckId& truck);
    void mark_unwritten(Entry& entry);
    void make_room();
    void fold(Entry& entry, const customers::Input& input, Fold at);
    void apply(const store::JournalRow& row);
    void apply_fact(const store::Fact& fact, Fold at);
    void apply_to_truck(const TruckId& truck, const customers::Input& input, Fold at);
    void fold_recalls(Entry& entry, Fold at);
    template <class Word>
    void apply_recall(const Word& word, Fold at);
    void apply_to_all(const customers::Input& input, Fold at);
    void apply_to_plan(const due::Plan& plan, Fold at);
    void apply_rules(const faults::RuleSet& rules, Fold at);
    void apply_policy(const cases::PolicyVersion& policy);
    void spread(const std::vector<TruckId>& trucks, const customers::Input& input, Fold at);
    void write_entry(Entry& entry);

    sql::Connection& connection_;
    store::Tables tables_;
    ApplierOptions options_;
    customers::Fleet fleet_;
    Cache<TruckId, Entry> entries_;
    std::vector<Entry*> unwritten_;  // an unwritten entry never leaves the cache
    std::vector<truck::Customer> customers_;
    std::vector<OwnRow> rows_;
    std::vector<store::EnteredPlan> plans_;
    std::vector<faults::RulesInForce> rule_sets_;
    std::vector<cases::PolicyInForce> policies_;
    bool has_new_tick_ = false;
    bool has_new_quiet_days_ = false;
    store::Position applied_ = 0;
    store::Position written_ = 0;
    Alerting alerting_;
};

}  // namespace roadworthy::ingest
