// Any bytes as a message on down/ask, and as the unit's answer to one.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "common/wire/down/ask_cbor.hpp"

using namespace roadworthy;

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    if (const auto ask = wire::decode_ask(bytes);
        ask && wire::decode_ask(wire::encode_ask(*ask)) != ask) {
        std::abort();
    }
    if (const auto reply = wire::decode_reply(bytes);
        reply && wire::decode_reply(wire::encode_reply(*reply)) != reply) {
        std::abort();
    }
    return 0;
}
