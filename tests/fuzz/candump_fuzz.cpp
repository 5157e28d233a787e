// A log of any bytes -> frames. Every line is counted as something; what is read as a frame can be
// written as a line and read again; the pipeline takes all of them.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

#include "agent/can/candump.hpp"
#include "agent/can/frame.hpp"
#include "agent/pipeline.hpp"

using namespace roadworthy;

namespace {

void check_written(const can::Frame& frame, const std::string& bus) {
    std::string line;
    can::append_line(line, frame, bus);
    can::BusNames names;
    can::Frame expected = frame;
    expected.bus = 0;
    const can::Line again =
        can::parse_line(std::string_view(line).substr(0, line.size() - 1), names);
    if (again.kind != can::LineKind::data || again.frame != expected || names.name(0) != bus) {
        std::abort();
    }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::istringstream log(std::string(data, data + size));
    can::LogReader reader(log);
    agent::Pipeline pipeline;
    std::size_t frames = 0;
    while (const std::optional<can::Frame> frame = reader.next()) {
        check_written(*frame, reader.buses().name(frame->bus));
        pipeline.feed(*frame);
        ++frames;
    }
    const can::LogCounters& counters = reader.counters();
    if (frames + counters.frames_unsupported != counters.frames ||
        counters.frames + counters.frames_malformed > size) {
        std::abort();
    }
    return 0;
}
