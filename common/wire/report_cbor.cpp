#include "common/wire/report_cbor.hpp"

#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/result.hpp"
#include "common/wire/cbor.hpp"
#include "common/wire/field_reader.hpp"
#include "common/wire/field_writer.hpp"
#include "common/wire/report_body.hpp"
#include "common/wire/schema.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <variant>

namespace roadworthy::wire {
namespace {

// 3 to 7 are the base's; 8 to 14 are free for what a later agent says before its reports.
constexpr unsigned version_key = 0, stream_key = 1, first_key = 2, reports_key = 15;
constexpr unsigned report_key = 16;  // in a row, in place of 1, 2 and 15

constexpr cbor::Reader::Limits reader_limits{.most_depth = most_depth,
                                             .most_string_bytes = most_string_bytes};

// Never less than what the head takes with this many meters.
std::size_t head_bytes(std::size_t meters) {
    constexpr std::size_t most_fixed = 80;
    constexpr std::size_t most_each = 20;
    return most_fixed + most_each * meters;
}

// Takes reports until the limit is reached; the head is written last, with all the meters met.
class Packer {
public:
    Packer(const Report& first, BatchLimits limits)
        : base_(base_of(first.stamp)), first_(first.first), limits_(limits) {}

    // False, and unchanged, where it does not fit.
    bool add(const Report& report) {
        const std::size_t meters_before = base_.meters.size();
        one_.clear();
        write_report(one_, report, base_);
        if (count_ > 0 && !fits()) {
            base_.meters.resize(meters_before);
            return false;
        }
        if (report.last > report.first) {
            entries_.array(2).unsigned_integer(report.last - report.first + 1);
        }
        entries_.bytes(one_.written());
        ++count_;
        return true;
    }

    Packed finish(StreamId stream) {
        cbor::Writer writer;
        FieldWriter fields(writer);
        fields.number(version_key, batch_version, most_bits);
        fields.number(stream_key, stream.value, most_bits);
        fields.number(first_key, first_, most_number);
        write_base(fields, base_);
        fields.value(reports_key).array(count_).raw(entries_.written());
        fields.close();
        return {.bytes = writer.take(), .reports = count_};
    }

private:
    bool fits() const {
        constexpr std::size_t most_entry_head = 13;  // of the span and of the bytes
        return count_ < limits_.reports && base_.meters.size() <= most_readings &&
               head_bytes(base_.meters.size()) + entries_.written().size() + most_entry_head +
                       one_.written().size() <=
                   limits_.bytes;
    }

    Base base_;
    std::uint64_t first_;
    BatchLimits limits_;
    cbor::Writer entries_;
    cbor::Writer one_;
    std::size_t count_ = 0;
};

tl::unexpected<Refusal> refuse(RefusalReason reason, std::string message) {
    return tl::unexpected<Refusal>(Refusal{.reason = reason, .message = std::move(message)});
}

// A report that can be read, and whose numbers suit it: more than one stand for a gap alone.
Result<ReadReport> read_numbered(BytesView bytes, const Base& base, std::uint64_t first,
                                 std::uint64_t last) {
    if (first < 1 || last < first || last > most_number) {
        return fail("expected numbers of 1 to 2^53 - 1 that ascend, got " + std::to_string(first) +
                    " to " + std::to_string(last));
    }
    auto read = read_report(bytes, base);
    if (read && last > first && !std::holds_alternative<GapReport>(read->body)) {
        return fail("expected a gap for numbers " + std::to_string(first) + " to " +
                    std::to_string(last) + ", got a report of another kind");
    }
    return read;
}

struct Entry {
    std::uint64_t span = 1;
    BytesView bytes;
};

Entry read_entry(cbor::Reader& reader) {
    Entry entry;
    if (reader.next_type() == cbor::Type::array) {
        if (reader.array() != 2) {
            reader.refuse("expected a span and bytes, got another array");
        }
        entry.span = reader.unsigned_integer();
    }
    entry.bytes = reader.bytes();
    return entry;
}

void take_entry(const Entry& entry, const Base& base, Batch& batch) {
    const std::uint64_t first = batch.last + 1;
    batch.last += entry.span;
    auto read = read_numbered(entry.bytes, base, first, batch.last);
    if (!read) {
        batch.unreadable.push_back({.first = first,
                                    .last = batch.last,
                                    .bytes = Bytes(entry.bytes.begin(), entry.bytes.end()),
                                    .reason = std::move(read.error().message)});
        return;
    }
    batch.unknown_fields += read->unknown_fields;
    batch.reports.push_back(
        {.first = first, .last = batch.last, .stamp = read->stamp, .body = std::move(read->body)});
}

void read_entries(cbor::Reader& reader, const Base& base, Batch& batch) {
    const std::size_t count = reader.array();
    if (count == 0 || count > most_reports) {
        reader.refuse("expected 1 to " + std::to_string(most_reports) + " reports, got " +
                      std::to_string(count));
    }
    if (!reader.failed()) {
        batch.reports.reserve(count);
    }
    for (std::size_t i = 0; i < count && !reader.failed(); ++i) {
        const Entry entry = read_entry(reader);
        if (entry.span == 0 || entry.span > most_number - batch.last) {
            reader.refuse("expected a span of numbers up to 2^53, got " +
                          std::to_string(entry.span));
        }
        if (!reader.failed()) {
            take_entry(entry, base, batch);
        }
    }
}

std::uint64_t read_version(cbor::Reader& reader, FieldReader& fields) {
    std::uint64_t found = 0;
    fields.number(version_key, found, most_bits);
    if (found == 0) {
        reader.refuse("expected version " + std::to_string(batch_version) + ", got 0");
    }
    return found;
}

std::string newer_version(std::uint64_t found) {
    return "expected version " + std::to_string(batch_version) + ", got " + std::to_string(found);
}

Batch read_batch(cbor::Reader& reader, FieldReader& fields) {
    Batch batch;
    Base base;
    fields.number(stream_key, batch.stream.value, most_bits);
    fields.number(first_key, batch.first, most_number);
    if (batch.first == 0) {
        reader.refuse("expected numbers from 1 on, got 0");
    }
    batch.last = batch.first - 1;
    read_base(fields, base);
    if (fields.require(reports_key)) {
        read_entries(reader, base, batch);
    }
    batch.unknown_fields += fields.close();
    return batch;
}

[[maybe_unused]] bool follow_one_another(std::span<const Report> reports) {
    std::uint64_t next = reports.front().first;
    return next >= 1 && std::ranges::all_of(reports, [&](const Report& report) {
               const bool is_gap = std::holds_alternative<GapReport>(report.body);
               const bool follows = report.first == next && report.last >= next;
               next = report.last + 1;
               return follows && (is_gap || report.last == report.first);
           });
}

}  // namespace

Packed pack_batch(StreamId stream, std::span<const Report> reports, BatchLimits limits) {
    assert(!reports.empty() && follow_one_another(reports));
    assert(limits.bytes <= most_batch_bytes && limits.reports <= most_reports);
    Packer packer(reports.front(), limits);
    for (const Report& report : reports) {
        if (!packer.add(report)) {
            break;
        }
    }
    return packer.finish(stream);
}

Bytes encode_batch(StreamId stream, std::span<const Report> reports) {
    Packed packed = pack_batch(stream, reports);
    assert(packed.reports == reports.size());
    return std::move(packed.bytes);
}

Bytes encode_report(const Report& report) {
    Base base = base_of(report.stamp);
    cbor::Writer one;
    write_report(one, report, base);
    cbor::Writer writer;
    FieldWriter fields(writer);
    fields.number(version_key, batch_version, most_bits);
    write_base(fields, base);
    fields.value(report_key).bytes(one.written());
    fields.close();
    return writer.take();
}

Result<Report> decode_report(BytesView bytes, std::uint64_t first, std::uint64_t last) {
    cbor::Reader reader(bytes, reader_limits);
    FieldReader fields(reader);
    const std::uint64_t its_version = read_version(reader, fields);
    if (its_version > batch_version) {
        return fail(newer_version(its_version));
    }
    Base base;
    read_base(fields, base);
    const BytesView body = fields.require(report_key) ? reader.bytes() : BytesView();
    fields.close();
    reader.expect_end();
    if (reader.failed()) {
        return fail(reader.error());
    }
    return read_numbered(body, base, first, last).map([&](ReadReport&& read) {
        return Report{
            .first = first, .last = last, .stamp = read.stamp, .body = std::move(read.body)};
    });
}

tl::expected<Batch, Refusal> decode_batch(BytesView bytes) {
    if (bytes.size() > most_batch_bytes) {
        return refuse(RefusalReason::unreadable, "expected at most " +
                                                     std::to_string(most_batch_bytes) +
                                                     " bytes, got " + std::to_string(bytes.size()));
    }
    cbor::Reader reader(bytes, reader_limits);
    FieldReader fields(reader);
    const std::uint64_t its_version = read_version(reader, fields);
    if (its_version > batch_version) {
        return refuse(RefusalReason::version, newer_version(its_version));
    }
    Batch batch = read_batch(reader, fields);
    reader.expect_end();
    if (reader.failed()) {
        return refuse(RefusalReason::unreadable, reader.error());
    }
    return batch;
}

}  // namespace roadworthy::wire
