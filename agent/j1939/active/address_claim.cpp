#include "agent/j1939/active/address_claim.hpp"

#include "agent/j1939/active/name.hpp"
#include "agent/j1939/active/outgoing.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

// Goals: one address that is nobody else's. A guest on the truck's bus pushes no ECU from its
// address, and does not add to a fight about one.
//
// Assumptions: tick() comes about each 100 ms while the bus talks. What is sent here is on the bus
// within 100 ms, and is not heard back. Anybody may claim anything, at any rate.
//
// Invariants: an address that another was heard to claim or to talk from since begin() is not
// claimed, whatever the NAMEs say. address() is given only after 250 ms in which nobody with a
// lower NAME claimed it. Whatever is heard, no more goes out than pace_ allows.

namespace roadworthy::j1939 {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Answers to the request for claims come within 250 ms; who never claims is heard by what it sends,
// most of it at least once a second.
constexpr Duration look_time = seconds{2};
// 250 ms by the standard, and what a claim may wait here until it is sent.
constexpr Duration claim_wait = milliseconds{400};
constexpr unsigned most_losses = 6;
constexpr Duration longest_pause = std::chrono::minutes{10};
constexpr Duration peace = std::chrono::minutes{1};

// Where to look for an address that is free: from 208 on, which SAE has given to nobody, then the
// rest of the range for units that choose (J1939-81: 128 to 247).
constexpr std::uint8_t first_choice = 208;
constexpr std::uint8_t first_of_range = 128;
constexpr std::uint8_t end_of_range = 248;

constexpr std::array<std::uint8_t, 3> claims_wanted{0x00, 0xEE, 0x00};  // 60928

}  // namespace

void AddressClaim::begin(Monotonic now, Outgoing& out) {
    losses_ = 0;
    pause_ = first_pause;
    look(now, out);
}

void AddressClaim::look(Monotonic now, Outgoing& out) {
    taken_.reset();
    owed_.reset();
    state_ = State::looking;
    until_ = now + look_time;
    if (pace_.allows(now)) {
        out.send({.pgn = Pgn::request, .source = null_address}, claims_wanted, now);
    }
}

void AddressClaim::claim_next(Monotonic now, Outgoing& out) {
    const auto free = free_address();
    if (!free) {
        return give_up(now);
    }
    address_ = *free;
    state_ = State::claiming;
    is_said_ = false;
    owed_ = now;
    say_if_owed(now, out);
}

// The one that was held before comes first (J1939-81 4.4.1).
std::optional<std::uint8_t> AddressClaim::free_address() const {
    const auto is_free = [this](std::uint8_t address) { return !taken_.test(address); };
    for (const std::uint8_t address : {address_, settings_.preferred}) {
        if (address < null_address && is_free(address)) {
            return address;
        }
    }
    std::uint8_t address = first_choice;
    do {
        if (is_free(address)) {
            return address;
        }
        ++address;
        address = address == end_of_range ? first_of_range : address;
    } while (address != first_choice);
    return std::nullopt;
}

void AddressClaim::hear_claim(std::uint8_t source, Name name, Monotonic now, Outgoing& out) {
    if (name == settings_.name) {
        return;  // an echo of ours
    }
    if (!is_holding() || source != address_) {
        taken_.set(source);
    } else if (name < settings_.name) {
        lose(now, out);
    } else {
        owe(now);
        say_if_owed(now, out);
    }
}

void AddressClaim::hear_request(std::uint8_t destination, Monotonic now, Outgoing& out) {
    const bool is_for_us = destination == to_all || (is_holding() && destination == address_);
    if (!is_for_us) {
        return;
    }
    if (is_holding()) {
        owe(now);
        say_if_owed(now, out);
    } else if (state_ == State::unable) {
        owe(now + some_delay());
    }
}

// J1939-81 lets us claim once more. We go: two that send under one identifier break each other's
// frames, and the other may be an ECU that the truck needs.
void AddressClaim::hear_talk(std::uint8_t source, Monotonic now, Outgoing& out) {
    if (is_holding() && source == address_) {
        lose(now, out);
    } else {
        taken_.set(source);
    }
}

void AddressClaim::tick(Monotonic now, Outgoing& out) {
    if (state_ == State::resting) {
        return;
    }
    say_if_owed(now, out);
    if (state_ == State::claimed && now - until_ >= peace) {
        losses_ = 0;
        pause_ = first_pause;
    }
    if (now < until_) {
        return;
    }
    if (state_ == State::looking) {
        claim_next(now, out);
    } else if (state_ == State::claiming && is_said_) {
        state_ = State::claimed;
    } else if (state_ == State::unable) {
        look(now, out);
    }
}

std::optional<std::uint8_t> AddressClaim::address() const {
    return state_ == State::claimed ? std::optional{address_} : std::nullopt;
}

void AddressClaim::lose(Monotonic now, Outgoing& out) {
    ++counters_.lost;
    taken_.set(address_);
    if (++losses_ > most_losses) {
        give_up(now);
    } else {
        claim_next(now, out);
    }
}

// Who chases us through the addresses shall find nobody, for longer and longer.
void AddressClaim::give_up(Monotonic now) {
    ++counters_.unable;
    state_ = State::unable;
    until_ = now + pause_;
    pause_ = std::min(2 * pause_, longest_pause);
    owed_.reset();
    owe(now + some_delay());
}

void AddressClaim::owe(Monotonic when) {
    owed_ = owed_.value_or(when);
}

void AddressClaim::say_if_owed(Monotonic now, Outgoing& out) {
    if (!owed_ || now < *owed_ || !pace_.allows(now)) {
        return;
    }
    owed_.reset();
    ++counters_.sent;
    const std::uint8_t source = is_holding() ? address_ : null_address;
    out.send({.pgn = Pgn::address_claim, .source = source}, bytes_of(settings_.name), now);
    if (is_holding() && !is_said_) {
        is_said_ = true;
        until_ = now + claim_wait;
    }
}

// 0 to 153 ms, so that units which lost together do not answer together (J1939-81 4.4.3.3).
Duration AddressClaim::some_delay() const {
    const std::uint64_t mixed = (settings_.name + counters_.sent) * 0x9E37'79B9'7F4A'7C15U;
    return std::chrono::microseconds{600} * static_cast<std::int64_t>(mixed >> 56);
}

}  // namespace roadworthy::j1939
