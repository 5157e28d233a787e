#include "backend/ingest/intake.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/ingest/counters.hpp"
#include "backend/ingest/presence.hpp"
#include "backend/ingest/unpack.hpp"
#include "backend/ingest/watermarks.hpp"
#include "backend/store/inputs/dead_letter_rows.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/inputs/stream_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"
#include "common/wire/answer_cbor.hpp"
#include "common/wire/report_cbor.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::ingest {
namespace {

constexpr std::size_t rows_at_once = 1000;

Stream stream_of(topics::Up channel) {
    return channel == topics::Up::meters ? Stream::meters : Stream::events;
}

std::uint64_t mark_of(std::span<const std::byte> payload) {
    return fnv1a64({reinterpret_cast<const char*>(payload.data()), payload.size()});
}

}  // namespace

struct Intake::Objection {
    std::string_view word;  // of its dead letter
    wire::Refusal refusal;
};

struct Intake::Transfer {
    store::JournalAppender& journal;
    Time now;
    std::vector<Taken> taken;
};

Intake::Intake(sql::Connection& connection, Counters& counters, IntakeOptions options)
    : connection_(connection),
      counters_(counters),
      options_(options),
      watermarks_(connection, options.answers) {
    store::Position at = store::progress(connection, store::Progress::streams);
    for (auto rows = store::rows_after(connection, at, rows_at_once); !rows.empty();
         rows = store::rows_after(connection, at, rows_at_once)) {
        for (const store::JournalRow& row : rows) {
            at = row.position;
            if (row.entry.kind != store::EntryKind::reports) {
                continue;
            }
            if (const auto batch = wire::decode_batch(row.payload)) {
                const Tally counts = tally(*batch, row.entry.first);
                watermarks_.replay(row, counts.reports, counts.gap_numbers);
            }
        }
    }
}

std::vector<Taken> Intake::take(std::span<const Message> messages, Time now) {
    sql::Transaction transaction(connection_);
    store::JournalAppender journal(connection_, options_.partitions);
    Transfer transfer{.journal = journal, .now = now, .taken = {}};
    transfer.taken.reserve(messages.size());
    for (const Message& message : messages) {
        take_one(message, transfer);
    }
    journal.finish();
    transaction.commit();
    counters_.commits.add();
    return std::move(transfer.taken);
}

std::vector<Answer> Intake::answers(Time now) {
    std::vector<Answer> answers = watermarks_.answers(now);
    std::move(refusals_.begin(), refusals_.end(), std::back_inserter(answers));
    refusals_.clear();
    counters_.answers.add(answers.size());
    return answers;
}

void Intake::write() {
    watermarks_.write();
    store::set_progress(connection_, store::Progress::streams, store::last_position(connection_));
}

void Intake::written() {
    watermarks_.written();
}

void Intake::take_one(const Message& message, Transfer& transfer) {
    const auto topic = topics::parse_up(message.topic);
    if (!topic) {
        keep_letter(message, {.received = transfer.now,
                              .truck = std::nullopt,
                              .reason = reason::topic,
                              .detail = topic.error().message});
    } else if (topic->channel == topics::Up::events || topic->channel == topics::Up::meters) {
        take_batch(message, *topic, transfer);
    } else if (topic->channel == topics::Up::presence) {
        take_presence(message, *topic, transfer.now);
    }
}

void Intake::take_presence(const Message& message, const topics::UpTopic& topic, Time now) {
    if (const auto presence = parse_presence(message.payload)) {
        store::put_presence(connection_, topic.truck, *presence, now);
    } else {
        keep_letter(message, {.received = now,
                              .truck = topic.truck,
                              .reason = reason::presence,
                              .detail = presence.error().message});
    }
}

void Intake::take_batch(const Message& message, const topics::UpTopic& topic, Transfer& transfer) {
    constexpr auto unreadable = wire::RefusalReason::unreadable;
    const auto refuse_it = [&](std::string_view word, wire::Refusal refusal) {
        refuse(message, topic, {word, std::move(refusal)}, transfer.now);
    };
    if (message.payload.size() > wire::most_batch_bytes) {
        return refuse_it(reason::size, {unreadable, "larger than a batch may be"});
    }
    auto batch = wire::decode_batch(message.payload);
    if (!batch) {
        const bool is_version = batch.error().reason == wire::RefusalReason::version;
        return refuse_it(is_version ? reason::version : reason::unreadable, batch.error());
    }
    const Stream channel = stream_of(topic.channel);
    const StreamKey key{topic.truck, batch->stream};
    Watermarks::Entry& entry = watermarks_.of(key, channel);
    if (entry.row.stream != channel) {
        return refuse_it(reason::channel, {unreadable, "a stream of the other channel"});
    }
    counters_.unknown_fields.add(batch->unknown_fields);
    const std::uint64_t first = std::max(batch->first, entry.row.watermark + 1);
    switch (watermarks_.arrive(
        key, entry, {.first = batch->first, .last = batch->last, .received = transfer.now})) {
        case Verdict::duplicate:
            counters_.duplicates.add();
            return;
        case Verdict::above:
            counters_.resends_asked.add();
            return;
        case Verdict::taken:
            break;
    }
    const Tally counts = tally(*batch, first);
    Watermarks::count(entry, counts.reports, counts.gap_numbers);
    counters_.batches.add();
    counters_.reports.add(counts.reports);
    counters_.gaps.add(counts.gap_numbers);
    append(message,
           {.received = transfer.now,
            .truck = topic.truck,
            .stream = channel,
            .first = first,
            .batch = std::move(*batch)},
           transfer);
}

void Intake::append(const Message& message, Taken taken, Transfer& transfer) {
    taken.position = transfer.journal.append(taken.received,
                                             {.kind = store::EntryKind::reports,
                                              .truck = taken.truck,
                                              .stream = taken.stream,
                                              .stream_id = taken.batch.stream,
                                              .first = taken.first,
                                              .last = taken.batch.last},
                                             message.payload);
    keep_unreadable(message, taken);
    transfer.taken.push_back(std::move(taken));
}

// They are within the batch in the journal too; here people find them.
void Intake::keep_unreadable(const Message& message, const Taken& taken) {
    for (const wire::UnreadableReport& report : taken.batch.unreadable) {
        if (report.last < taken.first) {
            continue;
        }
        counters_.dead_letter(reason::report);
        store::keep_dead_letter(connection_,
                                {.received = taken.received,
                                 .truck = taken.truck,
                                 .topic = message.topic,
                                 .reason = reason::report,
                                 .detail = "stream " + taken.batch.stream.text() + " number " +
                                           std::to_string(report.first) + ": " + report.reason,
                                 .payload = report.bytes},
                                options_.dead_letters);
    }
}

void Intake::refuse(const Message& message, const topics::UpTopic& topic,
                    const Objection& objection, Time now) {
    const wire::Refusal& refusal = objection.refusal;
    refusals_.push_back({topic.truck, wire::Refused{.reason = refusal.reason,
                                                    .stream = stream_of(topic.channel),
                                                    .payload_mark = mark_of(message.payload)}});
    const bool is_version = refusal.reason == wire::RefusalReason::version;
    (is_version ? counters_.refused_version : counters_.refused_unreadable).add();
    // A newer agent tries again every few minutes until the backend is upgraded: one letter says
    // it.
    if (is_version &&
        store::has_dead_letter(connection_, topic.truck, objection.word, refusal.message)) {
        return;
    }
    keep_letter(message, {.received = now,
                          .truck = topic.truck,
                          .reason = objection.word,
                          .detail = refusal.message});
}

void Intake::keep_letter(const Message& message, store::DeadLetter letter) {
    counters_.dead_letter(letter.reason);
    letter.topic = message.topic;
    letter.payload = message.payload;
    store::keep_dead_letter(connection_, letter, options_.dead_letters);
}

}  // namespace roadworthy::ingest
