#pragma once
// The unit's own address on the bus: found, claimed, defended and given up (J1939-81).

#include <bitset>
#include <chrono>
#include <cstdint>
#include <optional>

#include "agent/j1939/active/name.hpp"
#include "agent/j1939/active/outgoing.hpp"
#include "agent/j1939/pace.hpp"
#include "common/time.hpp"

namespace roadworthy::j1939 {

struct AddressClaimSettings {
    Name name = 0;
    std::uint8_t preferred = 74;  // 74: communications unit, cellular; 0 to 253
};

struct AddressClaimCounters {
    std::uint64_t sent = 0;    // claims, and words that none can be had
    std::uint64_t lost = 0;    // addresses, to another's claim or use
    std::uint64_t unable = 0;  // times it gave up for a while
    friend bool operator==(const AddressClaimCounters&, const AddressClaimCounters&) = default;
};

class AddressClaim {
public:
    explicit AddressClaim(const AddressClaimSettings& settings) : settings_(settings) {}

    // The bus is there, or there again: looks who has which address, then claims one.
    void begin(Monotonic now, Outgoing& out);
    // The bus has fallen silent: nothing more is said until begin().
    void rest() { state_ = State::resting; }

    void hear_claim(std::uint8_t source, Name name, Monotonic now, Outgoing& out);
    void hear_request(std::uint8_t destination, Monotonic now, Outgoing& out);  // for claims
    void hear_talk(std::uint8_t source, Monotonic now, Outgoing& out);          // anything else
    void tick(Monotonic now, Outgoing& out);

    // From which the unit may talk now.
    std::optional<std::uint8_t> address() const;
    const AddressClaimCounters& counters() const { return counters_; }

private:
    enum class State : std::uint8_t { resting, looking, claiming, claimed, unable };

    void look(Monotonic now, Outgoing& out);
    void claim_next(Monotonic now, Outgoing& out);
    std::optional<std::uint8_t> free_address() const;
    bool is_holding() const { return state_ == State::claiming || state_ == State::claimed; }
    void lose(Monotonic now, Outgoing& out);
    void give_up(Monotonic now);
    void owe(Monotonic now);
    void say_if_owed(Monotonic now, Outgoing& out);
    Duration some_delay() const;

    static constexpr Duration first_pause = std::chrono::seconds{10};

    AddressClaimSettings settings_;
    State state_ = State::resting;
    std::uint8_t address_ = null_address;  // claimed last
    std::bitset<256> taken_;               // by others, as far as heard since begin()
    Monotonic until_;                      // of looking, claiming (once it is said), unable
    std::optional<Monotonic> owed_;        // a claim, or the word that none can be had: not before
    bool is_said_ = false;                 // the claim of address_
    unsigned losses_ = 0;                  // since an address was last held in peace
    Duration pause_ = first_pause;         // when unable
    Pace pace_{std::chrono::seconds{1}, 5};  // of all that is sent here
    AddressClaimCounters counters_;
};

}  // namespace roadworthy::j1939
