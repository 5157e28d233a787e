#include "common/wire/cbor.hpp"

#include "common/wire/text.hpp"

#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace roadworthy::cbor {
namespace {

// The major types of RFC 8949, 3.1.
constexpr std::uint8_t unsigned_major = 0, negative_major = 1, bytes_major = 2, text_major = 3,
                       array_major = 4, map_major = 5, tag_major = 6, simple_major = 7;
constexpr std::uint8_t false_info = 20, true_info = 21, null_info = 22;
// The argument stands in the first byte up to 23; then it takes 1, 2, 4 or 8 more bytes.
constexpr std::uint8_t one_byte_info = 24, eight_bytes_info = 27, indefinite_info = 31;
constexpr std::size_t most_inline = 23;
constexpr auto most_signed = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

constexpr std::byte initial_byte(std::uint8_t major, std::uint64_t info) {
    return static_cast<std::byte>((std::uint64_t{major} << 5U) | info);
}

std::string_view name_of(std::uint8_t major, std::uint8_t info) {
    constexpr std::array<std::string_view, 7> names{
        "an unsigned integer", "a negative integer", "bytes", "text", "an array", "a map", "a tag"};
    if (major < simple_major) {
        return names[major];
    }
    if (info == null_info) {
        return "null";
    }
    return info == false_info || info == true_info ? "a boolean" : "a float or simple value";
}

std::string_view as_text(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

void Writer::head(std::uint8_t major, std::uint64_t argument) {
    if (argument <= most_inline) {
        bytes_.push_back(initial_byte(major, argument));
        return;
    }
    unsigned width_log = 0;  // of the argument's bytes: 1, 2, 4 or 8
    while (width_log < 3 && (argument >> (8U << width_log)) != 0) {
        ++width_log;
    }
    bytes_.push_back(initial_byte(major, one_byte_info + width_log));
    for (unsigned byte = 1U << width_log; byte-- > 0;) {
        bytes_.push_back(static_cast<std::byte>(argument >> (8 * byte)));
    }
}

Writer& Writer::unsigned_integer(std::uint64_t value) {
    head(unsigned_major, value);
    return *this;
}

Writer& Writer::integer(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    head(value < 0 ? negative_major : unsigned_major, value < 0 ? ~bits : bits);  // ~v = -1 - v
    return *this;
}

Writer& Writer::text(std::string_view value) {
    assert(wire::is_text(value));
    head(text_major, value.size());
    const auto content = std::as_bytes(std::span(value));
    bytes_.insert(bytes_.end(), content.begin(), content.end());
    return *this;
}

Writer& Writer::bytes(std::span<const std::byte> value) {
    head(bytes_major, value.size());
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    return *this;
}

Writer& Writer::raw(std::span<const std::byte> encoded) {
    bytes_.insert(bytes_.end(), encoded.begin(), encoded.end());
    return *this;
}

Writer& Writer::array(std::size_t items) {
    head(array_major, items);
    return *this;
}

Writer& Writer::map(std::size_t pairs) {
    head(map_major, pairs);
    return *this;
}

Writer& Writer::boolean(bool value) {
    bytes_.push_back(initial_byte(simple_major, value ? true_info : false_info));
    return *this;
}

Writer& Writer::null() {
    bytes_.push_back(initial_byte(simple_major, null_info));
    return *this;
}

Writer& Writer::bits(double value) {
    return unsigned_integer(std::bit_cast<std::uint64_t>(value));
}

std::size_t Writer::open_map() {
    bytes_.push_back(initial_byte(map_major, 0));
    return bytes_.size() - 1;
}

void Writer::close_map(std::size_t opened, std::size_t pairs) {
    assert(pairs <= most_inline);
    bytes_[opened] = initial_byte(map_major, pairs);
}

struct Reader::Head {
    std::uint8_t major = simple_major;
    std::uint8_t info = null_info;
    std::uint64_t argument = 0;
};

void Reader::refuse(std::string_view why) {
    if (!failed()) {
        error_ = why;
        error_ += " at byte " + std::to_string(position_);
        bytes_ = {};  // so that every further call fails
        position_ = 0;
    }
}

Type Reader::next_type() const {
    if (left() == 0) {
        return Type::invalid;
    }
    const auto initial = std::to_integer<std::uint8_t>(bytes_[position_]);
    const auto major = static_cast<std::uint8_t>(initial >> 5U);
    const auto info = static_cast<std::uint8_t>(initial & 0x1FU);
    if (major < tag_major) {
        return info <= eight_bytes_info ? static_cast<Type>(major) : Type::invalid;
    }
    if (major == simple_major && (info == false_info || info == true_info)) {
        return Type::boolean;
    }
    return major == simple_major && info == null_info ? Type::null : Type::invalid;
}

// The argument that follows the first byte, which is already read.
std::uint64_t Reader::argument(std::uint8_t info) {
    if (info > eight_bytes_info) {
        refuse(info == indefinite_info ? "expected a definite length, got an indefinite one"
                                       : "expected a length, got a reserved one");
        return 0;
    }
    const std::size_t width = std::size_t{1} << (info - one_byte_info);
    if (left() < width) {
        refuse("expected more bytes, got the end");
        return 0;
    }
    std::uint64_t value = 0;
    for (const std::byte byte : bytes_.subspan(position_, width)) {
        value = (value << 8U) | std::to_integer<std::uint64_t>(byte);
    }
    position_ += width;
    const std::uint64_t least = width == 1 ? most_inline + 1 : std::uint64_t{1} << (4 * width);
    if (value < least) {
        refuse("expected the shortest form of a number, got a longer one");
    }
    return value;
}

Reader::Head Reader::head() {
    if (left() == 0) {
        refuse("expected a value, got the end");
        return {};
    }
    const auto initial = std::to_integer<std::uint8_t>(bytes_[position_++]);
    Head head{.major = static_cast<std::uint8_t>(initial >> 5U),
              .info = static_cast<std::uint8_t>(initial & 0x1FU),
              .argument = initial & 0x1FU};
    if (head.major < tag_major) {
        if (head.info > most_inline) {
            head.argument = argument(head.info);
            return failed() ? Head() : head;
        }
    } else if (head.major == tag_major) {
        refuse("expected no tag, got one");
    } else if (head.info < false_info || head.info > null_info) {
        refuse("expected no float or simple value, got one");
    }
    return head;
}

// The argument of a value of this major type.
std::uint64_t Reader::expect(std::uint8_t major, std::string_view wanted) {
    const Head next = head();
    if (!failed() && next.major != major) {
        refuse("expected " + std::string(wanted) + ", got " +
               std::string(name_of(next.major, next.info)));
    }
    return failed() ? 0 : next.argument;
}

std::uint64_t Reader::any_unsigned() {
    return expect(unsigned_major, "an unsigned integer");
}

std::int64_t Reader::integer() {
    const Head next = head();
    if (next.major > negative_major) {
        refuse("expected an integer, got " + std::string(name_of(next.major, next.info)));
        return 0;
    }
    if (next.argument > most_signed) {
        refuse("expected an integer of 64 bits, got a larger one");
        return 0;
    }
    const auto value = static_cast<std::int64_t>(next.argument);
    return next.major == negative_major ? -1 - value : value;
}

bool Reader::boolean() {
    const Head next = head();
    if (!failed() && (next.major != simple_major || next.info == null_info)) {
        refuse("expected a boolean, got " + std::string(name_of(next.major, next.info)));
    }
    return !failed() && next.info == true_info;
}

void Reader::null() {
    const Head next = head();
    if (!failed() && (next.major != simple_major || next.info != null_info)) {
        refuse("expected null, got " + std::string(name_of(next.major, next.info)));
    }
}

double Reader::bits() {
    return std::bit_cast<double>(unsigned_integer());
}

std::span<const std::byte> Reader::content(std::uint64_t length) {
    if (!failed() && length > left()) {
        refuse("expected " + std::to_string(length) + " more bytes, got " + std::to_string(left()));
    }
    if (failed()) {
        return {};
    }
    const auto found = bytes_.subspan(position_, static_cast<std::size_t>(length));
    position_ += found.size();
    return found;
}

std::string_view Reader::text() {
    const std::uint64_t length = expect(text_major, "text");
    if (length > limits_.most_string_bytes) {
        refuse("expected text of at most " + std::to_string(limits_.most_string_bytes) +
               " bytes, got " + std::to_string(length));
    }
    const std::string_view found = as_text(content(length));
    if (!wire::is_text(found)) {
        refuse("expected UTF-8 without NUL, got other bytes");
    }
    return failed() ? std::string_view() : found;
}

std::span<const std::byte> Reader::bytes() {
    return content(expect(bytes_major, "bytes"));
}

// A container cannot hold more than its smallest items would fill.
std::size_t Reader::checked_count(std::uint64_t count, std::size_t bytes_each) {
    if (!failed() && count > left() / bytes_each) {
        refuse("expected " + std::to_string(count) + " more entries, got " +
               std::to_string(left()) + " bytes");
    }
    return failed() ? 0 : static_cast<std::size_t>(count);
}

std::size_t Reader::array() {
    return checked_count(expect(array_major, "an array"), 1);
}

std::size_t Reader::map() {
    return checked_count(expect(map_major, "a map"), 2);
}

// How many values follow as parts of the one whose head was just read; strings are passed over.
std::uint64_t Reader::nested_in(const Head& head) {
    switch (head.major) {
        case bytes_major:
        case text_major:
            content(head.argument);
            return 0;
        case array_major:
            return checked_count(head.argument, 1);
        case map_major:
            return std::uint64_t{2} * checked_count(head.argument, 2);
        default:
            return 0;
    }
}

void Reader::expect_end() {
    if (!at_end()) {
        refuse("expected the end, got more bytes");
    }
}

void Reader::skip() {
    assert(limits_.most_depth <= deepest_skip);
    std::array<std::uint64_t, deepest_skip + 1> missing{};  // values, at each level
    missing[0] = 1;
    unsigned level = 0;
    while (!failed()) {
        while (missing[level] == 0) {
            if (level == 0) {
                return;
            }
            --level;
        }
        --missing[level];
        const Head next = head();
        const bool nests = next.major == array_major || next.major == map_major;
        const std::uint64_t nested = failed() ? 0 : nested_in(next);
        if (nests && ++level > limits_.most_depth) {
            refuse("expected at most " + std::to_string(limits_.most_depth) +
                   " levels of nesting, got more");
            return;
        }
        if (nests) {
            missing[level] = nested;
        }
    }
}

}  // namespace roadworthy::cbor
