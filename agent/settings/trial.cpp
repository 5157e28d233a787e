#include "agent/settings/trial.hpp"

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/time.hpp"

namespace roadworthy::agent {

std::string_view word(ConfigState state) {
    switch (state) {
        case ConfigState::local:
            return "local";
        case ConfigState::on_trial:
            return "on_trial";
        case ConfigState::in_force:
            return "in_force";
        case ConfigState::rolled_back:
            return "rolled_back";
        case ConfigState::refused:
            return "refused";
    }
    return "local";
}

bool Trial::is_news(std::uint64_t version) const {
    return version > memory_.highest ||
           (version == memory_.highest && memory_.state == ConfigState::refused);
}

void Trial::start(Monotonic now) {
    if (!is_on_trial()) {
        return;
    }
    if (memory_.starts >= settings_.most_starts) {
        roll_back("started " + std::to_string(memory_.starts) + " times without an answer");
        return;
    }
    ++memory_.starts;
    until_ = now + settings_.period;
}

// One that comes while another is on trial takes its place: the operator has thought again.
void Trial::begin(KeptConfig config, Monotonic now) {
    assert(is_news(config.version));
    memory_.highest = config.version;
    memory_.state = ConfigState::on_trial;
    memory_.reason.clear();
    memory_.on_trial = std::move(config);
    memory_.starts = 1;
    until_ = now + settings_.period;
}

// One that is on trial meanwhile ends with it: the operator wants it no more, and two fates at once
// could not be told.
void Trial::refuse(std::uint64_t version, std::string reason) {
    assert(is_news(version));
    memory_.highest = version;
    memory_.state = ConfigState::refused;
    memory_.reason = std::move(reason);
    memory_.on_trial.reset();
    memory_.starts = 0;
}

void Trial::confirm() {
    assert(is_on_trial());
    memory_.state = ConfigState::in_force;
    memory_.in_force = std::exchange(memory_.on_trial, std::nullopt);
    memory_.starts = 0;
}

void Trial::roll_back(std::string reason) {
    assert(is_on_trial());
    memory_.state = ConfigState::rolled_back;
    memory_.reason = std::move(reason);
    memory_.on_trial.reset();
    memory_.starts = 0;
}

bool Trial::is_overdue(Monotonic now) const {
    return is_on_trial() && now >= until_;
}

}  // namespace roadworthy::agent
