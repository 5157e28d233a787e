#pragma once
// One report as its embedded bytes, written against the base that the head of its batch holds.
// A report hangs on the head alone, never on a neighbour.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "common/report.hpp"
#include "common/wire/cbor.hpp"
#include "common/wire/field_reader.hpp"
#include "common/wire/field_writer.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::wire {

// A meter as the head of the batch holds it. Readings of one source that differ in quality are two
// meters, so that a reading needs no more than an index and a difference.
struct Meter {
    MeterKind kind = MeterKind::odometer;
    MeterSource source;
    ReadingQuality quality = ReadingQuality::steady;
    std::int64_t value = 0;
};

// What the head holds for all reports; it is the first report's.
struct Base {
    BootId boot;
    std::int64_t monotonic_ms = 0;
    std::int64_t offset_ms = 0;  // wall minus monotonic
    ClockQuality clock = ClockQuality::unsynchronised;
    std::vector<Meter> meters;
};

Base base_of(const Stamp& stamp);

// Keys 3 to 7 of a batch's head.
void write_base(FieldWriter& fields, const Base& base);
void read_base(FieldReader& fields, Base& base);

// Adds to the base the meters that it lacks: it is to be written after its reports.
void write_report(cbor::Writer& writer, const Report& report, Base& base);

// An array of so many values.
constexpr std::size_t position_values = 3;
void describe_position(auto& item, Like<Position> auto& position) {
    item.signed_number(position.latitude_e7, Position::most_latitude_e7);
    item.signed_number(position.longitude_e7, Position::most_longitude_e7);
    item.number(position.age, std::uint64_t{most_amount});
}

// Of a flat list.
constexpr std::size_t ecu_values = 3;
void describe_ecu(auto& item, Like<EcuIdentity> auto& ecu) {
    item.number(ecu.source_address, most_byte);
    item.text(ecu.component);
    item.text(ecu.software);
}

struct ReadReport {
    Stamp stamp;
    ReportBody body;
    std::uint64_t unknown_fields = 0;
};

Result<ReadReport> read_report(BytesView bytes, const Base& base);

}  // namespace roadworthy::wire
