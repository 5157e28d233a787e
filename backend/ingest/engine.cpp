#include "backend/ingest/engine.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/ingest/counters.hpp"
#include "backend/ingest/intake.hpp"
#include "backend/ingest/watermarks.hpp"
#include "backend/store/alerts/escalation_rows.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::ingest {
namespace {

constexpr std::size_t rows_at_once = 1000;

// What is applied at once must be what the journal would tell, and it keeps milliseconds.
Time as_kept(Time time) {
    return time_of_milliseconds(milliseconds_of(time));
}

// One for each day that begins. A clock that was a day or more ahead and has been set right does
// not stop the days until it gets there again.
bool wants_tick(const std::optional<due::DayTick>& last, Day today) {
    return !last || last->day < today || last->day - today > std::chrono::days{1};
}

}  // namespace

Engine::Engine(sql::Connection& connection, Counters& counters, EngineOptions options)
    : connection_(connection),
      options_(options),
      intake_(connection, counters, options.intake),
      applier_(connection, store::Version::live, options.applier),
      retention_(connection, options.keep_raw),
      care_(connection) {
    catch_up();
    flush();
}

std::vector<Answer> Engine::take(std::span<const Message> messages, Time now) {
    now = as_kept(now);
    applier_.pass(now);
    apply(intake_.take(messages, now));
    if (applier_.is_urgent()) {
        flush_when_due(now);
    }
    return intake_.answers(now);
}

std::vector<Answer> Engine::tick(Time now) {
    now = as_kept(now);
    applier_.pass(now);
    catch_up();
    if (wants_tick(applier_.last_tick(), day_of(now))) {
        append_day_tick(now);
    }
    flush_when_due(now);
    if (now - last_escalation_ >= options_.escalate_every || now < last_escalation_) {
        store::escalate(connection_, now);
        last_escalation_ = now;
    }
    care_.step(now, options_.care_at_once);
    if (now - last_retention_ >= options_.retention_every || now < last_retention_) {
        if (!retention_.step(now)) {
            last_retention_ = now;
        }
    }
    return intake_.answers(now);
}

void Engine::flush_when_due(Time now) {
    const Duration every =
        applier_.is_urgent() ? options_.flush_urgent_every : options_.flush_every;
    if (now - last_flush_ >= every || now < last_flush_) {
        flush();
        last_flush_ = now;
    }
}

void Engine::flush() {
    sql::Transaction transaction(connection_);
    applier_.write();
    intake_.write();
    transaction.commit();
    applier_.written();
    intake_.written();
}

void Engine::apply(std::vector<Taken>&& taken) {
    for (Taken& one : taken) {
        if (one.position != applier_.applied() + 1) {
            applier_.catch_up(one.position - 1, static_cast<std::size_t>(one.position));
        }
        applier_.apply(std::move(one));
    }
}

void Engine::catch_up() {
    while (applier_.catch_up(store::last_position(connection_), rows_at_once)) {
    }
}

void Engine::append_day_tick(Time now) {
    flush();
    store::Tables tables(connection_, store::Version::live);
    const std::array<store::Fact, 1> tick{
        customers::next_tick(day_of(now), store::sums(tables), applier_.last_tick())};
    store::append(connection_, tick, now);
    catch_up();
}

}  // namespace roadworthy::ingest
