#pragma once
// Which changes of a truck's faults are news, and the alerts that they make, written in the
// transaction of the derived rows.
//
// Goals: what the journal says is told once, whatever is killed or made anew in between.
// Assumptions: the alerts of a dossier are written with it, and `alerted_until` with what has been
// applied. Invariants: an input at or before `alerted_until` makes no alert; it is folded again by a
// rebuild, or after a migration. Such a fold may judge otherwise than the one before it: so what a
// truck was folded into anew is noted silently before its next input, and only what that changes is
// told. At the migration that brought alerts, this held for all that stood in the journal.
//
// What survives a power cut: nothing here; the inputs come again from the journal.

#include <cstddef>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/customers/alerts.hpp"
#include "backend/customers/dossier.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/store/alerts/alert_rows.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::ingest {

enum class News : std::uint8_t { is_none, is_one };

// An episode as an input left it.
struct Noticed {
    faults::Episode episode;
    Time received;
    Time on_truck;
    News news = News::is_one;
};

// A case as an input left it.
struct NoticedCase {
    cases::Case it;
    Time received;
};

struct Notices {
    std::vector<Noticed> episodes;
    std::vector<NoticedCase> cases;
};

class Alerting {
public:
    struct At {
        store::Position position = 0;
        Time received;
    };

    struct Start {
        store::Position applied = 0;  // where the tables stand
        customers::AlertRules rules;
    };
    // The base tables' applier tells nothing.
    Alerting(sql::Connection& connection, store::Version version, const Start& start);

    void pass(Time now) { now_ = now; }

    // Not folded before: it may be told.
    bool is_news(store::Position at) const { return is_live_ && at > progress_.alerted_until; }
    // Around the fold of an input into a dossier.
    void before(const store::StoredDossier& stored, store::Position at, Notices& noticed);
    void after(const customers::Changes& changes, const customers::Dossier& dossier, At at,
               Notices& noticed);
    // A truck is to be stopped, and that is not written yet.
    bool is_urgent() const { return is_urgent_; }
    // So much that it must be written before more is folded.
    bool is_full() const { return count_ >= most_noticed; }

    // All in the caller's transaction.
    void check_owners(const customers::Dossier& dossier);
    void write(const customers::Dossier& dossier, const Notices& noticed);
    void write_progress(store::Position applied);
    // That transaction is committed.
    void written() { is_urgent_ = false; }

    void forget(Notices& noticed);

private:
    static constexpr std::size_t most_noticed = 20'000;

    sql::Connection& connection_;
    bool is_live_;
    store::AlertProgress progress_;  // at the start
    store::AlertProgress written_;
    customers::AlertRules rules_;
    std::size_t count_ = 0;  // of all that is noticed
    bool is_urgent_ = false;
    Time now_;
};

}  // namespace roadworthy::ingest
