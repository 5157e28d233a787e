#include "common/wire/report_cbor.hpp"

#include <catch2/catch.hpp>

#include "tests/support/make.hpp"

namespace roadworthy::wire {

TEST_CASE("a batch of any reports reads back as it was", "[report_cbor]") {
    const auto seed = GENERATE(range(0U, 200U));
    INFO(seed);
    make::Random random(seed);
    const StreamId stream{random()};
    const auto reports = make::random_reports(random, 1 + random() % 40, 1 + random() % 1000);
    const auto batch = decode_batch(encode_batch(stream, reports));
    REQUIRE(batch);
    CHECK(batch->stream == stream);
    CHECK(batch->first == reports.front().first);
    CHECK(batch->last == reports.back().last);
    CHECK(batch->reports == reports);
    CHECK(batch->unreadable.empty());
    CHECK(batch->unknown_fields == 0);
}

TEST_CASE("a report by itself reads back as it was", "[report_cbor]") {
    const auto seed = GENERATE(range(0U, 300U));
    INFO(seed);
    make::Random random(seed);
    const Report report = make::random_report(random, 1 + random() % 1000);
    CHECK(decode_report(encode_report(report), report.first, report.last) == report);
}

}  // namespace roadworthy::wire
