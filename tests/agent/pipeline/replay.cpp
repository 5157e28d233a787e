#include "tests/agent/pipeline/replay.hpp"

#include <fstream>
#include <stdexcept>

#include "agent/can/candump.hpp"

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
