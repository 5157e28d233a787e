#pragma once
// Batches of reports as CBOR (RFC 8949) with integer keys: the form on the wire and in the outbox.
// Described in common/report.cddl. Every version ever sent is read for ever (tests/golden/wire).
//
// A report stands as an embedded byte string, so that a torn one costs its neighbours nothing; what
// repeats (boot, time, meter values) stands once in the head as a base, and reports differ from it.
//
// Times go in whole milliseconds, rounded down. Texts go as text_of() makes them, lists up to their
// limit in schema.hpp: what an odd bus adds beyond is left out, so that no report is ever too
// large.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::wire {

struct BatchLimits {
    std::size_t bytes = most_batch_bytes;
    std::size_t reports = most_reports;
};

struct Packed {
    Bytes bytes;
    std::size_t reports = 0;  // that are in it
};

// As many of the reports as fit, from the first on, and at least that one, however small the limit.
// They must follow one another: each first is the last before it plus one.
Packed pack_batch(StreamId stream, std::span<const Report> reports, BatchLimits limits = {});

// The same for reports of which all fit.
Bytes encode_batch(StreamId stream, std::span<const Report> reports);

// One report by itself, without its number: a row of the outbox.
Bytes encode_report(const Report& report);
Result<Report> decode_report(BytesView bytes, std::uint64_t first, std::uint64_t last);

struct UnreadableReport {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    Bytes bytes;
    std::string reason;
    friend bool operator==(const UnreadableReport&, const UnreadableReport&) = default;
};

struct Batch {
    StreamId stream;
    std::uint64_t first = 0;  // of the batch
    std::uint64_t last = 0;
    std::vector<Report> reports;  // in order, without the unreadable ones
    std::vector<UnreadableReport> unreadable;
    std::uint64_t unknown_fields = 0;  // of a newer agent: left out, counted
    friend bool operator==(const Batch&, const Batch&) = default;
};

enum class RefusalReason : std::uint8_t { unreadable = 0, version = 1 };

// The batch as a whole cannot be read.
struct Refusal {
    RefusalReason reason = RefusalReason::unreadable;
    std::string message;
    friend bool operator==(const Refusal&, const Refusal&) = default;
};

tl::expected<Batch, Refusal> decode_batch(BytesView bytes);

}  // namespace roadworthy::wire
