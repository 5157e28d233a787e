#include "agent/settings/remote_config.hpp"

#include <cstddef>
#include <string>
#include <utility>

#include "agent/settings/config.hpp"
#include "agent/settings/signature.hpp"
#include "agent/settings/trial.hpp"
#include "agent/settings/trial_file.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/wire/down/config_cbor.hpp"
#include "common/wire/schema.hpp"
#include "common/wire/text.hpp"

namespace roadworthy::agent {
namespace {

// Of a reason that stands in a presence of at most a kilobyte.
constexpr std::size_t most_reason_bytes = 200;

std::string reason_of(const Error& error) {
    return wire::text_of(error.message, most_reason_bytes);
}

}  // namespace

std::string words(const RemoteConfigStatus& status) {
    return "desired=" + std::to_string(status.desired) +
           " state=" + std::string(word(status.state)) +
           " in_force=" + std::to_string(status.in_force) + " reason=\"" + status.reason +
           "\" problem=\"" + status.problem + '"';
}

RemoteConfig::RemoteConfig(Config local, Monotonic now)
    : local_(std::move(local)),
      file_(local_.remote.state_file),
      trial_({}, {.period = local_.remote.trial}),
      present_(local_) {
    if (!is_enabled()) {
        return;
    }
    LoadedTrial loaded = file_.load();
    trial_ = Trial(std::move(loaded.memory), {.period = local_.remote.trial});
    problem_ = std::move(loaded.problem);
    if (trial_.is_on_trial()) {
        go_on(now);
    }
    follow();
}

// With the trial that a power cut or a stop has interrupted.
void RemoteConfig::go_on(Monotonic now) {
    Trial next = trial_;
    next.start(now);
    if (!adopt(std::move(next))) {
        fail_trial("the start could not be noted: " + problem_);
    } else if (trial_.is_on_trial()) {
        if (const auto candidate = changed_by(*trial_.memory().on_trial); !candidate) {
            fail_trial(reason_of(candidate.error()));
        }
    }
}

bool RemoteConfig::take(wire::BytesView message, Monotonic now) {
    const auto desired = verified(message, local_.remote.public_keys);
    if (!desired) {
        ++counters_.configs_forged;
        return false;
    }
    if (desired->truck != local_.truck) {
        ++counters_.configs_misdirected;
        return false;
    }
    if (!trial_.is_news(desired->version)) {
        counters_.configs_outdated += desired->version < trial_.memory().highest ? 1U : 0U;
        return false;
    }
    Trial next = trial_;
    if (const auto candidate = changed(local_, desired->text)) {
        next.begin({.version = desired->version, .message = {message.begin(), message.end()}}, now);
    } else {
        next.refuse(desired->version, reason_of(candidate.error()));
        if (next.memory() == trial_.memory()) {
            return false;
        }
    }
    if (adopt(std::move(next))) {
        is_answered_ = false;
    }
    return true;
}

bool RemoteConfig::answered() {
    if (!is_on_trial()) {
        return false;
    }
    Trial next = trial_;
    next.confirm();
    is_answered_ = !adopt(std::move(next));
    return true;
}

bool RemoteConfig::tick(Monotonic now) {
    if (is_answered_) {
        return answered() && !is_answered_;
    }
    if (!trial_.is_overdue(now)) {
        return false;
    }
    fail_trial("no answer of the backend within " + std::to_string(local_.remote.trial.count()) +
               " s");
    return true;
}

// Back to the old one, whether the disk takes the note or not. (If not, the next start finds the
// trial again, and ends it: see go_on().)
void RemoteConfig::fail_trial(std::string reason) {
    ++counters_.config_trials_failed;
    Trial next = trial_;
    next.roll_back(std::move(reason));
    if (!adopt(Trial(next))) {
        trial_ = std::move(next);
        follow();
    }
}

bool RemoteConfig::adopt(Trial next) {
    problem_ = file_.store(next.memory());
    if (!problem_.empty()) {
        return false;
    }
    trial_ = std::move(next);
    follow();
    return true;
}

// Checked anew at each start: a key may have been taken away since, or the agent be an older one.
Result<Config> RemoteConfig::changed_by(const KeptConfig& kept) const {
    return verified(kept.message, local_.remote.public_keys)
        .and_then([this](const wire::DesiredConfig& desired) -> Result<Config> {
            if (desired.truck != local_.truck) {
                return fail("it is for truck " + desired.truck.text());
            }
            return changed(local_, desired.text);
        });
}

void RemoteConfig::follow() {
    const TrialMemory& memory = trial_.memory();
    in_force_ = 0;
    present_ = local_;
    if (memory.in_force) {
        if (auto config = changed_by(*memory.in_force)) {
            in_force_ = memory.in_force->version;
            present_ = *std::move(config);
        } else {
            problem_ = "version " + std::to_string(memory.in_force->version) +
                       " cannot be used: " + reason_of(config.error());
        }
    }
    if (memory.on_trial) {
        if (auto config = changed_by(*memory.on_trial)) {
            present_ = *std::move(config);
        }
    }
}

RemoteConfigStatus RemoteConfig::status() const {
    const TrialMemory& memory = trial_.memory();
    return {.in_force = in_force_,
            .desired = memory.highest,
            .state = memory.state,
            .reason = memory.reason,
            .problem = problem_};
}

}  // namespace roadworthy::agent
