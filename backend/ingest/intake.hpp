#pragma once
// From messages to the journal: each is checked against the limits, read, held against the
// watermark of its stream and appended; all that came together in one transaction. Only after that
// is committed may anybody hear of it.
//
// Bad input costs nobody else anything: what cannot be taken is kept in the dead letters with its
// reason, and answered where there is somebody to answer.
//
// What survives a power cut: everything for which `take` has returned.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backend/ingest/counters.hpp"
#include "backend/ingest/watermarks.hpp"
#include "backend/store/inputs/dead_letter_rows.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "common/topics.hpp"
#include "common/wire/answer_cbor.hpp"
#include "common/wire/report_cbor.hpp"

namespace roadworthy::ingest {

struct Message {
    std::string topic;
    std::vector<std::byte> payload;
};

// A batch that is in the journal now, of which the numbers from `first` on are new.
struct Taken {
    store::Position position = 0;
    Time received;
    TruckId truck;
    Stream stream = Stream::events;
    std::uint64_t first = 0;
    wire::Batch batch;
};

struct IntakeOptions {
    store::PartitionRule partitions;
    store::DeadLetterQuota dead_letters;
    AnswerRule answers;
};

class Intake {
public:
    // Reads the watermarks that the journal's tail tells.
    Intake(sql::Connection& connection, Counters& counters, IntakeOptions options = {});

    // All of it in one transaction; throws sql::Failure if that cannot be: then nothing was taken
    // and this object is to be made anew.
    std::vector<Taken> take(std::span<const Message> messages, Time now);

    // What is to be said after that, and what has become due since.
    std::vector<Answer> answers(Time now);

    void write();  // the watermarks, in the caller's transaction
    void written();

private:
    struct Transfer;
    struct Objection;
    void take_one(const Message& message, Transfer& transfer);
    void take_batch(const Message& message, const topics::UpTopic& topic, Transfer& transfer);
    void take_presence(const Message& message, const topics::UpTopic& topic, Time now);
    void append(const Message& message, Taken taken, Transfer& transfer);
    void keep_unreadable(const Message& message, const Taken& taken);
    void refuse(const Message& message, const topics::UpTopic& topic, const Objection& objection,
                Time now);
    void keep_letter(const Message& message, store::DeadLetter letter);

    sql::Connection& connection_;
    Counters& counters_;
    IntakeOptions options_;
    Watermarks watermarks_;
    std::vector<Answer> refusals_;
};

}  // namespace roadworthy::ingest
