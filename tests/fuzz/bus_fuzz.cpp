// A log of any bytes -> frames -> events -> reports on the wire: whatever comes off a bus, what is
// reported can be written and read again.

#include <cstdlib>
#include <sstream>

#include "agent/can/candump.hpp"
#include "agent/pipeline.hpp"
#include "common/wire/report_cbor.hpp"

using namespace roadworthy;

namespace {

// As the outbox would: milliseconds are what the wire resolves.
Report numbered(const onboard::Event& event, std::uint64_t number) {
    const auto at = std::chrono::floor<std::chrono::milliseconds>(event.moment.time_since_epoch());
    return {.first = number,
            .last = number,
            .stamp = {.boot = {1}, .monotonic = Monotonic{at}, .time = Time{at}},
            .body = event.body};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::istringstream log(std::string(data, data + size));
    can::LogReader reader(log);
    agent::Pipeline pipeline;
    Monotonic last{};
    while (const auto frame = reader.next()) {
        pipeline.feed(*frame);
        last = std::max(last, frame->time);
    }
    pipeline.finish(last);
    std::uint64_t number = 0;
    for (const auto& event : pipeline.take()) {
        const Report report = numbered(event, ++number);
        const auto bytes = wire::encode_report(report);
        const auto again = wire::decode_report(bytes, report.first, report.last);
        if (!again || *again != report) {
            std::abort();
        }
    }
    return 0;
}
