#pragma once
// A small CBOR (RFC 8949) writer and a bounded pull reader: unsigned and negative integers, byte and
// text strings, definite arrays and maps, null, booleans. Nothing recursive, no floats, no tags, no
// indefinite lengths: what the wire does not use is refused.
//
// The reader never reads past its bytes, never allocates more than it was given, and after its first
// error every further call fails as well, so that a decoder may check once at the end.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace roadworthy::cbor {

class Writer {
public:
    Writer& unsigned_integer(std::uint64_t value);
    Writer& integer(std::int64_t value);
    Writer& text(std::string_view value);
    Writer& bytes(std::span<const std::byte> value);
    Writer& array(std::size_t items);
    Writer& map(std::size_t pairs);
    Writer& boolean(bool value);
    Writer& null();
    // The bits of a double as an unsigned integer: exact, for our own stored state alone.
    Writer& bits(double value);

    const std::vector<std::byte>& written() const { return bytes_; }
    std::vector<std::byte> take() { return std::move(bytes_); }

private:
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
        unsigned most_depth = 6;
        std::size_t most_string_bytes = 256;
    };
    Reader(std::span<const std::byte> bytes, Limits limits) : bytes_(bytes), limits_(limits) {}

    bool failed() const { return !error_.empty(); }
    const std::string& error() const { return error_; }
    void refuse(std::string_view why);  // by the decoder: a value out of its range
    bool at_end() const { return failed() || position_ == bytes_.size(); }
    Type next_type() const;  // invalid at the end or after an error

    std::uint64_t unsigned_integer();
    std::int64_t integer();
    bool boolean();
    void null();
    double bits();
    std::string_view text();                // within the bytes given
    std::span<const std::byte> bytes();     // within the bytes given; not bound by most_string_bytes
    std::size_t array();                    // items; never more than bytes are left
    std::size_t map();                      // pairs; never more than half the bytes left
    void skip();                            // one whole value, checked against the depth

private:
    struct Head;
    Head head();
    std::span<const std::byte> bytes_;
    Limits limits_;
    std::size_t position_ = 0;
    std::string error_;
};

}  // namespace roadworthy::cbor
