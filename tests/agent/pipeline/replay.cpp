#include "tests/agent/pipeline/replay.hpp"

#include "agent/can/candump.hpp"
#include "agent/pipeline.hpp"
#include "agent/truck/events.hpp"
#include "common/time.hpp"

#include <fstream>
#include <ios>
#include <istream>
#include <stdexcept>
#include <string>
#include <vector>

namespace roadworthy::replay {

std::vector<onboard::Event> run(std::istream& log) {
    agent::Pipeline pipeline;
    can::LogReader reader(log);
    while (const auto frame = reader.next()) {
        pipeline.feed(*frame);
    }
    pipeline.finish(Monotonic::min());
    return pipeline.take();
}

std::vector<onboard::Event> run_file(const std::string& path) {
    std::ifstream log(path, std::ios::binary);
    if (!log) {
        throw std::runtime_error("cannot open " + path);
    }
    return run(log);
}

}  // namespace roadworthy::replay
