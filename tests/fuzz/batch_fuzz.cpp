// Bytes from the wire -> batch. Whatever is read can be written and read again to the same batch.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "common/wire/report_cbor.hpp"

using namespace roadworthy;

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    const auto batch = wire::decode_batch(bytes);
    if (batch && batch->unreadable.empty() && !batch->reports.empty()) {
        const auto again = wire::decode_batch(wire::encode_batch(batch->stream, batch->reports));
        if (!again || again->reports != batch->reports) {
            std::abort();
        }
    }
    return 0;
}
