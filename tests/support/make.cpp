#include "tests/support/make.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::make {
namespace {

// The ranges of common/report.cddl, in numbers of its own.
constexpr std::int64_t most_amount = 4'398'046'511'103;
constexpr std::int64_t most_number = 9'007'199'254'740'991;
constexpr std::int64_t least_time_ms = -62'167'219'200'000;
constexpr std::int64_t most_time_ms = 253'402'300'799'999;

std::int64_t within(Random& random, std::int64_t least, std::int64_t most) {
    const auto between = [&] { return std::uniform_int_distribution{least, most}(random); };
    const std::array choices{least, most, std::min(least + 1, most), between(), between()};
    return choices[random() % choices.size()];
}

template <class Number>
Number up_to(Random& random, std::int64_t most) {
    return static_cast<Number>(within(random, 0, most));
}

std::optional<std::int64_t> maybe_amount(Random& random) {
    return random() % 2 == 0 ? std::optional{within(random, 0, most_amount)} : std::nullopt;
}

std::optional<Position> maybe_position(Random& random) {
    if (random() % 2 == 0) {
        return std::nullopt;
    }
    return Position{.latitude_e7 = within(random, -900'000'000, 900'000'000),
                    .longitude_e7 = within(random, -1'800'000'000, 1'800'000'000),
                    .age = std::chrono::seconds{within(random, 0, most_amount)}};
}

template <class Make>
auto list(Random& random, std::size_t most, const Make& make_one) {
    std::vector<decltype(make_one())> elements(random() % (most + 1));
    std::ranges::generate(elements, make_one);
    return elements;
}

std::string text(Random& random) {
    constexpr std::array<std::string_view, 5> pieces{"CMMNS", "*", "6C u07D1", "\xC3\xA9",
                                                     "\xE5\x8F\x91\xE5\x8A\xA8\xE6\x9C\xBA"};
    std::string joined;
    for (std::uint64_t left = random() % 12; left > 0; --left) {
        joined += pieces[random() % pieces.size()];
    }
    return joined;
}

MetersReport random_meters(Random& random) {
    return {list(random, 8, [&] {
        return MeterReading{.kind = up_to<MeterKind>(random, 2),
                            .source = {.spn = up_to<std::uint32_t>(random, 0x7FFFF),
                                       .source_address = up_to<std::uint8_t>(random, 255)},
                            .value = within(random, 0, most_amount),
                            .quality = up_to<ReadingQuality>(random, 1)};
    })};
}

FaultReport random_fault(Random& random) {
    return {.event = up_to<FaultEvent>(random, 2),
            .key = {.source_address = up_to<std::uint8_t>(random, 255),
                    .spn = up_to<std::uint32_t>(random, 0x7FFFF),
                    .fmi = up_to<std::uint8_t>(random, 31)},
            .occurrences = up_to<std::uint8_t>(random, 127),
            .conversion_method = up_to<std::uint8_t>(random, 1),
            .lamps = {.state = up_to<std::uint8_t>(random, 255),
                      .flash = up_to<std::uint8_t>(random, 255)},
            .odometer_m = maybe_amount(random),
            .speed_mm_per_s = maybe_amount(random),
            .position = maybe_position(random)};
}

EcuReport random_ecu(Random& random) {
    const auto dtc = [&] {
        return Dtc{.spn = up_to<std::uint32_t>(random, 0x7FFFF),
                   .fmi = up_to<std::uint8_t>(random, 31),
                   .occurrences = up_to<std::uint8_t>(random, 127),
                   .conversion_method = up_to<std::uint8_t>(random, 1)};
    };
    EcuReport report{.event = up_to<EcuEvent>(random, 2),
                     .source_address = up_to<std::uint8_t>(random, 255),
                     .active = std::nullopt,
                     .previously_active = {}};
    if (random() % 3 != 0) {
        report.active = list(random, 20, dtc);
    }
    if (report.event == EcuEvent::remembers) {
        report.previously_active = list(random, 20, dtc);
    }
    return report;
}

TripReport random_trip(Random& random) {
    return {.event = up_to<TripEvent>(random, 1),
            .duration = std::chrono::seconds{within(random, 0, most_amount)},
            .idle = std::chrono::seconds{within(random, 0, most_amount)},
            .distance_m = within(random, 0, most_amount),
            .fuel_used_ml = maybe_amount(random),
            .position = maybe_position(random)};
}

IdentityReport random_identity(Random& random) {
    IdentityReport report;
    if (random() % 2 == 0) {
        report.vin = text(random);
    }
    const auto ecu = [&] {
        return EcuIdentity{.source_address = up_to<std::uint8_t>(random, 255),
                           .component = text(random),
                           .software = text(random)};
    };
    report.ecus = list(random, 4, ecu);
    if (random() % 4 == 0) {
        report.vin_before = text(random);
    }
    report.ecus_before = list(random, 2, ecu);
    return report;
}

HealthReport random_health(Random& random) {
    return {list(random, 6, [&] {
        return Counter{.name = text(random), .value = up_to<std::uint64_t>(random, most_number)};
    })};
}

ServiceReport random_service(Random& random) {
    return {.source_address = up_to<std::uint8_t>(random, 255),
            .counters = list(random, 6, [&] {
                return ServiceCounter{.kind = up_to<ServiceKind>(random, 2),
                                      .component = up_to<std::uint8_t>(random, 255),
                                      .left = within(random, -most_amount, most_amount)};
            })};
}

SnapshotReport random_snapshot(Random& random) {
    SnapshotReport report;
    report.faults = list(random, 8, [&] {
        return FaultKey{.source_address = up_to<std::uint8_t>(random, 255),
                        .spn = up_to<std::uint32_t>(random, 0x7FFFF),
                        .fmi = up_to<std::uint8_t>(random, 31)};
    });
    report.before = up_to<std::uint64_t>(random, 512);
    report.signals = list(random, 16, [&] {
        return SnapshotSignal{.spn = up_to<std::uint32_t>(random, 0x7FFFF),
                              .source_address = up_to<std::uint8_t>(random, 255)};
    });
    report.values.resize(report.signals.size() * (random() % 12));
    std::ranges::generate(report.values, [&] {
        return random() % 3 == 0 ? std::nullopt
                                 : std::optional{within(random, -most_amount, most_amount)};
    });
    return report;
}

}  // namespace

Stamp random_stamp(Random& random) {
    using std::chrono::milliseconds;
    return {.boot = BootId{random()},
            .monotonic = Monotonic{milliseconds{within(random, least_time_ms, most_time_ms)}},
            .time = time_of_milliseconds(within(random, least_time_ms, most_time_ms)),
            .clock = up_to<ClockQuality>(random, 1)};
}

ReportBody random_body(Random& random) {
    switch (random() % std::variant_size_v<ReportBody>) {
        case 0:
            return random_meters(random);
        case 1:
            return random_fault(random);
        case 2:
            return random_ecu(random);
        case 3:
            return random_trip(random);
        case 4:
            return random_identity(random);
        case 5:
            return random_health(random);
        case 6:
            return random_service(random);
        case 7:
            return random_snapshot(random);
        default:
            return GapReport{up_to<GapReason>(random, 2)};
    }
}

Report random_report(Random& random, std::uint64_t first) {
    Report report{
        .first = first, .last = first, .stamp = random_stamp(random), .body = random_body(random)};
    if (std::holds_alternative<GapReport>(report.body)) {
        report.last += random() % 1000;
    }
    return report;
}

std::vector<Report> random_reports(Random& random, std::size_t count, std::uint64_t first) {
    std::vector<Report> reports;
    while (reports.size() < count) {
        reports.push_back(random_report(random, first));
        first = reports.back().last + 1;
    }
    return reports;
}

}  // namespace roadworthy::make
