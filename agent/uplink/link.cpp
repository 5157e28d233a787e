#include "agent/uplink/link.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "agent/uplink/outbox/outbox.hpp"
#include "common/backoff.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/wire/answer_cbor.hpp"
#include "common/wire/report_cbor.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::uplink {
namespace {

constexpr Backoff::Limits version_limits{.least = std::chrono::minutes{1},
                                         .most = std::chrono::hours{1}};
constexpr Duration longest_doubled = std::chrono::minutes{30};
constexpr Duration longest_wait = std::chrono::hours{24};

}  // namespace

Link::Link(Outbox& outbox, const LinkSettings& settings)
    : outbox_(outbox),
      settings_(settings),
      cursors_{Cursor(Stream::events, outbox.state(Stream::events),
                      Backoff(settings.seed, version_limits)),
               Cursor(Stream::meters, outbox.state(Stream::meters),
                      Backoff(settings.seed + 1, version_limits))} {}

void Link::connected() {
    follow_outbox();
    is_connected_ = true;
    for (Cursor& each : cursors_) {
        go_back(each, outbox_.state(each.stream).committed);
        each.went_back_to.reset();
        each.overdue_in_a_row = 0;
        each.held_until.reset();
    }
    hurry();
}

void Link::disconnected() {
    is_connected_ = false;
    pending_.reset();
}

// The stream before has been committed whole, or the outbox went from the disk to memory or back.
void Link::follow_outbox() {
    for (Cursor& each : cursors_) {
        const StreamState state = outbox_.state(each.stream);
        if (state.id == each.id) {
            continue;
        }
        go_back(each, state.committed);
        each.id = state.id;
        each.highest_sent = state.newest;
        each.hurry_through = state.newest;
        each.single_through = 0;
        each.overdue_in_a_row = 0;
        each.went_back_to.reset();
    }
}

void Link::hurry() {
    for (Cursor& each : cursors_) {
        each.hurry_through = outbox_.state(each.stream).newest;
    }
}

bool Link::is_drained() const {
    return std::ranges::all_of(cursors_, [this](const Cursor& each) {
        const StreamState state = outbox_.state(each.stream);
        return state.committed == state.newest;
    });
}

void Link::take(const wire::Answer& answer, Monotonic now) {
    follow_outbox();
    if (const auto* committed = std::get_if<wire::Committed>(&answer)) {
        on(*committed);
    } else {
        on(std::get<wire::Refused>(answer), now);
    }
}

void Link::on(const wire::Committed& answer) {
    const auto found = std::ranges::find(cursors_, answer.stream, &Cursor::id);
    if (found == cursors_.end()) {
        ++counters_.answers_unknown;
        return;
    }
    Cursor& cursor = *found;
    const bool is_above = answer.through > cursor.highest_sent;
    if (is_above && !outbox_.state(cursor.stream).is_sealed) {
        ++counters_.answers_forged;
        return;
    }
    cursor.overdue_in_a_row = 0;  // somebody is there
    if (answer.through > outbox_.state(cursor.stream).committed) {
        advance(cursor, answer.through);
    }
    if (outbox_.state(cursor.stream).id != answer.stream) {
        follow_outbox();  // that was the last of a sealed stream
        return;
    }
    if (answer.request == wire::Request::resend && cursor.went_back_to != answer.through) {
        ++counters_.resends_asked;
        // Below the watermark: the backend was restored, and has lost what it once had. (An answer
        // that came late looks the same; then something goes twice.)
        outbox_.set_committed(cursor.stream, answer.through);
        go_back(cursor, answer.through);
        cursor.went_back_to = answer.through;
    }
}

void Link::advance(Cursor& cursor, std::uint64_t through) {
    outbox_.set_committed(cursor.stream, through);
    cursor.position = std::max(cursor.position, through);
    std::erase_if(cursor.unanswered, [&](const Sent& batch) { return batch.last <= through; });
    cursor.version_backoff.succeeded();
    cursor.went_back_to.reset();
    pending_.reset();
}

void Link::on(const wire::Refused& refused, Monotonic now) {
    Cursor& cursor = this->cursor(refused.stream);
    const auto batch = std::ranges::find(cursor.unanswered, refused.payload_mark, &Sent::mark);
    if (batch == cursor.unanswered.end()) {
        ++counters_.answers_unknown;
    } else if (refused.reason == wire::RefusalReason::version) {
        // The backend is older than this unit: the stream waits until it has been upgraded.
        ++counters_.versions_refused;
        hold(cursor, now);
    } else {
        ++counters_.batches_unreadable;
        refuse_unreadable(cursor, Sent(*batch), now);
    }
}

void Link::hold(Cursor& cursor, Monotonic now) {
    cursor.held_until = now + cursor.version_backoff.next();
    go_back(cursor, outbox_.state(cursor.stream).committed);
}

void Link::refuse_unreadable(Cursor& cursor, const Sent& batch, Monotonic now) {
    if (batch.is_gap) {
        hold(cursor, now);  // there is nothing simpler to say
        return;
    }
    if (batch.reports > 1) {
        cursor.single_through = batch.last;
    } else {
        ++counters_.reports_unreadable;
        outbox_.replace_by_gap({.stream = cursor.stream, .first = batch.first, .last = batch.last},
                               GapReason::unreadable);
    }
    go_back(cursor, std::max(batch.first - 1, outbox_.state(cursor.stream).committed));
}

void Link::go_back(Cursor& cursor, std::uint64_t through) {
    cursor.position = through;
    cursor.unanswered.clear();
    cursor.waiting_since.reset();
    pending_.reset();
}

// Each time in a row it waits longer: a backend that is down is not helped by haste. An event that
// is new asks sooner: the backend may be there again.
bool Link::must_ask(const Cursor& cursor, Monotonic now) const {
    if (cursor.unanswered.empty()) {
        return false;
    }
    constexpr unsigned most_doublings = 10;
    const bool is_events = cursor.stream == Stream::events;
    const Duration first = is_events ? settings_.events_overdue : settings_.meters_overdue;
    const Duration patience =
        std::min<Duration>(first * (1 << std::min(cursor.overdue_in_a_row, most_doublings)),
                           std::max(first, longest_doubled));
    const bool has_news = is_events && cursor.overdue_in_a_row > 0 &&
                          outbox_.state(cursor.stream).newest > cursor.newest_when_asked;
    return now - cursor.unanswered.front().at >= (has_news ? first : patience);
}

void Link::check_overdue(Cursor& cursor, Monotonic now) {
    if (must_ask(cursor, now)) {
        ++counters_.answers_overdue;
        ++cursor.overdue_in_a_row;
        cursor.newest_when_asked = outbox_.state(cursor.stream).newest;
        go_back(cursor, outbox_.state(cursor.stream).committed);
        cursor.went_back_to.reset();
        cursor.hurry_through = cursor.highest_sent;
    }
}

const Outgoing* Link::next(Monotonic now) {
    if (!is_connected_) {
        return nullptr;
    }
    follow_outbox();
    for (Cursor& each : cursors_) {
        check_overdue(each, now);
    }
    if (pending_) {
        return &pending_->outgoing;
    }
    for (Cursor& each : cursors_) {
        const Outgoing* prepared = may_send(each, now) ? prepare(each) : nullptr;
        if (prepared != nullptr) {
            return prepared;
        }
    }
    return nullptr;
}

bool Link::may_send(Cursor& cursor, Monotonic now) {
    if (cursor.held_until && now < *cursor.held_until) {
        return false;
    }
    cursor.held_until.reset();
    const std::uint64_t newest = outbox_.state(cursor.stream).newest;
    return cursor.position < newest && is_window_open(cursor) &&
           !must_gather(cursor, newest - cursor.position, now);
}

// While answers are overdue, one report at a time asks whether anybody is there.
bool Link::is_window_open(const Cursor& cursor) const {
    if (cursor.overdue_in_a_row > 0) {
        return cursor.unanswered.empty();
    }
    std::size_t reports = 0;
    for (const Sent& batch : cursor.unanswered) {
        reports += batch.reports;
    }
    return reports < settings_.most_unanswered;
}

bool Link::must_gather(Cursor& cursor, std::uint64_t unsent, Monotonic now) const {
    const bool is_events = cursor.stream == Stream::events;
    const std::uint64_t company =
        is_events ? wire::most_reports
                  : std::min<std::uint64_t>(settings_.meters_gathered * meters_slower_,
                                            wire::most_reports);
    if (unsent >= company || cursor.position < cursor.hurry_through) {
        return false;
    }
    if (!cursor.waiting_since) {
        cursor.waiting_since = now;
    }
    const Duration wait =
        is_events ? settings_.events_wait
                  : std::min<Duration>(settings_.meters_wait * meters_slower_, longest_wait);
    return now - *cursor.waiting_since < wait;
}

const Outgoing* Link::prepare(const Cursor& cursor) {
    const bool is_single = cursor.position < cursor.single_through || cursor.overdue_in_a_row > 0;
    const auto reports =
        outbox_.read(cursor.stream, cursor.position + 1, is_single ? 1 : wire::most_reports);
    if (reports.empty()) {
        return nullptr;
    }
    auto packed = wire::pack_batch(outbox_.state(cursor.stream).id, reports);
    const Sent sent{
        .first = reports.front().first,
        .last = reports[packed.reports - 1].last,
        .reports = packed.reports,
        .is_gap = packed.reports == 1 && std::holds_alternative<GapReport>(reports.front().body),
        .mark = wire::mark_of(packed.bytes)};
    return &pending_
                .emplace(Pending{
                    .outgoing = {.stream = cursor.stream, .payload = std::move(packed.bytes)},
                    .sent = sent})
                .outgoing;
}

void Link::sent(Monotonic now) {
    follow_outbox();
    if (!pending_) {
        return;
    }
    Cursor& cursor = this->cursor(pending_->outgoing.stream);
    Sent& sent = pending_->sent;
    sent.at = now;
    ++counters_.batches_sent;
    counters_.reports_sent += sent.reports;
    cursor.position = sent.last;
    cursor.highest_sent = std::max(cursor.highest_sent, sent.last);
    cursor.waiting_since.reset();
    cursor.unanswered.push_back(sent);
    pending_.reset();
}

}  // namespace roadworthy::uplink
