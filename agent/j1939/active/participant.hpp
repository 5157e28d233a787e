#pragma once
// The unit as one who takes part in the truck's bus, not only listens: has an address, asks for what
// is not broadcast, and receives long answers. Where the unit is to listen only, no such object is.

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "agent/can/frame.hpp"
#include "agent/j1939/active/address_claim.hpp"
#include "agent/j1939/active/connections.hpp"
#include "agent/j1939/active/outgoing.hpp"
#include "agent/j1939/active/requests.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "common/time.hpp"

namespace roadworthy::j1939 {

struct ParticipantSettings {
    std::uint8_t bus = 0;  // the one on which it talks
    AddressClaimSettings claim;
};

// What it has to hear beside the groups that are wanted anyway.
inline constexpr std::array participant_groups{Pgn::acknowledgement, Pgn::request,
                                               Pgn::address_claim};

extern const WantedBits participant_bits;  // of participant_groups and wanted_groups

struct ParticipantCounters {
    AddressClaimCounters claims;
    RequestCounters requests;
    ConnectionCounters connections;
    std::uint64_t not_sent = 0;  // frames that the bus did not take
};

class Participant {
public:
    static constexpr Duration most_silence = std::chrono::seconds{5};

    explicit Participant(const ParticipantSettings& settings)
        : bus_(settings.bus), claim_(settings.claim), out_(settings.bus) {}

    // Every 29-bit frame of participant_groups and of the wanted groups, of any bus, in their order;
    // and each message of the wanted groups that they make up, after the frame that completes it.
    void hear(const can::Frame& frame, Monotonic now);
    void hear(const Message& message, Monotonic now);
    // About each 100 ms while the bus talks.
    void tick(Monotonic now);

    // To be sent at once: a sender waits 200 ms for a word.
    std::vector<can::Frame> take() { return out_.take(); }
    // The bus did not take a frame: whatever it was, begin anew.
    void fail();

    ParticipantCounters counters() const;

private:
    void hear_network(const can::Frame& frame, Monotonic now);
    void hear_ours(const can::Frame& frame, Monotonic now);
    void note_address();
    void fall_asleep();

    std::uint8_t bus_;
    std::optional<std::uint8_t> us_;  // our address
    AddressClaim claim_;
    Requests requests_;
    Connections connections_;
    Outgoing out_;
    bool is_awake_ = false;  // the bus: it talks
    Monotonic heard_;        // on it
    std::uint64_t not_sent_ = 0;
};

}  // namespace roadworthy::j1939
