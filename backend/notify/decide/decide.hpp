#pragma once
// Who hears of an alert, when, and whether for itself or in his digest.
//
//   raised, upgraded   who has it in his scope, by what he wants at once and what in the digest
//   escalation         who has the role that is called, at once
//   downgraded,        who was told the matter before, in the way in which he was told; nobody else
//   all_clear
//   case_stage         likewise; where nobody was told yet, as if it were raised
//
// Who is not on duty hears only of what he was told of before, and of what nobody on duty hears of.
//
// Only "stop now" that is raised, upgraded or escalated breaks quiet hours and the cap.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backend/customers/delivery.hpp"
#include "backend/faults/severity.hpp"
#include "backend/notify/decide/hours.hpp"
#include "backend/notify/message/alert_message.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

struct Matter {
    AlertKind kind = AlertKind::raised;
    faults::Action action = faults::Action::log;
    std::string role;                     // of an escalation
    std::optional<std::string> customer;  // who owned the truck when it happened
    std::string dealer;                   // his; empty: none
    std::string workshop;                 // the truck's home; empty: none
    bool is_for_digest = false;           // it is never told at once
};

// By which way a person was told of the same matter the last time.
enum class Way : std::uint8_t { message, digest };

// How many messages a person has already, by the days of his clock.
struct Load {
    std::uint32_t today = 0;
    std::uint32_t later = 0;  // on the day on which his quiet hours end, if that is another
};

// A person, and what is known of him and this matter.
struct Listener {
    Person person;
    Load load;
    std::optional<Way> told;
};

struct Telling {
    std::size_t listener = 0;  // in the span that was given
    Way way = Way::message;
    Time at;                   // not before; of a digest: its time
    bool is_over_cap = false;  // in the digest for that reason alone
    bool breaks_quiet = false;
    friend bool operator==(const Telling&, const Telling&) = default;
};

using customers::Untold;

struct Decision {
    std::vector<Telling> tellings;
    std::optional<Untold> untold;  // where there are no tellings
};

bool is_in_scope(const customers::RecipientScope& scope, const Matter& matter);
bool is_urgent(const Matter& matter);

Decision decide(const Matter& matter, std::span<const Listener> listeners, Time now);

}  // namespace roadworthy::notify
