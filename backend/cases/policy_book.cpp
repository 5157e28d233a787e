#include "backend/cases/policy_book.hpp"

#include <algorithm>
#include <iterator>

#include "backend/cases/policy.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {

bool PolicyBook::enter(const PolicyVersion& version, Time from) {
    if (version.version <= (entered_.empty() ? 0 : entered_.back().entered.version)) {
        return false;
    }
    if (entered_.size() >= most_policies) {
        entered_.erase(entered_.begin());
    }
    entered_.push_back({.from = from, .entered = version});
    return true;
}

const SlaPolicy& PolicyBook::at(Time heard) const {
    static const SlaPolicy built_in;
    const auto next = std::ranges::upper_bound(entered_, heard, {}, &PolicyInForce::from);
    return next == entered_.begin() ? built_in : std::prev(next)->entered.policy;
}

}  // namespace roadworthy::cases
