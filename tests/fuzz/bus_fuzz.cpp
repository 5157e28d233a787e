// Any bytes as frames of a bus -> events -> reports on the wire: whatever comes off a bus, what is
// reported can be written and read again.
//
// A frame of the input: a head (bits 0 to 3 its length, 9 to 15 meaning 8; bit 4 an 11-bit id; bits
// 5 to 7 the time since the frame before), an id of four bytes, its data. The last time step is the
// one back, so that every kind of clock is met.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "agent/can/frame.hpp"
#include "agent/pipeline.hpp"
#include "agent/truck/events.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/wire/report_cbor.hpp"

using namespace roadworthy;

namespace {

constexpr std::array<std::chrono::milliseconds, 8> steps{std::chrono::milliseconds{0},
                                                         std::chrono::milliseconds{1},
                                                         std::chrono::milliseconds{50},
                                                         std::chrono::milliseconds{200},
                                                         std::chrono::milliseconds{1'000},
                                                         std::chrono::milliseconds{15'000},
                                                         std::chrono::hours{1},
                                                         -std::chrono::milliseconds{500}};

// Takes one frame off the front; what is missing of it is zero.
can::Frame frame_of(std::span<const std::uint8_t>& input, Monotonic before) {
    const auto take = [&input] {
        const std::uint8_t byte = input.empty() ? 0 : input.front();
        input = input.subspan(input.empty() ? 0 : 1);
        return byte;
    };
    const std::uint8_t head = take();
    can::Frame frame{.time = before + steps[head >> 5]};
    frame.is_extended = (head & 0x10) == 0;
    frame.length = static_cast<std::uint8_t>(std::min(head & 0xF, 8));
    for (int byte = 0; byte < 4; ++byte) {
        frame.id = frame.id << 8 | take();
    }
    frame.id &= frame.is_extended ? 0x1FFFFFFFU : 0x7FFU;
    std::ranges::generate(std::span(frame.data).first(frame.length), take);
    return frame;
}

// As the outbox would: milliseconds are what the wire resolves.
Report numbered(const onboard::Event& event, std::uint64_t number) {
    const auto at = std::chrono::floor<std::chrono::milliseconds>(event.moment.time_since_epoch());
    return {.first = number,
            .last = number,
            .stamp = {.boot = {1}, .monotonic = Monotonic{at}, .time = Time{at}},
            .body = event.body};
}

void check(const Report& report) {
    const auto bytes = wire::encode_report(report);
    const auto again = wire::decode_report(bytes, report.first, report.last);
    if (!again || *again != report) {
        std::abort();
    }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::span input(data, size);
    agent::Pipeline pipeline;
    Monotonic now{std::chrono::seconds{1}};
    Monotonic last = now;
    while (!input.empty()) {
        const can::Frame frame = frame_of(input, now);
        pipeline.feed(frame);
        now = frame.time;
        last = std::max(last, now);
    }
    pipeline.finish(last);
    std::uint64_t number = 0;
    for (const onboard::Event& event : pipeline.take()) {
        check(numbered(event, ++number));
    }
    return 0;
}
