#pragma once
// A small CBOR (RFC 8949) writer and a bounded pull reader: unsigned and negative integers, byte
// and text strings, definite arrays and maps, null, booleans. Nothing recursive, no floats, no
// tags, no indefinite lengths, no number longer than it need be: what the wire does not use is
// refused.
//
// The reader never reads past its bytes, never allocates more than it was given, and after its
// first error every further call fails as well (and gives zero or nothing), so that a decoder may
// check once at the end.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/result.hpp"

namespace roadworthy::cbor {

class Writer {
public:
    Writer() { bytes_.reserve(usual_bytes); }

    Writer& unsigned_integer(std::uint64_t value);
    Writer& integer(std::int64_t value);
    Writer& text(std::string_view value);  // wire::is_text()
    Writer& bytes(std::span<const std::byte> value);
    Writer& raw(std::span<const std::byte> encoded);  // values that are CBOR already
    Writer& array(std::size_t items);
    Writer& map(std::size_t pairs);
    Writer& boolean(bool value);
    Writer& null();
    // The bits of a double as an unsigned integer: exact, for our own stored state alone.
    Writer& bits(double value);

    // A map of at most 23 pairs that are counted while they are written: close_map gets what
    // open_map gave.
    std::size_t open_map();
    void close_map(std::size_t opened, std::size_t pairs);

    const std::vector<std::byte>& written() const { return bytes_; }
    std::vector<std::byte> take() { return std::move(bytes_); }
    void clear() { bytes_.clear(); }  // keeps the memory

private:
    static constexpr std::size_t usual_bytes = 128;  // of a report

    void head(std::uint8_t major, std::uint64_t argument);
    std::vector<std::byte> bytes_;
};

enum class Type : std::uint8_t {
    unsigned_integer,
    negative_integer,
    bytes,
    text,
    array,
    map,
    boolean,
    null,
    invalid
};

class Reader {
public:
    struct Limits {
        unsigned most_depth = 6;  // of what is skipped, itself included; at most deepest_skip
        std::size_t most_string_bytes = 256;
    };
    static constexpr unsigned deepest_skip = 16;

    Reader(std::span<const std::byte> bytes, Limits limits) : bytes_(bytes), limits_(limits) {}

    bool failed() const { return !error_.empty(); }
    const std::string& error() const { return error_; }
    void refuse(std::string_view why);  // by the decoder: a value out of its range
    bool at_end() const { return failed() || position_ == bytes_.size(); }
    Type next_type() const;  // invalid at the end, after an error, and for what is refused

    std::uint64_t unsigned_integer() {
        // Most numbers are small ones, whose first byte is all.
        const bool is_small = left() > 0 && bytes_[position_] <= std::byte{23};
        return is_small ? std::to_integer<std::uint64_t>(bytes_[position_++]) : any_unsigned();
    }
    std::int64_t integer();
    bool boolean();
    void null();
    double bits();
    std::string_view text();             // within the bytes given; wire::is_text()
    std::span<const std::byte> bytes();  // within the bytes given; not bound by most_string_bytes
    std::size_t array();                 // items; never more than bytes are left
    std::size_t map();                   // pairs; never more than half the bytes left
    void expect_end();                   // refuses what comes after
    void skip();                         // one whole value, checked against the depth

private:
    struct Head;
    Head head();
    std::uint64_t argument(std::uint8_t info);
    std::uint64_t any_unsigned();
    std::uint64_t expect(std::uint8_t major, std::string_view wanted);
    std::span<const std::byte> content(std::uint64_t length);
    std::size_t checked_count(std::uint64_t count, std::size_t bytes_each);
    std::uint64_t nested_in(const Head& head);
    std::size_t left() const { return bytes_.size() - position_; }

    std::span<const std::byte> bytes_;  // empty after an error
    Limits limits_;
    std::size_t position_ = 0;
    std::string error_;
};

}  // namespace roadworthy::cbor
