#pragma once
// Which policy was in force when. A case keeps the one that held when we heard of it: what was
// promised is not changed by what is promised to others later.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "backend/cases/policy.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {

// As an operator enters it, as a whole.
struct PolicyVersion {
    std::uint32_t version = 0;  // from 1; rises with every change
    SlaPolicy policy;
    friend bool operator==(const PolicyVersion&, const PolicyVersion&) = default;
};

struct PolicyInForce {
    Time from;
    PolicyVersion entered;
    friend bool operator==(const PolicyInForce&, const PolicyInForce&) = default;
};

// The newest; before the oldest of them, the policy that holds where nobody has entered any.
constexpr std::size_t most_policies = 32;

class PolicyBook {
public:
    // In the order of the journal. False, and no change: a version that is not above those before.
    bool enter(const PolicyVersion& version, Time from);

    const std::vector<PolicyInForce>& entered() const { return entered_; }
    const SlaPolicy& at(Time heard) const;

    friend bool operator==(const PolicyBook&, const PolicyBook&) = default;

private:
    std::vector<PolicyInForce> entered_;
};

}  // namespace roadworthy::cases
