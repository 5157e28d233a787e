#pragma once
// Asks the truck's ECUs for what they do not broadcast (PGN 59904), seldom and one thing at a time.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "agent/j1939/active/outgoing.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "common/time.hpp"

namespace roadworthy::j1939 {

// all: one request to everybody, for what fits into one frame. A long answer to all would be a
// broadcast of every ECU at once, of seconds; so each is asked for its own, and can say no.
enum class Asked : std::uint8_t { all, each };
// one: an answer from anybody will do.
enum class Needed : std::uint8_t { one, each };

struct AskedGroup {
    Pgn pgn{};
    Asked asked = Asked::all;
    Needed needed = Needed::one;
    std::chrono::hours interval{1};  // an answer, or a broadcast, is good for so long
};

// The first comes first.
inline constexpr std::array asked_groups{
    AskedGroup{Pgn::vehicle_id, Asked::each, Needed::one, std::chrono::hours{24}},
    AskedGroup{Pgn::engine_hours},
    AskedGroup{Pgn::fuel_consumption},
    AskedGroup{Pgn::service},
    AskedGroup{Pgn::component_id, Asked::each, Needed::each, std::chrono::hours{24}},
    AskedGroup{Pgn::software_id, Asked::each, Needed::each, std::chrono::hours{24}},
    AskedGroup{Pgn::dm2, Asked::each, Needed::each, std::chrono::hours{24}},
};

struct RequestCounters {
    std::uint64_t sent = 0;
    std::uint64_t answered = 0;
    std::uint64_t unanswered = 0;
    std::uint64_t refused = 0;  // not supported, or denied: not asked again
    std::uint64_t put_off = 0;  // busy: asked again later
    friend bool operator==(const RequestCounters&, const RequestCounters&) = default;
};

class Requests {
public:
    // An address talks.
    void hear_talk(std::uint8_t source, Monotonic now);
    // A whole message of any group, from anybody to anybody.
    void hear(const Message& message, Monotonic now);
    // Another unit's request, of any group.
    void hear_request(std::uint32_t pgn, std::uint8_t destination, Monotonic now);
    // A positive or negative acknowledgement (PGN 59392); `us`: our address.
    void hear_acknowledgement(const Message& message, std::uint8_t us, Monotonic now);

    // `us`: the address from which we may talk now, if there is one. `is_receiving`: a long answer
    // is under way.
    void tick(std::optional<std::uint8_t> us, bool is_receiving, Monotonic now, Outgoing& out);

    // We asked this address, or all, for this group not long ago.
    bool is_expected(std::uint8_t source, std::uint32_t pgn, Monotonic now) const;

    const RequestCounters& counters() const { return counters_; }

private:
    // What one address, or `to_all`, may be asked of one group.
    struct Item {
        Monotonic due = Monotonic::min();
        std::uint8_t tries = 0;  // without an answer
        bool is_refused = false;
    };
    struct Question {
        std::size_t group = 0;  // index in asked_groups
        std::uint8_t destination = to_all;
        Monotonic asked;
    };
    struct Talker {
        Monotonic since = Monotonic::min();
        Monotonic last = Monotonic::min();
    };

    std::optional<Question> next_question(Monotonic now) const;
    bool may_ask(std::size_t group, std::uint8_t destination, Monotonic now) const;
    bool talks(std::uint8_t address, Monotonic now) const;
    void ask(const Question& question, std::uint8_t us, Outgoing& out);
    void give_up_waiting(bool is_receiving, Monotonic now);
    Item& item(std::size_t group, std::uint8_t destination);
    const Item& item(std::size_t group, std::uint8_t destination) const;

    static constexpr std::size_t addresses = 256;

    std::array<std::array<Item, addresses>, asked_groups.size()> items_{};
    std::array<Talker, addresses> talkers_{};
    std::array<Question, 10> asked_{};  // the last ones, of ten seconds at least
    std::size_t asked_count_ = 0;
    std::optional<Question> waits_for_;
    std::optional<Monotonic> may_begin_;  // some time after the address was had
    Monotonic next_;                      // request, by the pace
    RequestCounters counters_;
};

}  // namespace roadworthy::j1939
