#pragma once
// Which rules were in force when, and what they made of a fault as time went by.
//
// A fault is judged by the rules that were in force when it was heard of on the truck, not when the
// report came; a switch of rules, and a fault's own age, are events of their own at their own time.
// So late reports end in the same judgement as reports on time.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "common/time.hpp"

namespace roadworthy::faults {

struct RulesInForce {
    Time from;
    RuleSet set;
    friend bool operator==(const RulesInForce&, const RulesInForce&) = default;
};

constexpr std::size_t most_rule_sets = 8;  // the newest; before the oldest of them: the built-in

class RuleBook {
public:
    // In the order of the journal. False, and no change: a version that is not above those before.
    bool enter(const RuleSet& set, Time from);

    const std::vector<RulesInForce>& entered() const { return entered_; }
    std::span<const Rule> at(Time time) const;
    std::uint32_t version_at(Time time) const;
    // When a judgement of what opened then may become another after `after`, in order: a switch of
    // rules, or an age that a rule asks for, if it was reached by `heard`.
    std::vector<Time> turns(Time opened, Time after, Time heard) const;
    bool has_age_between(Time opened, Time after, Time until) const;

    friend bool operator==(const RuleBook& a, const RuleBook& b) {
        return a.entered_ == b.entered_;
    }

private:
    using Ages = std::vector<std::chrono::days>;
    struct Effective {
        std::vector<Rule> rules;  // over the built-in ones
        Ages ages;
    };
    std::size_t in_force(Time time) const;  // place after it in entered_; 0: none

    std::vector<RulesInForce> entered_;
    std::vector<Effective> effective_;  // of each
};

struct Judgement {
    Severity severity;
    Time since;  // when the present action was reached
    friend bool operator==(const Judgement&, const Judgement&) = default;
};

struct Terms {
    const RuleBook& rules;
    const TruckTraits& truck;
};

// A fault as far as it was heard of. `evidence.open_for` is worked out from it.
struct Judged {
    Evidence evidence;
    Time opened;
    Time last_event;  // of its own: what the evidence is as of
    Time heard;       // its ECU still talked then: no fault grows older in silence
};

// As of its last own event.
void judge(Judgement& judgement, const Judged& fault, const Terms& terms);
// The same after all that time alone has changed since, up to `until`.
Judgement later(Judgement judgement, const Judged& fault, const Terms& terms,
                Time until = Time::max());
// The highest action that it had on that way, that of its last own event among them.
Action worst(Judgement judgement, const Judged& fault, const Terms& terms,
             Time until = Time::max());

}  // namespace roadworthy::faults
