// What a batch costs when it is torn, forged, of another version, or holds a bad report: an answer,
// and nothing of its neighbours.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/wire/cbor.hpp"
#include "common/wire/report_cbor.hpp"
#include "common/wire/schema.hpp"
#include "tests/common/wire/hand_made.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::wire {
namespace {

using hand_made::entry, hand_made::Head, hand_made::numbers, hand_made::Write;
using hand_made::write_good;

const Write good = entry(write_good);

Bytes five_reports() {
    make::Random random(7);
    return encode_batch(StreamId{1}, make::random_reports(random, 5));
}

// The embedded bytes of each report, where they stand in the batch.
std::vector<BytesView> embedded_in(BytesView batch) {
    cbor::Reader reader(batch, {});
    for (std::size_t pairs = reader.map(); pairs > 0 && reader.unsigned_integer() != 15; --pairs) {
        reader.skip();
    }
    std::vector<BytesView> embedded(reader.array());
    for (BytesView& bytes : embedded) {
        if (reader.next_type() == cbor::Type::array) {
            reader.array();
            reader.unsigned_integer();
        }
        bytes = reader.bytes();
    }
    REQUIRE_FALSE(reader.failed());
    return embedded;
}

void check_numbers_are_whole(const Batch& batch) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> numbers;
    for (const Report& report : batch.reports) {
        numbers.emplace_back(report.first, report.last);
    }
    for (const UnreadableReport& report : batch.unreadable) {
        numbers.emplace_back(report.first, report.last);
    }
    std::ranges::sort(numbers);
    std::uint64_t next = batch.first;
    for (const auto& [first, last] : numbers) {
        CHECK(first == next);
        next = last + 1;
    }
    CHECK(next == batch.last + 1);
}

void check_refused(BytesView bytes, const std::string& reason) {
    const auto batch = decode_batch(bytes);
    REQUIRE_FALSE(batch);
    CHECK(batch.error().reason == RefusalReason::unreadable);
    CHECK_THAT(batch.error().message, Catch::Contains(reason));
}

}  // namespace

TEST_CASE("a batch cut at any byte is refused", "[damaged_batch]") {
    const Bytes whole = five_reports();
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const Bytes cut(whole.data(), whole.data() + length);
        const auto batch = decode_batch(cut);
        REQUIRE_FALSE(batch);
        CHECK(batch.error().reason == RefusalReason::unreadable);
        CHECK_FALSE(batch.error().message.empty());
    }
}

TEST_CASE("a row cut at any byte is refused", "[damaged_batch]") {
    make::Random random(GENERATE(range(0U, 20U)));
    const Report report = make::random_report(random);
    const Bytes whole = encode_report(report);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CHECK_FALSE(decode_report(Bytes(whole.data(), whole.data() + length), 1, report.last));
    }
}

TEST_CASE("whatever bit is flipped, numbers stay whole and what is read could have been sent",
          "[damaged_batch]") {
    Bytes bytes = five_reports();
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        bytes[bit / 8] ^= std::byte{1} << (bit % 8);
        if (const auto batch = decode_batch(bytes)) {
            check_numbers_are_whole(*batch);
            for (const Report& report : batch->reports) {
                CHECK(decode_report(encode_report(report), report.first, report.last) == report);
            }
        }
        bytes[bit / 8] ^= std::byte{1} << (bit % 8);
    }
}

TEST_CASE("a bit flipped within a report never changes its neighbours", "[damaged_batch]") {
    Bytes bytes = five_reports();
    const auto whole = decode_batch(bytes)->reports;
    const auto embedded = embedded_in(bytes);
    REQUIRE(embedded.size() == 5);
    for (std::size_t damaged = 0; damaged < embedded.size(); ++damaged) {
        const auto start = static_cast<std::size_t>(embedded[damaged].data() - bytes.data());
        for (std::size_t bit = 8 * start; bit < 8 * (start + embedded[damaged].size()); ++bit) {
            bytes[bit / 8] ^= std::byte{1} << (bit % 8);
            const auto batch = decode_batch(bytes);
            bytes[bit / 8] ^= std::byte{1} << (bit % 8);
            REQUIRE(batch);
            CHECK(batch->reports.size() + batch->unreadable.size() == 5);
            for (std::size_t i = 0; i < whole.size(); ++i) {
                CHECK((i == damaged || std::ranges::count(batch->reports, whole[i]) == 1));
            }
        }
    }
}

TEST_CASE("a torn report is kept as bytes, under its number, between its neighbours",
          "[damaged_batch]") {
    const Write torn = [](cbor::Writer& writer) { writer.bytes(Bytes(3, std::byte{0xA5})); };
    const auto batch = decode_batch(hand_made::batch({.first = 7}, {good, torn, good}));
    REQUIRE(batch);
    CHECK(batch->first == 7);
    CHECK(batch->last == 9);
    REQUIRE(batch->reports.size() == 2);
    CHECK(batch->reports[0].first == 7);
    CHECK(batch->reports[1].first == 9);
    REQUIRE(batch->unreadable.size() == 1);
    CHECK(batch->unreadable[0].first == 8);
    CHECK(batch->unreadable[0].last == 8);
    CHECK(batch->unreadable[0].bytes == Bytes(3, std::byte{0xA5}));
    CHECK_FALSE(batch->unreadable[0].reason.empty());
}

TEST_CASE("an unreadable gap covers all of its numbers", "[damaged_batch]") {
    const Write torn_gap = [](cbor::Writer& writer) {
        writer.array(2).unsigned_integer(40).bytes({});
    };
    const auto batch = decode_batch(hand_made::batch({}, {good, torn_gap, good}));
    REQUIRE(batch);
    REQUIRE(batch->unreadable.size() == 1);
    CHECK(batch->unreadable[0].first == 2);
    CHECK(batch->unreadable[0].last == 41);
    CHECK(batch->reports[1].first == 42);
    CHECK(batch->last == 42);
}

TEST_CASE("a report that says what cannot be is unreadable, for a reason", "[damaged_batch]") {
    const auto [report, reason] = GENERATE(table<std::vector<std::uint64_t>, std::string>({
        {std::vector<std::uint64_t>{}, "expected key 0"},
        {{0, 9, 8, 0}, "expected a number up to 8, got 9"},        // a kind of a newer agent
        {{0, 1, 8, 3, 9, 0, 10, 0, 11, 0}, "up to 2, got 3"},      // event
        {{0, 1, 8, 0, 9, 256, 10, 0, 11, 0}, "up to 255"},         // source address
        {{0, 1, 8, 0, 9, 0, 10, 524288, 11, 0}, "up to 524287"},   // SPN
        {{0, 1, 8, 0, 9, 0, 10, 0, 11, 32}, "up to 31, got 32"},   // FMI
        {{0, 1, 8, 0, 9, 0, 10, 0}, "expected key 11, got none"},  // no FMI
        {{0, 1, 8, 0, 9, 0, 10, 0, 11, 0, 12, 128}, "up to 127"},  // occurrences
        {{0, 1, 8, 0, 9, 0, 11, 0, 10, 0}, "expected key 10, got none"},
        {{0, 1, 8, 0, 9, 0, 9, 0, 10, 0, 11, 0}, "keys that ascend"},
        {{0, 1, 3, 2, 8, 0, 9, 0, 10, 0, 11, 0}, "up to 1, got 2"},  // clock quality
        {{0, 3, 8, 0, 11, 4398046511104}, "up to 4398046511103"},    // distance
        {{0, 6, 8, 3}, "up to 2, got 3"},                            // reason of a gap
        {{0, 6, 1, 253402300800000, 8, 0}, "years 0 to 9999"},
        {{0, 6, 2, 253402300800000, 8, 0}, "years 0 to 9999"},
    }));
    const auto batch = decode_batch(hand_made::batch({}, {good, entry(numbers(report)), good}));
    REQUIRE(batch);
    CHECK(batch->reports.size() == 2);
    REQUIRE(batch->unreadable.size() == 1);
    CHECK_THAT(batch->unreadable[0].reason, Catch::Contains(reason));
}

TEST_CASE("readings that do not fit the meters of the head are unreadable", "[damaged_batch]") {
    const auto [values, reason] = GENERATE(table<std::vector<std::int64_t>, std::string>({
        {{1, 0}, "expected a meter of the head, got number 1"},
        {{0, -1001}, "in its range"},
        {{0, most_amount - 999}, "in its range"},
        {{0, std::numeric_limits<std::int64_t>::min()}, "in its range"},
        {{0, std::numeric_limits<std::int64_t>::max()}, "in its range"},
        {{0, 0, 0}, "expected a list of at most 64 times 2 values, got 3"},
        {std::vector<std::int64_t>(130), "expected a list of at most 64 times 2 values, got 130"},
    }));
    const Write readings = entry([&](cbor::Writer& writer) {
        writer.map(2).unsigned_integer(0).unsigned_integer(0);
        writer.unsigned_integer(8).array(values.size());
        for (const std::int64_t value : values) {
            writer.integer(value);
        }
    });
    const auto batch = decode_batch(hand_made::batch({}, {readings, good}));
    REQUIRE(batch);
    CHECK(batch->reports.size() == 1);
    REQUIRE(batch->unreadable.size() == 1);
    CHECK_THAT(batch->unreadable[0].reason, Catch::Contains(reason));
}

TEST_CASE("no base in the head makes a time overflow", "[damaged_batch]") {
    using Range = std::numeric_limits<std::int64_t>;
    const auto base = GENERATE(Range::min(), Range::max());
    const auto deviation = GENERATE(Range::min(), Range::max());
    const Write gap = entry([&](cbor::Writer& writer) {
        writer.map(4).unsigned_integer(0).unsigned_integer(6).unsigned_integer(1).integer(
            deviation);
        writer.unsigned_integer(2).integer(deviation).unsigned_integer(8).unsigned_integer(0);
    });
    for (const Head& head : {Head{.monotonic_ms = base}, Head{.offset_ms = base}}) {
        const auto batch = decode_batch(hand_made::batch(head, {gap}));
        REQUIRE(batch);
        CHECK(batch->unreadable.size() == 1);
    }
}

TEST_CASE("several numbers under a report that is no gap are unreadable", "[damaged_batch]") {
    const Write spanned = [](cbor::Writer& writer) {
        writer.array(2).unsigned_integer(3).bytes(hand_made::written(write_good));
    };
    const auto batch = decode_batch(hand_made::batch({}, {spanned, good}));
    REQUIRE(batch);
    REQUIRE(batch->unreadable.size() == 1);
    CHECK(batch->unreadable[0].last == 3);
    CHECK(batch->reports[0].first == 4);
}

TEST_CASE("a report whose list says what cannot be is unreadable, for a reason",
          "[damaged_batch]") {
    using Fill = void (*)(cbor::Writer&);
    const auto [fill, reason] = GENERATE(table<Fill, std::string>({
        {[](cbor::Writer& writer) {  // a position north of the pole
             writer.map(3).unsigned_integer(0).unsigned_integer(3);
             writer.unsigned_integer(8).unsigned_integer(1);
             writer.unsigned_integer(13).array(3).integer(900'000'001).integer(0).integer(0);
         },
         "from -900000000 to 900000000, got 900000001"},
        {[](cbor::Writer& writer) {  // a position without its age
             writer.map(3).unsigned_integer(0).unsigned_integer(3);
             writer.unsigned_integer(8).unsigned_integer(1);
             writer.unsigned_integer(13).array(2).integer(0).integer(0);
         },
         "expected 3 values, got 2"},
        {[](cbor::Writer& writer) {  // two signals, three samples
             writer.map(5).unsigned_integer(0).unsigned_integer(8);
             writer.unsigned_integer(8).array(0).unsigned_integer(9).unsigned_integer(0);
             writer.unsigned_integer(10).array(4).integer(84).integer(0).integer(190).integer(0);
             writer.unsigned_integer(11).array(3).integer(1).null().integer(1);
         },
         "equally many samples"},
        {[](cbor::Writer& writer) {  // a step beyond every value
             writer.map(5).unsigned_integer(0).unsigned_integer(8);
             writer.unsigned_integer(8).array(0).unsigned_integer(9).unsigned_integer(0);
             writer.unsigned_integer(10).array(2).integer(84).integer(0);
             writer.unsigned_integer(11).array(2).integer(4398046511103).integer(1);
         },
         "expected a value in its range"},
    }));
    const auto batch = decode_batch(hand_made::batch({}, {good, entry(fill), good}));
    REQUIRE(batch);
    CHECK(batch->reports.size() == 2);
    REQUIRE(batch->unreadable.size() == 1);
    CHECK_THAT(batch->unreadable[0].reason, Catch::Contains(reason));
}

TEST_CASE("fields of a newer agent are passed over and counted, in the head and in reports",
          "[damaged_batch]") {
    const Write newer = entry([](cbor::Writer& writer) {
        writer.map(7).unsigned_integer(0).unsigned_integer(1);
        writer.unsigned_integer(5).text("between the stamp and the body");
        writer.unsigned_integer(8).unsigned_integer(2).unsigned_integer(9).unsigned_integer(0);
        writer.unsigned_integer(10).unsigned_integer(110).unsigned_integer(11).unsigned_integer(3);
        writer.unsigned_integer(20).array(2).map(1).null().boolean(true).integer(-5);
    });
    const Bytes bytes = hand_made::written([&](cbor::Writer& writer) {
        writer.map(hand_made::head_pairs + 3);
        hand_made::write_head(writer, {});
        writer.unsigned_integer(8).text("before the reports");
        writer.unsigned_integer(15).array(2);
        newer(writer);
        good(writer);
        writer.unsigned_integer(99).bytes({});
    });
    const auto batch = decode_batch(bytes);
    REQUIRE(batch);
    CHECK(batch->unknown_fields == 4);
    CHECK(batch->unreadable.empty());
    REQUIRE(batch->reports.size() == 2);
    CHECK(batch->reports[0].body == batch->reports[1].body);
}

TEST_CASE("a newer version is refused as such, whatever follows it", "[damaged_batch]") {
    const auto digits = GENERATE(std::uint64_t{3}, ~std::uint64_t{0});
    const Bytes bytes = hand_made::written([&](cbor::Writer& writer) {
        writer.map(2).unsigned_integer(0).unsigned_integer(digits);
        writer.raw(Bytes(9, std::byte{0xFF}));
    });
    const auto batch = decode_batch(bytes);
    REQUIRE_FALSE(batch);
    CHECK(batch.error().reason == RefusalReason::version);
    CHECK_THAT(batch.error().message, Catch::Contains("expected version 2, got"));
}

TEST_CASE("a row of a newer version is refused", "[damaged_batch]") {
    const Bytes row = hand_made::written(numbers({0, 3, 3, 1}));
    const auto report = decode_report(row, 1, 1);
    REQUIRE_FALSE(report);
    CHECK(report.error().message == "expected version 2, got 3");
}

TEST_CASE("version 0, or none, is refused as unreadable", "[damaged_batch]") {
    check_refused(hand_made::batch({.version = 0}, {good}), "expected version 2, got 0");
    check_refused(hand_made::written(numbers({1, 1})), "expected key 0");
    check_refused(hand_made::written(numbers({})), "expected key 0");
    check_refused({}, "got the end");
}

TEST_CASE("a batch larger than 64 KiB is refused before its version is looked at",
          "[damaged_batch]") {
    Bytes bytes = hand_made::batch({.version = 3}, {good});
    bytes.resize(most_batch_bytes + 1);
    check_refused(bytes, "expected at most 65536 bytes, got 65537");
    bytes.resize(most_batch_bytes);
    CHECK(decode_batch(bytes).error().reason == RefusalReason::version);
    check_refused(Bytes(1'000'000), "got 1000000");
}

TEST_CASE("a batch holds 1 to 512 reports", "[damaged_batch]") {
    CHECK(decode_batch(hand_made::batch({}, std::vector(512, good)))->reports.size() == 512);
    check_refused(hand_made::batch({}, std::vector(513, good)), "expected 1 to 512 reports");
    check_refused(hand_made::batch({}, {}), "expected 1 to 512 reports");
}

TEST_CASE("numbers that do not count from 1 to 2^53 - 1 are refused", "[damaged_batch]") {
    const auto spanning = [](std::uint64_t span) -> Write {
        return [span](cbor::Writer& writer) {
            writer.array(2).unsigned_integer(span).bytes(hand_made::written(numbers({0, 6, 8, 0})));
        };
    };
    check_refused(hand_made::batch({.first = 0}, {good}), "expected numbers from 1 on");
    check_refused(hand_made::batch({.first = most_number + 1}, {good}), "up to 9007199254740991");
    check_refused(hand_made::batch({.first = most_number}, {good, good}), "span");
    check_refused(hand_made::batch({}, {spanning(0)}), "span");
    check_refused(hand_made::batch({}, {spanning(~std::uint64_t{0})}), "span");
    check_refused(hand_made::batch({}, {good, spanning(most_number)}), "span");
    CHECK(decode_batch(hand_made::batch({}, {spanning(most_number)}))->last == most_number);
}

TEST_CASE("what is no list of embedded reports is refused", "[damaged_batch]") {
    const auto item =
        GENERATE(Write([](cbor::Writer& writer) { writer.unsigned_integer(1); }),
                 Write([](cbor::Writer& writer) { writer.text("report"); }),
                 Write([](cbor::Writer& writer) { writer.array(1).bytes({}); }),
                 Write([](cbor::Writer& writer) { writer.array(2).bytes({}).null(); }));
    CHECK_FALSE(decode_batch(hand_made::batch({}, {good, item})));
}

TEST_CASE("a byte after the batch is refused", "[damaged_batch]") {
    Bytes bytes = hand_made::batch({}, {good});
    REQUIRE(decode_batch(bytes));
    bytes.push_back(std::byte{0});
    check_refused(bytes, "expected the end");
}

TEST_CASE("a byte after a report makes it unreadable", "[damaged_batch]") {
    const Write longer = entry([](cbor::Writer& writer) {
        write_good(writer);
        writer.null();
    });
    const auto batch = decode_batch(hand_made::batch({}, {longer, good}));
    REQUIRE(batch);
    REQUIRE(batch->unreadable.size() == 1);
    CHECK_THAT(batch->unreadable[0].reason, Catch::Contains("expected the end"));
}

TEST_CASE("four kilobytes of nesting are refused wherever they stand", "[damaged_batch]") {
    const Bytes nest(4096, std::byte{0x81});
    const Write nested_report =
        entry([&](cbor::Writer& writer) { writer.map(1).unsigned_integer(9).raw(nest); });
    check_refused(nest, "expected a map, got an array");
    check_refused(hand_made::written([&](cbor::Writer& writer) {
                      writer.map(hand_made::head_pairs + 1);
                      hand_made::write_head(writer, {});
                      writer.unsigned_integer(8).raw(nest);
                  }),
                  "levels of nesting");
    const auto batch = decode_batch(hand_made::batch({}, {nested_report, good}));
    REQUIRE(batch);
    CHECK(batch->unreadable.size() == 1);
    CHECK(batch->reports.size() == 1);
}

TEST_CASE("random bytes are never a batch that loses a number", "[damaged_batch]") {
    make::Random random(GENERATE(range(0U, 500U)));
    Bytes bytes(random() % 200);
    std::ranges::generate(bytes, [&] { return static_cast<std::byte>(random()); });
    if (const auto batch = decode_batch(bytes)) {
        check_numbers_are_whole(*batch);
    }
    SUCCEED();
}

}  // namespace roadworthy::wire
