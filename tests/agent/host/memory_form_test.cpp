#include "agent/host/memory_form.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <string>

#include "agent/truck/memory.hpp"
#include "common/wire/schema.hpp"

using namespace roadworthy;
using agent::decode_memory;
using agent::encode_memory;

namespace {

onboard::Memory some_memory() {
    return {
        .faults = {{0, {110, 0, 3, 0}, {0x04, 0xFF}}, {253, {0x7FFFF, 31, 127, 1}, {0x40, 0x3F}}},
        .vin = "LFWSRXRJ1F1E00001",
        .ecus = {{0, "CMMNS*6C*1", "04358*"}, {23, "", std::string(200, 'x')}}};
}

}  // namespace

TEST_CASE("memory comes back as it was", "[memory]") {
    CHECK(decode_memory(encode_memory(some_memory())) == some_memory());
    CHECK(decode_memory(encode_memory({})) == onboard::Memory{});
}

TEST_CASE("memory of a truck with every code on every address comes back", "[memory]") {
    onboard::Memory memory;
    for (unsigned address = 0; address < 254; ++address) {
        for (std::uint32_t spn = 0; spn < 128; ++spn) {
            memory.faults.push_back({static_cast<std::uint8_t>(address), {spn, 1, 1, 0}, {}});
        }
    }
    CHECK(decode_memory(encode_memory(memory)) == memory);
}

TEST_CASE("memory that is cut is refused, wherever it is", "[memory]") {
    const wire::Bytes whole = encode_memory(some_memory());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CHECK_FALSE(decode_memory(wire::BytesView(whole).first(length)));
    }
}
