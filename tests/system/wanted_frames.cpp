// Prints how many frames of a log the agent wants: as many must pass the kernel's filter.
//
//   wanted_frames LOG.log

#include <cstdio>
#include <fstream>

#include "agent/can/candump.hpp"
#include "agent/j1939/parameter_groups.hpp"

using namespace roadworthy;

int main(int count, char** words) {
    std::ifstream log(count == 2 ? words[1] : "");
    if (!log) {
        return 2;
    }
    can::LogReader reader(log);
    unsigned long wanted = 0;
    while (const auto frame = reader.next()) {
        wanted += frame->is_extended && j1939::is_wanted(frame->id) ? 1U : 0U;
    }
    std::printf("%lu\n", wanted);
}
