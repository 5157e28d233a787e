#pragma once
// What becomes of a configuration from afar. Pure: time is an argument, what must survive a power
// cut is a value.
//
// Goals: a unit that took a configuration with which it cannot reach the backend goes back by
//   itself; nothing that was signed once can be played again to do harm.
// Assumptions: each change of memory() is durable before what follows from it is done. A change
//   that could not be made durable is given up (this is a value: keep the old one).
// Invariants: at most one configuration is on trial. `highest` never falls. A version is on trial
//   only once, and only if it is above every version ever taken in hand; so what was rolled back
//   is never tried again, and needs no list. One that was refused, and so never had an effect, may
//   be offered again: an agent that has been upgraded may understand it.
// A power cut during a trial continues it, because drivers turn keys all day and a good
//   configuration must not fail by that: the period begins anew. A configuration with which the
//   agent does not live long enough is caught by counting its starts.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/time.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::agent {

enum class ConfigState : std::uint8_t { local, on_trial, in_force, rolled_back, refused };

std::string_view word(ConfigState state);  // as presence and status say it

struct KeptConfig {
    std::uint64_t version = 0;
    wire::Bytes message;  // as it came, with its signature
    friend bool operator==(const KeptConfig&, const KeptConfig&) = default;
};

struct TrialMemory {
    std::uint64_t highest = 0;               // version ever taken in hand
    ConfigState state = ConfigState::local;  // what became of it
    std::string reason;                      // why it was refused or rolled back
    std::optional<KeptConfig> in_force;      // absent: the unit's own file alone
    std::optional<KeptConfig> on_trial;
    std::uint64_t starts = 0;  // of the agent with the one on trial, the present included
    friend bool operator==(const TrialMemory&, const TrialMemory&) = default;
};

struct TrialSettings {
    Duration period = std::chrono::minutes{10};
    std::uint64_t most_starts = 5;
};

class Trial {
public:
    Trial(TrialMemory memory, const TrialSettings& settings)
        : memory_(std::move(memory)), settings_(settings) {}

    const TrialMemory& memory() const { return memory_; }
    bool is_on_trial() const { return memory_.on_trial.has_value(); }
    bool is_news(std::uint64_t version) const;  // else it is older, or its fate is known

    // The agent starts: a trial goes on, or ends because it has been started too often.
    void start(Monotonic now);
    // Only what is_news().
    void begin(KeptConfig config, Monotonic now);
    void refuse(std::uint64_t version, std::string reason);
    // What was sent with the configuration on trial has been committed.
    void confirm();
    void roll_back(std::string reason);
    bool is_overdue(Monotonic now) const;

private:
    TrialMemory memory_;
    TrialSettings settings_;
    Monotonic until_;
};

}  // namespace roadworthy::agent
