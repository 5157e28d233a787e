#include "common/wire/report_cbor.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/wire/schema.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::wire {
namespace {

// Twenty minutes of a truck on the road: every minute 1.4 km, 60 s of engine time, 450 ml.
std::vector<Report> minutes_of_driving(std::size_t count) {
    std::vector<Report> reports;
    for (std::size_t i = 0; i < count; ++i) {
        const auto at = static_cast<std::int64_t>(i);
        Report report = make::report(20'000 + i, "2026-11-22T07:00:00Z",
                                     make::meters({make::odometer(412'345'670 + 1'417 * at),
                                                   make::engine_time(21'345'600 + 60 * at),
                                                   make::fuel_used(124'553'000 + 450 * at)}));
        report.stamp.boot = BootId{0x9E3779B97F4A7C15};
        // The two clocks are read apart, and a minute is never quite one.
        report.stamp.monotonic += at * std::chrono::microseconds{60'000'431};
        report.stamp.time += at * std::chrono::microseconds{60'000'977};
        reports.push_back(report);
    }
    return reports;
}

Report largest_report(std::uint64_t number, ReportBody body) {
    Report report = make::report(number, "9999-12-31T23:59:59Z", std::move(body));
    report.stamp.boot = BootId{~std::uint64_t{0}};
    return report;
}

std::vector<ReportBody> largest_bodies() {
    const std::string text(most_string_bytes, 'x');
    MetersReport meters;
    for (std::uint32_t spn = 0; spn < most_readings; ++spn) {
        meters.readings.push_back({MeterKind::fuel_used, {0x7FFFF - spn, 255}, most_amount});
    }
    EcuReport ecu;
    ecu.active.emplace(most_active, Dtc{0x7FFFF, 31, 127, 1});
    IdentityReport identity{text, std::vector(most_ecus, EcuIdentity{255, text, text})};
    HealthReport health{std::vector(most_counters, Counter{text, most_number})};
    return {meters, ecu, identity, health};
}

}  // namespace

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

TEST_CASE("a row takes its numbers from outside", "[report_cbor]") {
    const Bytes row = encode_report(make::gap(5, 9, "2026-11-22"));
    CHECK(decode_report(row, 5, 9) == make::gap(5, 9, "2026-11-22"));
    CHECK(decode_report(row, 3, 12) == make::gap(3, 12, "2026-11-22"));
    CHECK_FALSE(decode_report(row, 0, 4));
    CHECK_FALSE(decode_report(row, 5, 4));
    CHECK_FALSE(decode_report(row, 5, most_number + 1));
}

TEST_CASE("only a gap may stand for several numbers", "[report_cbor]") {
    const Bytes row = encode_report(make::report(5, "2026-11-22", make::fault(0, 110, 3)));
    CHECK(decode_report(row, 5, 5));
    const auto refused = decode_report(row, 5, 6);
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message, Catch::Contains("expected a gap for numbers 5 to 6"));
}

TEST_CASE("times go in milliseconds, rounded down", "[report_cbor]") {
    const auto [microseconds, milliseconds] = GENERATE(table<std::int64_t, std::int64_t>(
        {{0, 0}, {999, 0}, {1'000, 1}, {1'999, 1}, {-1, -1}, {-1'000, -1}, {-1'001, -2}}));
    Report report = make::report(1, "2026-11-22", make::fault(0, 110, 3));
    report.stamp.monotonic = Monotonic{Duration{microseconds}};
    report.stamp.time = Time{Duration{microseconds}};
    const auto read = decode_report(encode_report(report), 1, 1);
    REQUIRE(read);
    CHECK(read->stamp.monotonic == Monotonic{std::chrono::milliseconds{milliseconds}});
    CHECK(read->stamp.time == time_of_milliseconds(milliseconds));
}

TEST_CASE("a clock at any year from 0 to 9999 reads back as it was", "[report_cbor]") {
    auto reports = minutes_of_driving(7);
    reports[1].stamp.time = make::time("1970-01-01");
    reports[2].stamp.time = make::time("1969-12-31T23:59:59.999Z");
    reports[3].stamp.time = time_of_milliseconds(least_time_ms);
    reports[4].stamp.time = time_of_milliseconds(most_time_ms);
    reports[5].stamp.monotonic = Monotonic{std::chrono::milliseconds{most_time_ms}};
    reports[6].stamp.monotonic = Monotonic{std::chrono::milliseconds{least_time_ms}};
    const auto batch = decode_batch(encode_batch(StreamId{1}, reports));
    REQUIRE(batch);
    REQUIRE(batch->reports.size() == reports.size());
    for (std::size_t i = 1; i < reports.size(); ++i) {
        using std::chrono::floor, std::chrono::milliseconds;
        CHECK(batch->reports[i].stamp.time == floor<milliseconds>(reports[i].stamp.time));
        CHECK(batch->reports[i].stamp.monotonic == floor<milliseconds>(reports[i].stamp.monotonic));
    }
}

TEST_CASE("a meters report with three meters costs at most 30 bytes in a batch of 20",
          "[report_cbor]") {
    const std::size_t one = encode_batch(StreamId{~0U}, minutes_of_driving(1)).size();
    const std::size_t twenty = encode_batch(StreamId{~0U}, minutes_of_driving(20)).size();
    const std::size_t row = encode_report(minutes_of_driving(1).front()).size();
    CAPTURE(one, twenty, row);
    CHECK(twenty - one <= std::size_t{19 * 30});
    CHECK(twenty <= std::size_t{20 * 33});
    CHECK(row <= 100);
}

TEST_CASE("a batch takes as many reports as fit and never more", "[report_cbor]") {
    const auto seed = GENERATE(range(0U, 40U));
    INFO(seed);
    make::Random random(seed);
    const auto reports = make::random_reports(random, 60);
    const BatchLimits limits{.bytes = 1 + random() % 4000, .reports = 1 + random() % 30};
    std::span<const Report> left = reports;
    while (!left.empty()) {
        const auto [bytes, count] = pack_batch(StreamId{1}, left, limits);
        REQUIRE(count >= 1);
        CHECK(count <= limits.reports);
        CHECK((bytes.size() <= limits.bytes || count == 1));
        const auto batch = decode_batch(bytes);
        REQUIRE(batch);
        const auto sent = left.first(count);
        CHECK(std::vector(sent.begin(), sent.end()) == batch->reports);
        left = left.subspan(count);
    }
}

TEST_CASE("a batch ends before its head would hold too many meters", "[report_cbor]") {
    std::vector<Report> reports;
    for (std::uint8_t address = 0; address < 100; ++address) {
        reports.push_back(make::report(
            1U + address, "2026-11-22",
            make::meters({{MeterKind::odometer, {917, address}, std::int64_t{1} << 30}})));
    }
    const auto [bytes, count] = pack_batch(StreamId{1}, reports);
    CHECK(count == most_readings);
    CHECK(decode_batch(bytes)->reports.size() == most_readings);
}

TEST_CASE("the largest report of each kind fits into a batch", "[report_cbor]") {
    for (const ReportBody& body : largest_bodies()) {
        const std::vector reports{largest_report(1, GapReport{}), largest_report(2, body)};
        const auto [bytes, count] = pack_batch(StreamId{~std::uint64_t{0}}, reports);
        CHECK(count == 2);
        CHECK(decode_batch(bytes)->reports == reports);
        CHECK(encode_report(reports[1]).size() < most_batch_bytes);
    }
}

TEST_CASE("the numbers may reach 2^53 - 1, where JSON still holds them", "[report_cbor]") {
    const std::vector reports{make::gap(most_number - 7, most_number - 1, "2026-11-22"),
                              make::report(most_number, "2026-11-22", make::fault(0, 110, 3))};
    const auto batch = decode_batch(encode_batch(StreamId{1}, reports));
    REQUIRE(batch);
    CHECK(batch->last == most_number);
    CHECK(batch->reports == reports);
}

TEST_CASE("what a list or text holds beyond its limit is left out", "[report_cbor]") {
    const std::string text(300, 'x');
    const IdentityReport identity{text, std::vector(70, EcuIdentity{1, "M\xFCller", text})};
    const auto read = decode_report(encode_report(make::report(1, "2026-11-22", identity)), 1, 1);
    REQUIRE(read);
    const auto& kept = std::get<IdentityReport>(read->body);
    CHECK(kept.vin == std::string(most_string_bytes, 'x'));
    CHECK(kept.ecus.size() == most_ecus);
    CHECK(kept.ecus[0].component == "M\xC3\xBCller");
}

}  // namespace roadworthy::wire
