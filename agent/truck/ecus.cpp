#include "agent/truck/ecus.hpp"

#include "agent/truck/events.hpp"
#include "agent/truck/faults.hpp"
#include "agent/truck/moments.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>

namespace roadworthy::onboard {

void Ecus::meet(std::uint8_t source_address) {
    const auto known = std::span{known_}.first(++known_count_);
    known.back() = source_address;
    std::rotate(std::ranges::upper_bound(known.first(known.size() - 1), source_address),
                std::prev(known.end()), known.end());
}

void Ecus::tick(Monotonic now, const Faults& faults, Events& events) {
    if (newest_ == never || now - newest_ > most_pause) {
        alive_since_ = now;
    }
    for (const std::uint8_t address : std::span{known_}.first(known_count_)) {
        if (address < ecus_.size()) {
            tick_one(address, now, faults, events);
        }
    }
}

void Ecus::tick_one(std::uint8_t source_address, Monotonic now, const Faults& faults,
                    Events& events) {
    Ecu& ecu = ecus_[source_address];
    const Monotonic heard = heard_[source_address];
    if (ecu.presence == Presence::silent) {
        if (heard > ecu.last_before) {
            ecu.presence = Presence::waiting;
            ecu.since = heard;
        }
        return;
    }
    if (now - std::max(heard, alive_since_) > settings_.ceases_after) {
        if (may_be_quiet(source_address, faults)) {
            return;
        }
        if (ecu.presence != Presence::waiting) {
            events.add(heard, EcuReport{.event = EcuEvent::ceased,
                                        .source_address = source_address,
                                        .active = std::nullopt});
        }
        ecu = {.presence = Presence::silent, .since = {}, .last_before = heard};
        return;
    }
    if (ecu.presence == Presence::with_set) {
        return;
    }
    const bool has_dm1 = has_sent_dm1(source_address, faults);
    if (has_dm1 && faults.is_settled(source_address)) {
        begin(source_address, faults, events);
    } else if (ecu.presence == Presence::waiting &&
               heard - std::max(ecu.since, alive_since_) >= settings_.begins_after &&
               !(has_dm1 && now - faults.evidence(source_address).last <= Faults::most_gap)) {
        ecu.presence = Presence::without_set;
        events.add(heard, EcuReport{.event = EcuEvent::began,
                                    .source_address = source_address,
                                    .active = std::nullopt});
    }
}

void Ecus::finish(const Faults& faults, Events& events) {
    for (std::size_t place = 0; place < ecus_.size(); ++place) {
        const auto address = static_cast<std::uint8_t>(place);
        if (heard_[address] > ecus_[address].last_before &&
            ecus_[address].presence != Presence::with_set && has_sent_dm1(address, faults)) {
            begin(address, faults, events);
        }
    }
}

// Whose last word was a DM1 without a code need not send another before it has one
// (J1939-73 5.7.1).
bool Ecus::may_be_quiet(std::uint8_t source_address, const Faults& faults) const {
    const Faults::Evidence& evidence = faults.evidence(source_address);
    return evidence.messages > 0 && !evidence.holds_codes &&
           heard_[source_address] - evidence.last < Faults::least_spacing;
}

// In this presence.
bool Ecus::has_sent_dm1(std::uint8_t source_address, const Faults& faults) const {
    const Faults::Evidence& evidence = faults.evidence(source_address);
    return evidence.messages > 0 && evidence.first > ecus_[source_address].last_before;
}

void Ecus::begin(std::uint8_t source_address, const Faults& faults, Events& events) {
    ecus_[source_address].presence = Presence::with_set;
    events.add(faults.evidence(source_address).last,
               EcuReport{.event = EcuEvent::began,
                         .source_address = source_address,
                         .active = faults.active(source_address)});
}

}  // namespace roadworthy::onboard
