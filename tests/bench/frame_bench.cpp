// Feeds a recorded log again and again, from memory, so that an outside counter of instructions
// (callgrind) sees nothing but the step that is asked for:
//   frame_bench parse|pipeline LOG PASSES
// Instructions per frame = (count with N + M passes - count with N) / (M * the printed frames).

#include "agent/can/candump.hpp"
#include "agent/can/frame.hpp"
#include "agent/pipeline.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace roadworthy;

std::string content_of(const char* file) {
    std::ifstream log{file, std::ios::binary};
    if (!log) {
        throw std::runtime_error(std::string{"cannot open "} + file);
    }
    return {std::istreambuf_iterator<char>{log}, {}};
}

std::vector<can::Frame> frames_of(const std::string& content) {
    std::istringstream stream{content};
    can::LogReader reader{stream};
    std::vector<can::Frame> frames;
    while (const auto frame = reader.next()) {
        frames.push_back(*frame);
    }
    return frames;
}

// How many lines a pass has.
std::size_t parse(const std::string& content, int passes) {
    can::BusNames buses;
    std::size_t frames = 0;
    for (int pass = 0; pass < passes; ++pass) {
        std::string_view rest = content;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            frames += can::parse_line(rest.substr(0, end), buses).kind == can::LineKind::data;
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return passes == 0 ? 0 : frames / static_cast<std::size_t>(passes);
}

// Each pass goes on a second after the one before, so that the truck's time never stands still.
std::size_t run_pipeline(std::vector<can::Frame> frames, int passes) {
    if (frames.empty()) {
        return 0;
    }
    const Duration pass_time = frames.back().time - frames.front().time + std::chrono::seconds{1};
    agent::Pipeline pipeline;
    for (int pass = 0; pass < passes; ++pass) {
        for (can::Frame& frame : frames) {
            pipeline.feed(frame);
            frame.time += pass_time;
        }
        pipeline.take();
    }
    return frames.size();
}

}  // namespace

int main(int count, char** words) {
    const std::vector<std::string> arguments{words, words + count};
    if (count != 4 || (arguments[1] != "parse" && arguments[1] != "pipeline")) {
        std::cerr << "usage: frame_bench parse|pipeline LOG PASSES\n";
        return 2;
    }
    try {
        const std::string content = content_of(words[2]);
        const int passes = std::atoi(words[3]);
        const std::size_t frames = arguments[1] == "parse"
                                       ? parse(content, passes)
                                       : run_pipeline(frames_of(content), passes);
        std::cout << frames << '\n';
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
