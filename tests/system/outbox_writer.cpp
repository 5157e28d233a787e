// For power_cut.py: stores reports in an outbox for ever, and prints for each append how far both
// streams are stored once it has returned. Started again, it first prints what it finds, after
// reading every report that the outbox says it holds.
//
//   outbox_writer FILE

#include <cstdint>
#include <cstdio>
#include <span>
#include <variant>

#include "agent/uplink/outbox/outbox.hpp"
#include "common/io/clock.hpp"
#include "common/report.hpp"

using namespace roadworthy;

namespace {

constexpr std::uint64_t reports_for_ever = ~std::uint64_t{0};

void print(const char* word, const uplink::Outbox& outbox) {
    std::printf("%s %llu %llu\n", word,
                static_cast<unsigned long long>(outbox.state(Stream::events).newest),
                static_cast<unsigned long long>(outbox.state(Stream::meters).newest));
    std::fflush(stdout);
}

// A report that cannot be read, or is not there, shows as a number that is missing.
bool reads_whole(uplink::Outbox& outbox, Stream stream) {
    std::uint64_t next = 1;
    while (next <= outbox.state(stream).newest) {
        const auto reports = outbox.read(stream, next, 512);
        if (reports.empty() || reports.front().first != next ||
            std::holds_alternative<GapReport>(reports.front().body)) {
            return false;
        }
        next = reports.back().last + 1;
    }
    return true;
}

uplink::Unnumbered report(std::uint64_t number) {
    const auto moment = std::chrono::seconds{number};
    const Stamp stamp{.boot = io::boot_id(),
                      .monotonic = Monotonic{moment},
                      .time = Time{moment},
                      .clock = ClockQuality::synchronised};
    if (number % 7 == 0) {
        return {stamp, FaultReport{.key = {.spn = 100, .fmi = 1}}};
    }
    return {stamp, MetersReport{
                       {{.source = {.spn = 917}, .value = static_cast<std::int64_t>(number) * 5}}}};
}

}  // namespace

int main(int count, char** words) {
    if (count != 2) {
        return 2;
    }
    uplink::Outbox outbox({.path = words[1]});
    const uplink::OutboxCounters& counters = outbox.counters();
    if (!outbox.memory_reason().empty() || counters.files_set_aside + counters.logs_lost > 0 ||
        !reads_whole(outbox, Stream::events) || !reads_whole(outbox, Stream::meters)) {
        std::printf("unsound %s set_aside %llu logs_lost %llu\n", outbox.memory_reason().c_str(),
                    static_cast<unsigned long long>(counters.files_set_aside),
                    static_cast<unsigned long long>(counters.logs_lost));
        return 1;
    }
    print("found", outbox);
    for (std::uint64_t number = 1; number < reports_for_ever; ++number) {
        const uplink::Unnumbered one = report(number);
        outbox.append(std::span(&one, 1));
        print("stored", outbox);
    }
    return 0;
}
