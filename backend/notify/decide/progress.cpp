#include "backend/notify/decide/progress.hpp"

#include <optional>

#include "backend/notify/channels/channel.hpp"
#include "backend/notify/retry.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {
namespace {

Duration patience(const Progress& progress, const Attempt& attempt, const RetryRules& rules) {
    if (progress.position + 1 >= attempt.channels) {
        return rules.last_until;
    }
    return attempt.is_urgent ? rules.urgent_until : rules.until;
}

Progress next_channel(Progress progress, const Attempt& attempt, Time now) {
    ++progress.position;
    progress.failures = 0;
    progress.first.reset();
    progress.next = now;
    if (progress.position < attempt.channels) {
        progress.state = DeliveryState::tried;
    } else {
        --progress.position;  // the row names the last that was tried
        progress.state = DeliveryState::given_up;
    }
    return progress;
}

}  // namespace

Progress after(const Progress& before, const Attempt& attempt, const Receipt& receipt, Time now,
               const RetryRules& rules) {
    Progress progress = before;
    if (receipt.outcome == Outcome::delivered) {
        progress.state = DeliveryState::delivered;
        return progress;
    }
    if (receipt.outcome == Outcome::refused) {
        return next_channel(progress, attempt, now);
    }
    ++progress.failures;
    const auto next = next_try({.delivery = attempt.delivery,
                                .first = before.first.value_or(now),
                                .failures = progress.failures,
                                .retry_after = receipt.retry_after},
                               now,
                               {.least = rules.least,
                                .most = rules.most,
                                .give_up_after = patience(before, attempt, rules)});
    if (!next) {
        return next_channel(progress, attempt, now);
    }
    progress.state = DeliveryState::tried;
    progress.next = *next;
    return progress;
}

bool may_have_arrived(const Receipt& receipt) {
    return receipt.outcome == Outcome::again && receipt.code == 0;
}

}  // namespace roadworthy::notify
