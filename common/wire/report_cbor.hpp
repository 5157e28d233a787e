#pragma once
// Batches of reports as CBOR (RFC 8949) with integer keys: the form on the wire and in the outbox.
// Described in common/report.cddl. Every version ever sent is read for ever (tests/golden/wire).
//
// A report stands as an embedded byte string, so that a torn one costs its neighbours nothing; what
// repeats (boot, time, meter values) stands once in the head as a base, and reports differ from it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/report.hpp"

namespace roadworthy::wire {

using Bytes = std::vector<std::byte>;
using BytesView = std::span<const std::byte>;

constexpr std::uint64_t version = 1;

// Checked before anything is parsed or kept.
constexpr std::size_t most_batch_bytes = 64 * 1024;
constexpr std::size_t most_reports = 512;
constexpr unsigned most_depth = 6;
constexpr std::size_t most_string_bytes = 256;

// The reports must follow one another: each first is the last before it plus one.
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
};

tl::expected<Batch, Refusal> decode_batch(BytesView bytes);

}  // namespace roadworthy::wire
