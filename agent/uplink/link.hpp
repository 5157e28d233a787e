#pragma once
// What goes up when, and what the answers mean. Pure but for the outbox that it reads: time is an
// argument, and what it wants published is returned.
//
// Goals: every report that the outbox stored is committed by the backend in the end, whatever is
//   lost, repeated or reordered on the way; events before meters; few bytes.
// Assumptions: next() is asked about each second, after every answer, and again after each
//   publication. One publication is under way at a time: it is asked for, handed to the broker's
//   client, and then confirmed by sent(); what was not confirmed is given again.
// Invariants: nothing is taken as committed but by an answer for this stream that is not above what
//   was ever sent. `position` (what was sent last on this connection) is never below the watermark
//   nor above the newest report. After a reconnect it begins at the watermark.

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

#include "agent/uplink/outbox/outbox.hpp"
#include "common/backoff.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/wire/answer_cbor.hpp"
#include "common/wire/report_cbor.hpp"

namespace roadworthy::uplink {

struct LinkSettings {
    std::uint64_t seed = 0;  // of the back-off: from the truck's id
    // The backend answers events soon, meters after 60 reports or 60 minutes.
    Duration events_overdue = std::chrono::seconds{30};
    Duration meters_overdue = std::chrono::minutes{65};
    // Fewer meters than this wait for others, up to this long: a message costs more than a report.
    std::uint64_t meters_gathered = 20;
    Duration meters_wait = std::chrono::minutes{20};
    Duration events_wait{0};             // for others: a fault goes with its snapshot
    std::size_t most_unanswered = 2048;  // reports a stream; more than a lazy answer leaves open
};

struct Outgoing {
    Stream stream = Stream::events;
    wire::Bytes payload;
};

struct LinkCounters {
    std::uint64_t batches_sent = 0;
    std::uint64_t reports_sent = 0;     // again ones too
    std::uint64_t answers_overdue = 0;  // then what was not answered goes again
    std::uint64_t answers_forged = 0;   // above what was ever sent
    std::uint64_t answers_unknown = 0;  // of another stream, or for a batch that is not under way
    std::uint64_t resends_asked = 0;
    std::uint64_t versions_refused = 0;
    std::uint64_t batches_unreadable = 0;
    std::uint64_t reports_unreadable = 0;  // each became a gap
};

class Link {
public:
    // `outbox` outlives the link.
    Link(Outbox& outbox, const LinkSettings& settings);

    void change(const LinkSettings& settings) { settings_ = settings; }

    void connected();
    void disconnected();
    void take(const wire::Answer& answer, Monotonic now);
    // Nothing waits for others until all that is stored now has been sent.
    void hurry();
    // So many times as long, and for so many times as many others: what a data plan leaves. Events
    // never wait for that.
    void slow_meters(unsigned times) { meters_slower_ = times; }

    // What to publish now, if anything; the same again until sent().
    const Outgoing* next(Monotonic now);
    void sent(Monotonic now);

    bool is_connected() const { return is_connected_; }
    bool is_drained() const;  // everything stored has been committed
    const LinkCounters& counters() const { return counters_; }

private:
    struct Sent {
        std::uint64_t first = 0;
        std::uint64_t last = 0;
        std::size_t reports = 0;
        bool is_gap = false;  // and nothing else
        std::uint64_t mark = 0;
        Monotonic at;
    };
    struct Cursor {
        Cursor(Stream its_stream, const StreamState& state, Backoff backoff)
            : stream(its_stream),
              id(state.id),
              highest_sent(state.newest),
              version_backoff(backoff) {}
        Stream stream;
        StreamId id;  // the outbox goes from one to another
        std::uint64_t position = 0;
        // Ever: what was stored before this start may have been sent by the run before it.
        std::uint64_t highest_sent;
        std::deque<Sent> unanswered;
        unsigned overdue_in_a_row = 0;
        std::uint64_t newest_when_asked = 0;        // when an answer was overdue last
        std::optional<std::uint64_t> went_back_to;  // once a position
        std::uint64_t single_through = 0;  // up to here one report a batch: one of them is refused
        std::uint64_t hurry_through = 0;
        std::optional<Monotonic> waiting_since;  // for others to go with
        std::optional<Monotonic> held_until;     // a backend older than we are
        Backoff version_backoff;
    };
    struct Pending {
        Outgoing outgoing;
        Sent sent;
    };

    Cursor& cursor(Stream stream) { return cursors_[static_cast<std::size_t>(stream)]; }
    void on(const wire::Committed& committed);
    void on(const wire::Refused& refused, Monotonic now);
    void follow_outbox();
    void hold(Cursor& cursor, Monotonic now);
    void refuse_unreadable(Cursor& cursor, const Sent& batch, Monotonic now);
    void advance(Cursor& cursor, std::uint64_t through);
    void go_back(Cursor& cursor, std::uint64_t through);
    void check_overdue(Cursor& cursor, Monotonic now);
    bool must_ask(const Cursor& cursor, Monotonic now) const;
    bool may_send(Cursor& cursor, Monotonic now);
    bool is_window_open(const Cursor& cursor) const;
    bool must_gather(Cursor& cursor, std::uint64_t unsent, Monotonic now) const;
    const Outgoing* prepare(const Cursor& cursor);

    Outbox& outbox_;
    LinkSettings settings_;
    bool is_connected_ = false;
    unsigned meters_slower_ = 1;
    std::array<Cursor, 2> cursors_;
    std::optional<Pending> pending_;
    LinkCounters counters_;
};

}  // namespace roadworthy::uplink
