#pragma once
// The ingest as a whole, without threads and network: messages and the time in, answers out. The
// loop that feeds it is service.hpp.
//
// Everything it knows is in the database: after any sql::Failure it is thrown away and made again.

#include <span>
#include <vector>

#include "backend/ingest/apply/applier.hpp"
#include "backend/ingest/apply/retention.hpp"
#include "backend/ingest/care/care_round.hpp"
#include "backend/ingest/intake.hpp"

namespace roadworthy::ingest {

struct EngineOptions {
    IntakeOptions intake;
    ApplierOptions applier;
    std::chrono::days keep_raw{400};
    Duration flush_every = std::chrono::seconds{1};
    Duration flush_urgent_every = std::chrono::milliseconds{200};  // where a truck must stop
    Duration escalate_every = std::chrono::seconds{5};
    Duration retention_every = std::chrono::minutes{1};
    std::size_t care_at_once = 100;  // trucks a tick
};

class Engine {
public:
    // Catches up with the journal.
    Engine(sql::Connection& connection, Counters& counters, EngineOptions options = {});

    // Takes the messages: when it returns they are committed, and the answers may go.
    std::vector<Answer> take(std::span<const Message> messages, Time now);

    // What time brings, to be called about four times a second: rows that others have appended, the
    // day's tick, the derived tables, escalations of cases, care tasks, old partitions, answers that
    // have become due.
    std::vector<Answer> tick(Time now);

    void flush();  // the derived tables, now
    store::Position applied() const { return applier_.applied(); }

private:
    void apply(std::vector<Taken>&& taken);
    void flush_when_due(Time now);
    void catch_up();
    void append_day_tick(Time now);

    sql::Connection& connection_;
    EngineOptions options_;
    Intake intake_;
    Applier applier_;
    Retention retention_;
    CareRound care_;
    Time last_flush_;
    Time last_escalation_;
    Time last_retention_;
};

}  // namespace roadworthy::ingest
