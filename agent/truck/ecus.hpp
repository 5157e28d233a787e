#pragma once
// Which addresses of the bus talk, and when each began or ceased to.

#include "agent/truck/events.hpp"
#include "agent/truck/faults.hpp"
#include "agent/truck/moments.hpp"
#include "common/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

namespace roadworthy::onboard {

struct EcuSettings {
    std::chrono::seconds begins_after{20};  // of talking, with or without DM1
    std::chrono::seconds ceases_after{60};  // of silence, while others talk
};

// Goals: each boot, one `began` an address with its whole active set, so that what was repaired
//   while the unit slept can close; `ceased` when an ECU falls silent on a living bus.
// Assumptions: tick() comes about each second; time does not step back. An ECU may stop its DM1
//   once it has no code.
// Invariants: the set is said only once Faults knows it. An address without DM1 begins without a
//   set, and once more when its DM1 comes. Nobody ceases by the silence of the whole bus, nor
//   while the bus has lived for less than ceases_after.
class Ecus {
public:
    static constexpr std::chrono::seconds most_pause{5};  // of a living bus

    explicit Ecus(const EcuSettings& settings = {}) : settings_(settings) { heard_.fill(never); }

    void hear(std::uint8_t source_address, Monotonic time) {
        if (heard_[source_address] == never) {
            meet(source_address);
        }
        heard_[source_address] = newest_ = time;
    }
    void tick(Monotonic now, const Faults& faults, Events& events);
    // Says the sets that wait for the hold time, of addresses that have sent a DM1.
    void finish(const Faults& faults, Events& events);

private:
    enum class Presence : std::uint8_t { silent, waiting, without_set, with_set };
    struct Ecu {
        Presence presence = Presence::silent;
        Monotonic since;                // the first word of this presence
        Monotonic last_before = never;  // the last word of the one before
    };

    void meet(std::uint8_t source_address);
    void tick_one(std::uint8_t source_address, Monotonic now, const Faults& faults, Events& events);
    bool may_be_quiet(std::uint8_t source_address, const Faults& faults) const;
    bool has_sent_dm1(std::uint8_t source_address, const Faults& faults) const;
    void begin(std::uint8_t source_address, const Faults& faults, Events& events);

    EcuSettings settings_;
    std::array<Monotonic, 256> heard_{};     // the last word of each address
    Monotonic newest_ = never;               // of them
    std::array<std::uint8_t, 256> known_{};  // the addresses that have ever talked, ascending
    std::size_t known_count_ = 0;
    std::array<Ecu, Faults::addresses> ecus_{};
    Monotonic alive_since_ = never;
};

}  // namespace roadworthy::onboard
