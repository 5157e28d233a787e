#include "common/wire/cbor.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/hex.hpp"

namespace roadworthy::cbor {
namespace {

using Bytes = std::vector<std::byte>;

constexpr Reader::Limits limits{};

// Exactly as large as what is read, so that the sanitizer sees a step beyond.
struct Document {
    explicit Document(std::string_view digits)
        : bytes(hex::to_bytes(digits)), reader(bytes, limits) {}
    explicit Document(Bytes given) : bytes(std::move(given)), reader(bytes, limits) {}
    Document(const Document&) = delete;  // the reader looks into its own bytes
    Bytes bytes;
    Reader reader;
};

// One well-formed value, nested at most `depth` deep.
void write_random(Writer& writer, std::mt19937& random, unsigned depth) {
    const auto number = [&] { return std::uint64_t{random()} << (random() % 33); };
    const std::size_t items = random() % 4;
    switch (random() % (depth > 0 ? 8 : 6)) {
        case 0:
            writer.unsigned_integer(number());
            break;
        case 1:
            writer.integer(-1 - static_cast<std::int64_t>(number() >> 1));
            break;
        case 2:
            writer.bytes(Bytes(random() % 300));
            break;
        case 3:
            writer.text(std::string(random() % 300, 'a'));
            break;
        case 4:
            writer.boolean(random() % 2 == 0);
            break;
        case 5:
            writer.null();
            break;
        case 6:
            writer.array(items);
            for (std::size_t i = 0; i < items; ++i) {
                write_random(writer, random, depth - 1);
            }
            break;
        default:
            writer.map(items);
            for (std::size_t i = 0; i < 2 * items; ++i) {
                write_random(writer, random, depth - 1);
            }
    }
}

}  // namespace

TEST_CASE("unsigned integers stand as in RFC 8949, appendix A", "[cbor]") {
    const auto [value, digits] = GENERATE(
        table<std::uint64_t, std::string>({{0, "00"},
                                           {1, "01"},
                                           {10, "0a"},
                                           {23, "17"},
                                           {24, "1818"},
                                           {25, "1819"},
                                           {100, "1864"},
                                           {255, "18ff"},
                                           {256, "190100"},
                                           {1000, "1903e8"},
                                           {65535, "19ffff"},
                                           {65536, "1a00010000"},
                                           {1000000, "1a000f4240"},
                                           {4294967295, "1affffffff"},
                                           {4294967296, "1b0000000100000000"},
                                           {1000000000000, "1b000000e8d4a51000"},
                                           {18446744073709551615U, "1bffffffffffffffff"}}));
    CHECK(hex::of(Writer().unsigned_integer(value).written()) == digits);
    Document document(digits);
    CHECK(document.reader.next_type() == Type::unsigned_integer);
    CHECK(document.reader.unsigned_integer() == value);
    CHECK(document.reader.at_end());
    CHECK_FALSE(document.reader.failed());
}

TEST_CASE("signed integers stand as in RFC 8949, appendix A", "[cbor]") {
    using Range = std::numeric_limits<std::int64_t>;
    const auto [value, digits] =
        GENERATE(table<std::int64_t, std::string>({{0, "00"},
                                                   {23, "17"},
                                                   {1000, "1903e8"},
                                                   {-1, "20"},
                                                   {-10, "29"},
                                                   {-24, "37"},
                                                   {-25, "3818"},
                                                   {-100, "3863"},
                                                   {-1000, "3903e7"},
                                                   {Range::max(), "1b7fffffffffffffff"},
                                                   {Range::min(), "3b7fffffffffffffff"}}));
    CHECK(hex::of(Writer().integer(value).written()) == digits);
    Document document(digits);
    CHECK(document.reader.integer() == value);
    CHECK(document.reader.at_end());
    CHECK_FALSE(document.reader.failed());
}

TEST_CASE("texts stand as in RFC 8949, appendix A", "[cbor]") {
    const auto [value, digits] =
        GENERATE(table<std::string, std::string>({{"", "60"},
                                                  {"a", "6161"},
                                                  {"IETF", "6449455446"},
                                                  {"\"\\", "62225c"},
                                                  {"\xC3\xBC", "62c3bc"},
                                                  {"\xE6\xB0\xB4", "63e6b0b4"},
                                                  {"\xF0\x90\x85\x91", "64f0908591"}}));
    CHECK(hex::of(Writer().text(value).written()) == digits);
    Document document(digits);
    CHECK(document.reader.next_type() == Type::text);
    CHECK(document.reader.text() == value);
    CHECK(document.reader.at_end());
    CHECK_FALSE(document.reader.failed());
}

TEST_CASE("bytes, arrays, maps and simple values stand as in RFC 8949, appendix A", "[cbor]") {
    Writer writer;
    writer.array(6).bytes({}).bytes(hex::to_bytes("01020304"));
    writer.array(0).map(1).text("a").boolean(true).boolean(false).null();
    CHECK(hex::of(writer.written()) ==
          "86"
          "40"
          "4401020304"
          "80"
          "a16161f5"
          "f4"
          "f6");

    Document document(writer.take());
    Reader& reader = document.reader;
    CHECK(reader.next_type() == Type::array);
    CHECK(reader.array() == 6);
    CHECK(reader.bytes().empty());
    CHECK(reader.next_type() == Type::bytes);
    CHECK(hex::of(reader.bytes()) == "01020304");
    CHECK(reader.array() == 0);
    CHECK(reader.next_type() == Type::map);
    CHECK(reader.map() == 1);
    CHECK(reader.text() == "a");
    CHECK(reader.next_type() == Type::boolean);
    CHECK(reader.boolean());
    CHECK_FALSE(reader.boolean());
    CHECK(reader.next_type() == Type::null);
    reader.null();
    CHECK(reader.at_end());
    CHECK_FALSE(reader.failed());
    CHECK(reader.next_type() == Type::invalid);
}

TEST_CASE("a double keeps its bits", "[cbor]") {
    const double value = GENERATE(0.0, -0.0, 1.5, -1e300, std::numeric_limits<double>::infinity(),
                                  std::numeric_limits<double>::denorm_min(), std::nan("7"));
    Document document(Writer().bits(value).take());
    CHECK(std::bit_cast<std::uint64_t>(document.reader.bits()) ==
          std::bit_cast<std::uint64_t>(value));
}

TEST_CASE("a map may be counted while it is written", "[cbor]") {
    Writer writer;
    const std::size_t opened = writer.array(1).open_map();
    writer.unsigned_integer(1).null().unsigned_integer(2).null();
    writer.close_map(opened, 2);
    CHECK(hex::of(writer.written()) ==
          "81"
          "a2"
          "01f6"
          "02f6");
}

TEST_CASE("what the wire does not use is refused, read or skipped", "[cbor]") {
    const auto [digits, reason] = GENERATE(table<std::string, std::string>({
        {"5f4101ff", "indefinite"},
        {"7f6161ff", "indefinite"},
        {"9f01ff", "indefinite"},
        {"bf0102ff", "indefinite"},
        {"ff", "float or simple"},
        {"c074323031332d30332d32315432303a30343a30305a", "tag"},
        {"c249010000000000000000", "tag"},
        {"d9d9f700", "tag"},
        {"f7", "float or simple"},
        {"f0", "float or simple"},
        {"f8ff", "float or simple"},
        {"f93c00", "float or simple"},
        {"fa47c35000", "float or simple"},
        {"fb3ff199999999999a", "float or simple"},
        {"1c", "reserved"},
        {"3d", "reserved"},
        {"5e", "reserved"},
        {"1800", "shortest"},
        {"1817", "shortest"},
        {"190017", "shortest"},
        {"1900ff", "shortest"},
        {"1a0000ffff", "shortest"},
        {"1b00000000ffffffff", "shortest"},
        {"3817", "shortest"},
        {"580161", "shortest"},
        {"780161", "shortest"},
        {"980101", "shortest"},
        {"b8010102", "shortest"},
    }));
    INFO(digits);
    Document skipped(digits);
    skipped.reader.skip();
    CHECK_THAT(skipped.reader.error(), Catch::Contains(reason));
    for (const auto read :
         {+[](Reader& reader) { reader.unsigned_integer(); },
          +[](Reader& reader) { reader.integer(); }, +[](Reader& reader) { reader.boolean(); },
          +[](Reader& reader) { reader.null(); }, +[](Reader& reader) { reader.text(); },
          +[](Reader& reader) { reader.bytes(); }, +[](Reader& reader) { reader.array(); },
          +[](Reader& reader) { reader.map(); }}) {
        Document document(digits);
        read(document.reader);
        CHECK_THAT(document.reader.error(), Catch::Contains(reason));
    }
}

TEST_CASE("a value of another type is refused with both names", "[cbor]") {
    Document number("6161");
    CHECK(number.reader.unsigned_integer() == 0);
    CHECK(number.reader.error() == "expected an unsigned integer, got text at byte 1");
    Document truth("f6");
    CHECK_FALSE(truth.reader.boolean());
    CHECK(truth.reader.error() == "expected a boolean, got null at byte 1");
    Document nothing("f5");
    nothing.reader.null();
    CHECK(nothing.reader.error() == "expected null, got a boolean at byte 1");
    Document integer("a0");
    CHECK(integer.reader.integer() == 0);
    CHECK(integer.reader.error() == "expected an integer, got a map at byte 1");
}

TEST_CASE("an integer that does not fit into 64 signed bits is refused", "[cbor]") {
    Document document(GENERATE("1b8000000000000000", "3b8000000000000000", "3bffffffffffffffff"));
    CHECK(document.reader.integer() == 0);
    CHECK_THAT(document.reader.error(), Catch::Contains("64 bits"));
}

TEST_CASE("a length beyond the bytes that are left is refused before anything is taken", "[cbor]") {
    const auto digits = GENERATE("5bffffffffffffffff", "7bffffffffffffffff", "9bffffffffffffffff",
                                 "bbffffffffffffffff", "bb8000000000000000", "5a7fffffff00", "420a",
                                 "8201", "a10a");
    Document skipped(digits);
    skipped.reader.skip();
    CHECK(skipped.reader.failed());
    Document read(digits);
    switch (read.reader.next_type()) {
        case Type::bytes:
            CHECK(read.reader.bytes().empty());
            break;
        case Type::text:
            CHECK(read.reader.text().empty());
            break;
        case Type::array:
            CHECK(read.reader.array() == 0);
            break;
        default:
            CHECK(read.reader.map() == 0);
    }
    CHECK(read.reader.failed());
}

TEST_CASE("a text is bound in length, bytes are not", "[cbor]") {
    const std::string longest(limits.most_string_bytes, 'x');
    CHECK(Document(Writer().text(longest).take()).reader.text() == longest);
    Document too_long(Writer().text(longest + 'x').take());
    CHECK(too_long.reader.text().empty());
    CHECK_THAT(too_long.reader.error(), Catch::Contains("at most 256 bytes, got 257"));
    CHECK(Document(Writer().bytes(Bytes(5000)).take()).reader.bytes().size() == 5000);
}

TEST_CASE("a text that is not UTF-8 is refused", "[cbor]") {
    Document document(GENERATE("61ff", "62c328", "6100"));
    CHECK(document.reader.text().empty());
    CHECK_THAT(document.reader.error(), Catch::Contains("UTF-8"));
}

TEST_CASE("four kilobytes of nesting are refused", "[cbor]") {
    Document document(Bytes(4096, GENERATE(std::byte{0x81}, std::byte{0xA1})));
    document.reader.skip();
    CHECK_THAT(document.reader.error(), Catch::Contains("levels of nesting"));
}

TEST_CASE("a skipped value may be nested as deep as the limit, not deeper", "[cbor]") {
    const auto nested = [](std::size_t levels) {
        Bytes bytes(levels, std::byte{0x81});
        bytes.push_back(std::byte{0});
        return Document(std::move(bytes));
    };
    auto allowed = nested(limits.most_depth);
    allowed.reader.skip();
    CHECK(allowed.reader.at_end());
    CHECK_FALSE(allowed.reader.failed());
    auto refused = nested(limits.most_depth + 1);
    refused.reader.skip();
    CHECK(refused.reader.failed());
}

TEST_CASE("skip always ends exactly behind the value", "[cbor]") {
    const auto seed = GENERATE(range(0U, 200U));
    INFO(seed);
    std::mt19937 random(seed);
    Writer writer;
    write_random(writer, random, limits.most_depth);
    writer.unsigned_integer(42);
    Document document(writer.take());
    document.reader.skip();
    CHECK(document.reader.error().empty());
    CHECK(document.reader.unsigned_integer() == 42);
    CHECK(document.reader.at_end());
}

TEST_CASE("a value cut at any byte is never skipped", "[cbor]") {
    const auto seed = GENERATE(range(0U, 50U));
    INFO(seed);
    std::mt19937 random(seed);
    Writer writer;
    writer.array(2);
    write_random(writer, random, 3);
    write_random(writer, random, 3);
    const Bytes whole = writer.take();
    for (std::size_t length = 0; length < whole.size(); ++length) {
        Document document(Bytes(whole.data(), whole.data() + length));
        document.reader.skip();
        CHECK(document.reader.failed());
    }
}

TEST_CASE("random bytes never do more than fail", "[cbor]") {
    const auto seed = GENERATE(range(0U, 500U));
    std::mt19937 random(seed);
    Bytes bytes(random() % 64);
    for (std::byte& byte : bytes) {
        byte = static_cast<std::byte>(random());
    }
    Document document(bytes);
    while (!document.reader.at_end()) {
        document.reader.skip();
    }
    SUCCEED();
}

TEST_CASE("after the first error every call fails and the first reason stays", "[cbor]") {
    Document document(
        "c0"
        "01"
        "6161"
        "f5");
    Reader& reader = document.reader;
    reader.skip();
    const std::string first = reader.error();
    CHECK(reader.next_type() == Type::invalid);
    CHECK(reader.unsigned_integer() == 0);
    CHECK(reader.integer() == 0);
    CHECK(reader.text().empty());
    CHECK_FALSE(reader.boolean());
    CHECK(reader.bytes().empty());
    CHECK(reader.array() == 0);
    CHECK(reader.map() == 0);
    reader.skip();
    reader.refuse("too late");
    CHECK(reader.error() == first);
    CHECK(reader.at_end());
}

}  // namespace roadworthy::cbor
