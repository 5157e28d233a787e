// Bytes from the wire -> answer of the backend, on the truck.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "common/wire/answer_cbor.hpp"

using namespace roadworthy;

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto answer = wire::decode_answer(std::as_bytes(std::span(data, size)));
    if (answer && wire::decode_answer(wire::encode_answer(*answer)) != answer) {
        std::abort();
    }
    return 0;
}
