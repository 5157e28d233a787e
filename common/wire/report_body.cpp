#include "common/wire/report_body.hpp"

#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/wire/cbor.hpp"
#include "common/wire/field_reader.hpp"
#include "common/wire/field_writer.hpp"
#include "common/wire/schema.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace roadworthy::wire {
namespace {

// The keys of the base in the head, then those that every report shares. A key keeps its meaning
// for ever: a new field takes a new key.
constexpr unsigned boot_key = 3, monotonic_key = 4, offset_key = 5, clock_key = 6, meters_key = 7;
constexpr unsigned kind_key = 0, later_key = 1, deviation_key = 2, own_clock_key = 3,
                   own_boot_key = 4;

constexpr std::uint64_t most_occurrences = occurrences_absent;

constexpr ListShape ecus_shape{.values = ecu_values, .most_elements = most_ecus};

void describe(auto& fields, Like<MetersReport> auto& report) {
    fields.readings(8, report.readings);  // against the meters in the head
}

void describe(auto& fields, Like<FaultReport> auto& report) {
    fields.number(8, report.event, std::uint64_t{2});
    fields.number(9, report.key.source_address, most_byte);
    fields.number(10, report.key.spn, most_spn);
    fields.number(11, report.key.fmi, most_fmi);
    fields.number_or(12, report.occurrences, most_occurrences, occurrences_absent);
    fields.number_or(13, report.conversion_method, 1);
    fields.number_or(14, report.lamps.state, most_byte, most_byte);
    fields.number_or(15, report.lamps.flash, most_byte, most_byte);
    fields.optional_number(16, report.odometer_m, most_amount);
    fields.optional_number(17, report.speed_mm_per_s, most_amount);
    fields.optional_group(18, report.position, position_values,
                          [](auto& item, auto& position) { describe_position(item, position); });
}

void describe(auto& fields, Like<EcuReport> auto& report) {
    constexpr ListShape codes{.values = 4, .most_elements = most_active};
    const auto describe_code = [](auto& item, auto& dtc) {
        item.number(dtc.spn, most_spn);
        item.number(dtc.fmi, most_fmi);
        item.number(dtc.occurrences, most_occurrences);
        item.number(dtc.conversion_method, 1);
    };
    fields.number(8, report.event, std::uint64_t{2});
    fields.number(9, report.source_address, most_byte);
    fields.optional_list(10, report.active, codes, describe_code);
    fields.list_or_none(11, report.previously_active, codes, describe_code);
}

void describe(auto& fields, Like<TripReport> auto& report) {
    fields.number(8, report.event, 1);
    fields.number_or(9, report.duration, most_amount);
    fields.number_or(10, report.idle, most_amount);
    fields.number_or(11, report.distance_m, most_amount);
    fields.optional_number(12, report.fuel_used_ml, most_amount);
    fields.optional_group(13, report.position, position_values,
                          [](auto& item, auto& position) { describe_position(item, position); });
}

void describe(auto& fields, Like<IdentityReport> auto& report) {
    fields.optional_text(8, report.vin);
    const auto describe_each = [](auto& item, auto& ecu) { describe_ecu(item, ecu); };
    fields.list(9, report.ecus, ecus_shape, describe_each);
    fields.optional_text(10, report.vin_before);
    fields.list_or_none(11, report.ecus_before, ecus_shape, describe_each);
}

void describe(auto& fields, Like<HealthReport> auto& report) {
    fields.list(8, report.counters, ListShape{.values = 2, .most_elements = most_counters},
                [](auto& item, auto& counter) {
                    item.text(counter.name);
                    item.number(counter.value, most_number);
                });
}

void describe(auto& fields, Like<GapReport> auto& report) {
    fields.number(8, report.reason, std::uint64_t{2});
}

void describe(auto& fields, Like<ServiceReport> auto& report) {
    fields.number(8, report.source_address, most_byte);
    fields.list(9, report.counters, ListShape{.values = 3, .most_elements = most_services},
                [](auto& item, auto& counter) {
                    item.number(counter.kind, 2);
                    item.number(counter.component, most_byte);
                    item.signed_number(counter.left, most_amount);
                });
}

void describe(auto& fields, Like<SnapshotReport> auto& report) {
    fields.list(8, report.faults, ListShape{.values = 3, .most_elements = most_snapshot_faults},
                [](auto& item, auto& fault) {
                    item.number(fault.source_address, most_byte);
                    item.number(fault.spn, most_spn);
                    item.number(fault.fmi, most_fmi);
                });
    fields.number(9, report.before, most_snapshot_values);
    fields.list(10, report.signals, ListShape{.values = 2, .most_elements = most_snapshot_signals},
                [](auto& item, auto& signal) {
                    item.number(signal.spn, most_spn);
                    item.number(signal.source_address, most_byte);
                });
    std::int64_t value_before = 0;
    fields.list(11, report.values, ListShape{.values = 1, .most_elements = most_snapshot_values},
                [&](auto& item, auto& value) { item.optional_step(value, value_before); });
}

// Whether what the description cannot say of the values holds.
bool is_whole(const ReportBody& body) {
    const auto* snapshot = std::get_if<SnapshotReport>(&body);
    return snapshot == nullptr ||
           (snapshot->signals.empty() ? snapshot->values.empty()
                                      : snapshot->values.size() % snapshot->signals.size() == 0);
}

void describe(auto& fields, Like<Base> auto& base) {
    fields.number(boot_key, base.boot.value, most_bits);
    fields.integer(monotonic_key, base.monotonic_ms);
    fields.integer(offset_key, base.offset_ms);
    fields.number_or(clock_key, base.clock, 1);
    fields.list(meters_key, base.meters, ListShape{.values = 5, .most_elements = most_readings},
                [](auto& item, auto& meter) {
                    item.number(meter.kind, 2);
                    item.number(meter.source.spn, most_spn);
                    item.number(meter.source.source_address, most_byte);
                    item.number(meter.quality, 1);
                    item.number(meter.value, most_amount);
                });
}

struct StampMs {
    std::int64_t monotonic = 0;
    std::int64_t wall = 0;
};

StampMs milliseconds_of(const Stamp& stamp) {
    using std::chrono::milliseconds;
    return {
        .monotonic = std::chrono::floor<milliseconds>(stamp.monotonic.time_since_epoch()).count(),
        .wall = roadworthy::milliseconds_of(stamp.time)};
}

constexpr ListShape readings_shape{.values = 2, .most_elements = most_readings};

std::size_t index_of(const MeterReading& reading, std::vector<Meter>& meters) {
    const auto is_its_meter = [&](const Meter& meter) {
        return meter.kind == reading.kind && meter.source == reading.source &&
               meter.quality == reading.quality;
    };
    const auto found = std::ranges::find_if(meters, is_its_meter);
    const auto index = static_cast<std::size_t>(found - meters.begin());
    if (found == meters.end()) {
        meters.push_back({.kind = reading.kind,
                          .source = reading.source,
                          .quality = reading.quality,
                          .value = reading.value});
    }
    return index;
}

// A report's own fields, with its meters against those of the head, which grow by what is new.
class ReportWriter : public FieldWriter {
public:
    ReportWriter(cbor::Writer& writer, std::vector<Meter>& meters)
        : FieldWriter(writer), meters_(meters) {}

    void readings(unsigned key, const std::vector<MeterReading>& readings) {
        list(key, readings, readings_shape, [this](ItemWriter& item, const MeterReading& reading) {
            const std::size_t index = index_of(reading, meters_);
            item.number(index, most_bits);
            item.integer(reading.value - meters_[index].value);
        });
    }

private:
    std::vector<Meter>& meters_;
};

class ReportReader : public FieldReader {
public:
    ReportReader(cbor::Reader& reader, const std::vector<Meter>& meters)
        : FieldReader(reader), reader_(reader), meters_(meters) {}

    void readings(unsigned key, std::vector<MeterReading>& readings) {
        list(key, readings, readings_shape,
             [this](ItemReader& item, MeterReading& reading) { read(item, reading); });
    }

private:
    void read(ItemReader& item, MeterReading& reading) {
        std::size_t index = 0;
        std::int64_t difference = 0;
        item.number(index, most_bits);
        item.integer(difference);
        if (index >= meters_.size()) {
            reader_.refuse("expected a meter of the head, got number " + std::to_string(index));
            return;
        }
        const Meter& meter = meters_[index];
        if (difference < -meter.value || difference > most_amount - meter.value) {
            reader_.refuse("expected a meter value in its range, got one beyond");
            return;
        }
        reading = {.kind = meter.kind,
                   .source = meter.source,
                   .value = meter.value + difference,
                   .quality = meter.quality};
    }

    cbor::Reader& reader_;
    const std::vector<Meter>& meters_;
};

// An empty body of the kind with this index.
template <std::size_t... index>
ReportBody body_of_kind(std::size_t kind, std::index_sequence<index...>) {
    ReportBody body;
    static_cast<void>(((kind == index && (body.emplace<index>(), true)) || ...));
    return body;
}

constexpr std::size_t kinds = std::variant_size_v<ReportBody>;

// Nothing where the sum of a sender's numbers is no time of the years 0 to 9999.
std::optional<std::int64_t> time_sum(std::int64_t time, std::int64_t difference) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(time, difference, &sum) || !is_time_ms(sum)) {
        return std::nullopt;
    }
    return sum;
}

Stamp read_stamp(cbor::Reader& reader, FieldReader& fields, const Base& base) {
    std::int64_t later = 0;
    std::int64_t deviation = 0;
    std::int64_t offset = 0;
    Stamp stamp;
    fields.integer_or_zero(later_key, later);
    fields.integer_or_zero(deviation_key, deviation);
    fields.number_or(own_clock_key, stamp.clock, 1, base.clock);
    fields.number_or(own_boot_key, stamp.boot.value, most_bits, base.boot.value);
    const auto monotonic = time_sum(base.monotonic_ms, later);
    const bool overflows = __builtin_add_overflow(base.offset_ms, deviation, &offset);
    const auto wall = monotonic && !overflows ? time_sum(*monotonic, offset) : std::nullopt;
    if (!wall) {
        reader.refuse(no_time);
        return {};
    }
    stamp.monotonic = Monotonic{std::chrono::milliseconds{*monotonic}};
    stamp.time = time_of_milliseconds(*wall);
    return stamp;
}

}  // namespace

Base base_of(const Stamp& stamp) {
    const StampMs times = milliseconds_of(stamp);
    return {.boot = stamp.boot,
            .monotonic_ms = times.monotonic,
            .offset_ms = times.wall - times.monotonic,
            .clock = stamp.clock,
            .meters = {}};
}

void write_base(FieldWriter& fields, const Base& base) {
    describe(fields, base);
}

void read_base(FieldReader& fields, Base& base) {
    describe(fields, base);
}

void write_report(cbor::Writer& writer, const Report& report, Base& base) {
    const StampMs times = milliseconds_of(report.stamp);
    assert(is_time_ms(times.monotonic) && is_time_ms(times.wall));
    ReportWriter fields(writer, base.meters);
    fields.number(kind_key, report.body.index(), kinds - 1);
    fields.integer_or_zero(later_key, times.monotonic - base.monotonic_ms);
    fields.integer_or_zero(deviation_key, times.wall - times.monotonic - base.offset_ms);
    fields.number_or(own_clock_key, report.stamp.clock, 1, base.clock);
    fields.number_or(own_boot_key, report.stamp.boot.value, most_bits, base.boot.value);
    std::visit([&](const auto& body) { describe(fields, body); }, report.body);
    fields.close();
}

Result<ReadReport> read_report(BytesView bytes, const Base& base) {
    cbor::Reader reader(bytes, {.most_depth = most_depth, .most_string_bytes = most_string_bytes});
    ReportReader fields(reader, base.meters);
    ReadReport report;
    std::size_t kind = 0;
    fields.number(kind_key, kind, kinds - 1);
    report.stamp = read_stamp(reader, fields, base);
    report.body = body_of_kind(kind, std::make_index_sequence<kinds>());
    std::visit([&](auto& body) { describe(fields, body); }, report.body);
    report.unknown_fields = fields.close();
    if (!is_whole(report.body)) {
        reader.refuse("expected equally many samples of each signal");
    }
    if (!reader.at_end()) {
        reader.refuse("expected the end of the report, got more bytes");
    }
    if (reader.failed()) {
        return fail(reader.error());
    }
    return report;
}

}  // namespace roadworthy::wire
