#pragma once
// How far each stream is in the journal, and which truck is owed an answer about it.
//
// Goals: a report is taken once; an answer costs 209 bytes on the air, so it waits where the truck
// can wait, and goes at once where it cannot.
// Assumptions: one thread; the journal rows of what is taken are committed before `answers` is
// asked for. If that commit fails, this object is thrown away and made again from the store.
// Invariants: a watermark never falls; every number up to it is in the journal.
//
// What survives a power cut: the rows as last written, and what the journal's tail adds to them.

#include <deque>
#include <optional>
#include <vector>

#include "backend/ingest/cache.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/inputs/stream_rows.hpp"
#include "common/wire/answer_cbor.hpp"

namespace roadworthy::ingest {

struct Answer {
    TruckId truck;
    wire::Answer content;
    friend bool operator==(const Answer&, const Answer&) = default;
};

// When a truck hears how far its stream is committed, if nothing makes it sooner.
struct AnswerRule {
    Duration events = std::chrono::milliseconds{500};
    Duration meters = std::chrono::minutes{60};
    std::uint64_t meters_reports = 60;  // or after so many
    // A second batch of a stream within this time: the unit drains a backlog and waits for room.
    Duration draining = std::chrono::seconds{10};
};

struct StreamKey {
    TruckId truck;
    StreamId stream;
    friend bool operator==(const StreamKey&, const StreamKey&) = default;
};

}  // namespace roadworthy::ingest

template <>
struct std::hash<roadworthy::ingest::StreamKey> {
    std::size_t operator()(const roadworthy::ingest::StreamKey& key) const noexcept {
        return std::hash<roadworthy::TruckId>{}(key.truck) ^ key.stream.value;
    }
};

namespace roadworthy::ingest {

// What came: numbers first..last, of which `reports` are reports and the rest gaps.
struct Arrival {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    Time received;
};
enum class Verdict : std::uint8_t { taken, duplicate, above };

class Watermarks {
public:
    Watermarks(sql::Connection& connection, AnswerRule rule)
        : connection_(connection), rule_(rule) {}

    struct Entry {
        store::StreamRow row;
        bool is_new = true;  // never written
        bool is_dirty = false;
        std::uint64_t unanswered = 0;  // reports since the last answer
        std::optional<Time> owed_at;   // as it stands in a queue
        bool is_answered_now = false;  // stands in now_
        std::uint64_t highest_above = 0;
        std::optional<Time> last_batch;
    };
    Entry& of(const StreamKey& key, Stream channel);

    // Judges, and moves the watermark if it is taken.
    Verdict arrive(const StreamKey& key, Entry& entry, const Arrival& arrival);
    // What the arrival just taken held, for the counts of the row.
    static void count(Entry& entry, std::uint64_t reports, std::uint64_t gap_numbers);

    // Of what is committed: one answer a stream. At once, or because the time has come.
    std::vector<Answer> answers(Time now);

    // From the journal's tail, at start: as if it had just arrived, but nobody is owed for it.
    void replay(const store::JournalRow& row, std::uint64_t reports, std::uint64_t gap_numbers);

    void write();    // what is dirty, in truck order, in the caller's transaction
    void written();  // that transaction is committed

private:
    struct Owed {
        StreamKey key;
        Time at;
    };
    void owe(const StreamKey& key, Entry& entry, const Arrival& arrival);
    void answer_now(const StreamKey& key, Entry& entry);
    void collect_owed(Stream channel, Time now);
    std::deque<Owed>& owed_to(Stream channel) {
        return channel == Stream::events ? events_ : meters_;
    }

    sql::Connection& connection_;
    AnswerRule rule_;
    Cache<StreamKey, Entry> entries_;
    std::vector<StreamKey> dirty_;
    std::vector<StreamKey> now_;
    std::deque<Owed> events_;  // both in the order of their time
    std::deque<Owed> meters_;
};

}  // namespace roadworthy::ingest
