#include "backend/notify/retry.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "common/backoff.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

std::optional<Time> next_try(const Tries& tries, Time now, const RetryPolicy& policy) {
    Backoff backoff(fnv1a64(tries.delivery), {.least = policy.least, .most = policy.most});
    Duration wait = backoff.next();
    for (std::uint32_t step = 1; step < tries.failures; ++step) {
        wait = backoff.next();
    }
    const Time end = tries.first + policy.give_up_after;
    const Duration pause = std::max(wait, tries.retry_after.value_or(Duration{0}));
    return now >= end || pause > end - now ? std::nullopt : std::optional{now + pause};
}

}  // namespace roadworthy::notify
