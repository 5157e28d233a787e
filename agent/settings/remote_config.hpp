#pragma once
// The configuration from afar: what came on down/config, held against the keys, the truck and the
// versions; what of it is in effect; and what has become of it.
//
// What survives a power cut: everything, at any instant. What follows from a message is done only
// after it is on the disk: a version that cannot be noted is not tried, for after the next power
// cut nobody would know that it had been.

#include <cstdint>
#include <string>

#include "agent/settings/config.hpp"
#include "agent/settings/trial.hpp"
#include "agent/settings/trial_file.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::agent {

struct RemoteConfigStatus {
    std::uint64_t in_force = 0;              // version; 0: the unit's own file alone
    std::uint64_t desired = 0;               // the newest that was signed for this unit
    ConfigState state = ConfigState::local;  // of the desired one
    std::string reason;
    std::string problem;  // of the disk: why nothing new can be tried
    friend bool operator==(const RemoteConfigStatus&, const RemoteConfigStatus&) = default;
};

std::string words(const RemoteConfigStatus& status);  // for the log

struct RemoteConfigCounters {
    std::uint64_t configs_forged = 0;       // not signed by a key that this unit trusts
    std::uint64_t configs_misdirected = 0;  // signed, but for another truck
    std::uint64_t configs_outdated = 0;     // signed for us, but below the newest
    std::uint64_t config_trials_failed = 0;
};

class RemoteConfig {
public:
    // `local`: what the unit's own file and command line say.
    RemoteConfig(Config local, Monotonic now);

    bool is_enabled() const { return !local_.remote.public_keys.empty(); }
    // What the agent is to run with.
    const Config& present() const { return present_; }
    bool is_on_trial() const { return trial_.is_on_trial(); }

    // Each says whether status() or present() has changed.
    bool take(wire::BytesView message, Monotonic now);
    // What was sent with present() while it was on trial has been committed.
    bool answered();
    bool tick(Monotonic now);

    RemoteConfigStatus status() const;
    const RemoteConfigCounters& counters() const { return counters_; }

private:
    void go_on(Monotonic now);
    Result<Config> changed_by(const KeptConfig& kept) const;
    bool adopt(Trial next);
    void fail_trial(std::string reason);
    void follow();

    const Config local_;
    TrialFile file_;
    Trial trial_;
    Config present_;
    std::uint64_t in_force_ = 0;  // version; 0: none that can be used
    bool is_answered_ = false;    // but not noted yet, because of the disk
    std::string problem_;
    RemoteConfigCounters counters_;
};

}  // namespace roadworthy::agent
