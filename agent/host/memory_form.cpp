#include "agent/host/memory_form.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

#include "agent/truck/memory.hpp"
#include "common/fault_code.hpp"
#include "common/result.hpp"
#include "common/wire/cbor.hpp"
#include "common/wire/field_reader.hpp"
#include "common/wire/field_writer.hpp"
#include "common/wire/report_body.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::agent {
namespace {

using wire::Like;
using wire::ListShape;

constexpr std::uint64_t memory_version = 1;
constexpr std::size_t most_addresses = 254;
constexpr std::size_t most_faults = most_addresses * 128;

void describe(auto& fields, Like<onboard::Memory> auto& memory) {
    fields.list(1, memory.faults, ListShape{.values = 7, .most_elements = most_faults},
                [](auto& item, auto& fault) {
                    item.number(fault.source_address, wire::most_byte);
                    item.number(fault.dtc.spn, wire::most_spn);
                    item.number(fault.dtc.fmi, wire::most_fmi);
                    item.number(fault.dtc.occurrences, occurrences_absent);
                    item.number(fault.dtc.conversion_method, 1);
                    item.number(fault.lamps.state, wire::most_byte);
                    item.number(fault.lamps.flash, wire::most_byte);
                });
    fields.optional_text(2, memory.vin);
    fields.list(3, memory.ecus,
                ListShape{.values = wire::ecu_values, .most_elements = most_addresses},
                [](auto& item, auto& ecu) { wire::describe_ecu(item, ecu); });
}

}  // namespace

wire::Bytes encode_memory(const onboard::Memory& memory) {
    cbor::Writer writer;
    wire::FieldWriter fields(writer);
    fields.number(0, memory_version, memory_version);
    describe(fields, memory);
    fields.close();
    return writer.take();
}

Result<onboard::Memory> decode_memory(wire::BytesView bytes) {
    cbor::Reader reader(
        bytes, {.most_depth = wire::most_depth, .most_string_bytes = wire::most_string_bytes});
    wire::FieldReader fields(reader);
    std::uint64_t version = 0;
    fields.number(0, version, memory_version);
    onboard::Memory memory;
    describe(fields, memory);
    fields.close();
    reader.expect_end();
    if (reader.failed()) {
        return fail(reader.error());
    }
    return memory;
}

}  // namespace roadworthy::agent
