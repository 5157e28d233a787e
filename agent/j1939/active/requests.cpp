#include "agent/j1939/active/requests.hpp"

#include "agent/j1939/active/outgoing.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

// Goals: know what the truck says only when it is asked, at a cost to its bus that nobody notices.
//
// Assumptions: tick() comes about each 100 ms while the bus talks; every message that the unit can
// hear is given to hear(), whoever it was for. Anybody may answer, refuse and ask, falsely and at any
// rate.
//
// Invariants: at most one request a second, and one answer waited for at a time. A group is not
// asked for while what was heard of it is younger than its interval, nor for ten seconds after
// another unit asked; at most three times without an answer an interval; never again after a
// refusal. Only an address that talks is asked. What is kept does not grow.

namespace roadworthy::j1939 {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// After the address was had: other units ask for the same when the key is turned.
constexpr Duration first_wait = seconds{30};
constexpr Duration spacing = seconds{1};
// By the standard an answer begins within 200 ms, and a sender waits up to 1250 ms for our word.
constexpr Duration answer_wait = milliseconds{1500};
constexpr Duration longest_answer = seconds{15};
constexpr Duration expected_for = seconds{10};
constexpr Duration retry = minutes{1};
constexpr std::uint8_t most_tries = 3;
constexpr Duration busy_wait = minutes{5};
constexpr Duration others_wait = seconds{10};
constexpr Duration most_pause = seconds{5};  // of an address that talks
constexpr Duration least_presence = seconds{10};

constexpr std::uint8_t first_tool = 249;  // 249 and 250: the workshop's
constexpr std::uint8_t last_tool = 250;

enum Control : std::uint8_t { not_supported = 1, access_denied = 2, busy = 3 };

std::optional<std::size_t> group_of(std::uint32_t pgn) {
    const auto found = std::ranges::find(asked_groups, Pgn{pgn}, &AskedGroup::pgn);
    return found == asked_groups.end()
               ? std::nullopt
               : std::optional{static_cast<std::size_t>(found - asked_groups.begin())};
}

}  // namespace

void Requests::hear_talk(std::uint8_t source, Monotonic now) {
    Talker& talker = talkers_[source];
    if (talker.since == Monotonic::min() || now - talker.last > most_pause) {
        talker.since = now;
    }
    talker.last = now;
}

void Requests::hear(const Message& message, Monotonic now) {
    const auto group = group_of(message.pgn);
    if (!group) {
        return;
    }
    const bool is_enough = asked_groups[*group].needed == Needed::one;
    Item& heard = item(*group, is_enough ? to_all : message.source_address);
    heard.due = now + asked_groups[*group].interval;
    heard.tries = 0;
    if (waits_for_ && waits_for_->group == *group &&
        (waits_for_->destination == to_all || waits_for_->destination == message.source_address)) {
        waits_for_.reset();
        ++counters_.answered;
    }
}

// We shall hear the answer.
void Requests::hear_request(std::uint32_t pgn, std::uint8_t destination, Monotonic now) {
    if (const auto group = group_of(pgn)) {
        const bool is_of_all = asked_groups[*group].asked == Asked::all;
        Item& asked = item(*group, is_of_all ? to_all : destination);
        asked.due = std::max(asked.due, now + others_wait);
    }
}

// It is sent to all and names in the fifth byte whom it answers; older units send it to that one.
void Requests::hear_acknowledgement(const Message& message, std::uint8_t us, Monotonic now) {
    if (message.data.size() < 8) {
        return;
    }
    const auto bytes = message.data;
    const auto group = group_of(pgn_in(bytes, 5));
    const std::uint8_t control = bytes[0];
    const bool is_for_us = message.destination == us ||
                           (message.destination == to_all && (bytes[4] == us || bytes[4] == 0xFF));
    const bool is_no = control == not_supported || control == access_denied || control == busy;
    // What an ECU does not have it has for nobody; what it denies another it may give us.
    if (!group || !is_no || (!is_for_us && control != not_supported)) {
        return;
    }
    Item& asked = item(*group, message.source_address);
    if (control == busy) {
        asked.due = std::max(asked.due, now + busy_wait);
    } else {
        asked.is_refused = true;
    }
    if (is_for_us && waits_for_ && waits_for_->group == *group &&
        waits_for_->destination == message.source_address) {
        waits_for_.reset();
        ++(control == busy ? counters_.put_off : counters_.refused);
    }
}

void Requests::tick(std::optional<std::uint8_t> us, bool is_receiving, Monotonic now,
                    Outgoing& out) {
    if (!us) {
        may_begin_.reset();
        waits_for_.reset();
        return;
    }
    if (!may_begin_) {
        may_begin_ = now + first_wait;
    }
    give_up_waiting(is_receiving, now);
    if (waits_for_ || now < next_ || now < *may_begin_) {
        return;
    }
    next_ = now + spacing;
    if (const auto question = next_question(now)) {
        ask(*question, *us, out);
    }
}

bool Requests::is_expected(std::uint8_t source, std::uint32_t pgn, Monotonic now) const {
    const auto end =
        asked_.begin() + static_cast<std::ptrdiff_t>(std::min(asked_count_, asked_.size()));
    return std::any_of(asked_.begin(), end, [&](const Question& question) {
        return asked_groups[question.group].pgn == Pgn{pgn} &&
               now - question.asked <= expected_for &&
               (question.destination == source || question.destination == to_all);
    });
}

std::optional<Requests::Question> Requests::next_question(Monotonic now) const {
    for (std::size_t group = 0; group < asked_groups.size(); ++group) {
        if (asked_groups[group].asked == Asked::all) {
            if (may_ask(group, to_all, now)) {
                return Question{.group = group, .destination = to_all, .asked = now};
            }
            continue;
        }
        for (std::size_t place = 0; place < null_address; ++place) {
            const auto address = static_cast<std::uint8_t>(place);
            if (talks(address, now) && may_ask(group, address, now)) {
                return Question{.group = group, .destination = address, .asked = now};
            }
        }
    }
    return std::nullopt;
}

// What holds for all holds for each.
bool Requests::may_ask(std::size_t group, std::uint8_t destination, Monotonic now) const {
    const Item& asked = item(group, destination);
    return !asked.is_refused && now >= asked.due && now >= item(group, to_all).due;
}

bool Requests::talks(std::uint8_t address, Monotonic now) const {
    const Talker& talker = talkers_[address];
    const bool is_tool = address >= first_tool && address <= last_tool;
    return !is_tool && talker.since != Monotonic::min() && now - talker.last <= most_pause &&
           talker.last - talker.since >= least_presence;
}

void Requests::ask(const Question& question, std::uint8_t us, Outgoing& out) {
    const AskedGroup& group = asked_groups[question.group];
    Item& asked = item(question.group, question.destination);
    if (++asked.tries < most_tries) {
        asked.due = question.asked + retry;
    } else {
        asked.due = question.asked + group.interval;
        asked.tries = 0;
    }
    waits_for_ = question;
    asked_[asked_count_++ % asked_.size()] = question;
    ++counters_.sent;
    const auto pgn = static_cast<std::uint32_t>(group.pgn);
    const std::array<std::uint8_t, 3> data{static_cast<std::uint8_t>(pgn),
                                           static_cast<std::uint8_t>(pgn >> 8),
                                           static_cast<std::uint8_t>(pgn >> 16)};
    out.send({.pgn = Pgn::request, .source = us, .destination = question.destination}, data,
             question.asked);
}

void Requests::give_up_waiting(bool is_receiving, Monotonic now) {
    if (!waits_for_) {
        return;
    }
    const Duration waited = now - waits_for_->asked;
    if (waited > longest_answer || (waited > answer_wait && !is_receiving)) {
        waits_for_.reset();
        ++counters_.unanswered;
    }
}

Requests::Item& Requests::item(std::size_t group, std::uint8_t destination) {
    return items_[group][destination];
}
const Requests::Item& Requests::item(std::size_t group, std::uint8_t destination) const {
    return items_[group][destination];
}

}  // namespace roadworthy::j1939
