#pragma once
// What becomes of a delivery when a try has ended: its next try, the next of its channels, or its
// end. Pure; what it needs stands in the delivery's row.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "backend/customers/delivery.hpp"
#include "backend/notify/channels/channel.hpp"
#include "backend/notify/retry.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

using customers::DeliveryState;

// How long a channel is tried before the next one takes over, which is the shorter the more is at
// stake; the last one is tried for a day.
struct RetryRules {
    Duration least = std::chrono::seconds{10};
    Duration most = std::chrono::hours{1};
    Duration urgent_until = std::chrono::minutes{3};
    Duration until = std::chrono::hours{1};
    Duration last_until = std::chrono::hours{24};
};

struct Progress {
    DeliveryState state = DeliveryState::waiting;
    std::size_t position = 0;    // of the present channel in the chain
    std::uint32_t failures = 0;  // of it
    std::optional<Time> first;   // when it was first tried
    Time next;                   // not tried before
    friend bool operator==(const Progress&, const Progress&) = default;
};

struct Attempt {
    std::string_view delivery;  // its id
    std::size_t channels = 1;   // of its chain
    bool is_urgent = false;
};

// After a try that ended with this receipt.
Progress after(const Progress& before, const Attempt& attempt, const Receipt& receipt, Time now,
               const RetryRules& rules);

// Whether the far end may have the message though we were not told: a repeat may be its second.
bool may_have_arrived(const Receipt& receipt);

}  // namespace roadworthy::notify
