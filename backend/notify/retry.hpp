#pragma once
// When a delivery that failed is tried again, and when the next channel takes over. Nothing is kept
// for it but what stands in the outbox: when it was first tried, and how often.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/time.hpp"

namespace roadworthy::notify {

struct RetryPolicy {
    Duration least = std::chrono::seconds{10};
    Duration most = std::chrono::hours{1};
    // From the first try on. An alert that says "stop now" wants less than one that can wait.
    Duration give_up_after = std::chrono::hours{24};
};

struct Tries {
    std::string_view delivery;            // its id, which seeds the jitter
    Time first;                           // when it was first tried
    std::uint32_t failures = 0;           // so far, with the last
    std::optional<Duration> retry_after;  // what the far end asked for at the last
};

// The time of the next try, later than `now`; nothing: it is given up. Waits grow at random
// (common/backoff), and are never shorter than the far end asked for. Where that would be past the
// end, it is given up at once, so that the next channel need not wait for a server that says
// "tomorrow".
std::optional<Time> next_try(const Tries& tries, Time now, const RetryPolicy& policy);

}  // namespace roadworthy::notify
