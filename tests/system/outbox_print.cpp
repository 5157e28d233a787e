// Prints what an outbox holds, one report a line as JSON: events, then meters.
//
//   outbox_print OUTBOX.db

#include <cstdint>
#include <cstdio>

#include "agent/uplink/outbox/outbox.hpp"
#include "common/report.hpp"
#include "common/wire/report_json.hpp"

using namespace roadworthy;

int main(int count, char** words) {
    if (count != 2) {
        return 2;
    }
    uplink::Outbox outbox({.path = words[1]});
    if (!outbox.memory_reason().empty()) {
        std::fprintf(stderr, "%s\n", outbox.memory_reason().c_str());
        return 1;
    }
    for (const Stream stream : {Stream::events, Stream::meters}) {
        for (std::uint64_t next = 1; next <= outbox.state(stream).newest;) {
            for (const Report& report : outbox.read(stream, next, 512)) {
                next = report.last + 1;
                std::printf("%s\n", wire::to_json(report).c_str());
            }
        }
    }
}
