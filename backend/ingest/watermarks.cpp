#include "backend/ingest/watermarks.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <tuple>
#include <vector>

#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/inputs/stream_rows.hpp"
#include "common/report.hpp"
#include "common/topics.hpp"
#include "common/wire/answer_cbor.hpp"

namespace roadworthy::ingest {
namespace {

constexpr std::size_t most_entries = 200'000;  // about 60 MB

}  // namespace

Watermarks::Entry& Watermarks::of(const StreamKey& key, Stream channel) {
    if (Entry* known = entries_.find(key)) {
        return *known;
    }
    Entry entry;
    if (auto stored = store::find_stream(connection_, key.truck, key.stream)) {
        entry.row = *stored;
        entry.is_new = false;
    } else {
        entry.row.stream = channel;
    }
    return entries_.insert(key, entry);
}

Verdict Watermarks::arrive(const StreamKey& key, Entry& entry, const Arrival& arrival) {
    store::StreamRow& row = entry.row;
    if (!entry.is_dirty) {
        entry.is_dirty = true;
        dirty_.push_back(key);
    }
    if (entry.is_new) {
        entry.is_new = false;
        row.first = arrival.received;
    }
    row.last = arrival.received;
    if (arrival.last <= row.watermark) {
        ++row.duplicates;
        answer_now(key, entry);
        return Verdict::duplicate;
    }
    if (arrival.first > row.watermark + 1) {
        entry.highest_above = std::max(entry.highest_above, arrival.first);
        answer_now(key, entry);
        return Verdict::above;
    }
    entry.unanswered += arrival.last - row.watermark;
    row.watermark = arrival.last;
    owe(key, entry, arrival);
    return Verdict::taken;
}

void Watermarks::count(Entry& entry, std::uint64_t reports, std::uint64_t gap_numbers) {
    entry.row.received += reports;
    entry.row.gaps += gap_numbers;
}

void Watermarks::owe(const StreamKey& key, Entry& entry, const Arrival& arrival) {
    const bool is_draining =
        entry.last_batch && arrival.received - *entry.last_batch <= rule_.draining;
    entry.last_batch = arrival.received;
    const bool is_events = entry.row.stream == Stream::events;
    if (is_draining || (!is_events && entry.unanswered >= rule_.meters_reports)) {
        answer_now(key, entry);
    } else if (!entry.owed_at) {
        entry.owed_at = arrival.received + (is_events ? rule_.events : rule_.meters);
        owed_to(entry.row.stream).push_back({key, *entry.owed_at});
    }
}

void Watermarks::answer_now(const StreamKey& key, Entry& entry) {
    if (!entry.is_answered_now) {
        entry.is_answered_now = true;
        now_.push_back(key);
    }
}

void Watermarks::collect_owed(Stream channel, Time now) {
    std::deque<Owed>& queue = owed_to(channel);
    for (; !queue.empty() && queue.front().at <= now; queue.pop_front()) {
        const Owed& owed = queue.front();
        Entry* const known = entries_.find(owed.key);
        // What was answered meanwhile is owed anew or not at all; what was forgotten still is.
        if (known == nullptr) {
            answer_now(owed.key, of(owed.key, channel));
        } else if (known->owed_at == owed.at) {
            answer_now(owed.key, *known);
        }
    }
}

std::vector<Answer> Watermarks::answers(Time now) {
    collect_owed(Stream::events, now);
    collect_owed(Stream::meters, now);
    std::vector<Answer> answers;
    answers.reserve(now_.size());
    for (const StreamKey& key : now_) {
        Entry& entry = *entries_.find(key);
        const bool is_short = entry.highest_above > entry.row.watermark + 1;
        answers.push_back({key.truck, wire::Committed{.stream = key.stream,
                                                      .through = entry.row.watermark,
                                                      .backend_time = now,
                                                      .request = is_short ? wire::Request::resend
                                                                          : wire::Request::none}});
        entry.unanswered = 0;
        entry.owed_at.reset();
        entry.highest_above = 0;
        entry.is_answered_now = false;
    }
    now_.clear();
    return answers;
}

void Watermarks::replay(const store::JournalRow& row, std::uint64_t reports,
                        std::uint64_t gap_numbers) {
    const StreamKey key{*row.entry.truck, row.entry.stream_id};
    Entry& entry = of(key, row.entry.stream);
    if (row.entry.last <= entry.row.watermark) {
        return;
    }
    arrive(key, entry,
           {.first = row.entry.first, .last = row.entry.last, .received = row.received});
    count(entry, reports, gap_numbers);
}

void Watermarks::write() {
    std::sort(dirty_.begin(), dirty_.end(), [](const StreamKey& one, const StreamKey& other) {
        return std::tuple(topics::bucket_of(one.truck), one.truck, one.stream) <
               std::tuple(topics::bucket_of(other.truck), other.truck, other.stream);
    });
    for (const StreamKey& key : dirty_) {
        store::put_stream(connection_, key.truck, key.stream, entries_.find(key)->row);
    }
}

void Watermarks::written() {
    for (const StreamKey& key : dirty_) {
        entries_.find(key)->is_dirty = false;
    }
    dirty_.clear();
    entries_.shrink(most_entries,
                    [](const Entry& entry) { return !entry.is_dirty && !entry.is_answered_now; });
}

}  // namespace roadworthy::ingest
