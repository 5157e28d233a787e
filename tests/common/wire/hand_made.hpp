#pragma once
// Batches written value by value, as a stranger or a newer agent would write them.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "common/wire/cbor.hpp"
#include "common/wire/report_cbor.hpp"

namespace roadworthy::wire::hand_made {

using Write = std::function<void(cbor::Writer&)>;

inline Bytes written(const Write& write) {
    cbor::Writer writer;
    write(writer);
    return writer.take();
}

// Number 1 on, boot 1, all at 1970, with one odometer at 1,000 m (meter 0).
struct Head {
    std::uint64_t version = 1;
    std::uint64_t first = 1;
    std::int64_t monotonic_ms = 0;
    std::int64_t offset_ms = 0;
};

inline void write_head(cbor::Writer& writer, const Head& head) {
    writer.unsigned_integer(0).unsigned_integer(head.version);
    writer.unsigned_integer(1).unsigned_integer(0xABC);
    writer.unsigned_integer(2).unsigned_integer(head.first);
    writer.unsigned_integer(3).unsigned_integer(1);
    writer.unsigned_integer(4).integer(head.monotonic_ms);
    writer.unsigned_integer(5).integer(head.offset_ms);
    writer.unsigned_integer(7).array(5).unsigned_integer(0).unsigned_integer(917);
    writer.unsigned_integer(23).unsigned_integer(0).unsigned_integer(1000);
}
constexpr std::size_t head_pairs = 7;

inline Bytes batch(const Head& head, const std::vector<Write>& entries) {
    return written([&](cbor::Writer& writer) {
        writer.map(head_pairs + 1);
        write_head(writer, head);
        writer.unsigned_integer(15).array(entries.size());
        for (const Write& write : entries) {
            write(writer);
        }
    });
}

// An entry for one number: the embedded report.
inline Write entry(const Write& report) {
    return [report](cbor::Writer& writer) { writer.bytes(written(report)); };
}

// A cleared fault (source address 0, SPN 110, FMI 3) of nothing but what must be there.
inline void write_good(cbor::Writer& writer) {
    writer.map(5).unsigned_integer(0).unsigned_integer(1);
    writer.unsigned_integer(8).unsigned_integer(2).unsigned_integer(9).unsigned_integer(0);
    writer.unsigned_integer(10).unsigned_integer(110).unsigned_integer(11).unsigned_integer(3);
}

// A map of unsigned integers under unsigned keys.
inline Write numbers(std::vector<std::uint64_t> keys_and_values) {
    return [values = std::move(keys_and_values)](cbor::Writer& writer) {
        writer.map(values.size() / 2);
        for (const std::uint64_t value : values) {
            writer.unsigned_integer(value);
        }
    };
}

}  // namespace roadworthy::wire::hand_made
