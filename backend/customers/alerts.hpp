#pragma once
// What is to be told of a truck's faults: from what has been told of a matter, and how its episode
// stands now, the rows that are to be told next.
//
// Goals: one alert a matter, however its codes flap; who was told is told when it grows worse, less or
// goes; what changes before anybody was told changes the row, not the number of messages.
// Assumptions: `take` is called with an episode each time that it changed, in the order in which the
// truck's inputs were folded. Invariants: at most one row `raised` of a matter that is not withdrawn;
// taken twice, an episode changes nothing; nothing comes of silence: an unknown episode raises,
// upgrades and clears nothing, an evicted one is never all clear.
//
// A matter is a root episode with all that is folded under it. What folds under another one before it
// was told is withdrawn; after that it ends in its parent. One that is free again goes on where it was.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/faults/episodes.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/registry.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::customers {

// The numbers of all of these are stored.
enum class AlertKind : std::uint8_t {
    raised = 0,
    upgraded = 1,
    downgraded = 2,
    all_clear = 3,
    case_stage = 4,
    escalation = 5,
};
enum class AlertState : std::uint8_t { waiting = 0, told = 1, withdrawn = 2 };
// Why nobody was told.
enum class Withdrawal : std::uint8_t {
    none = 0,
    folded = 1,          // under `folded_under`
    overtaken = 2,       // it was as before, or otherwise again, before anybody was told
    cleared_folded = 3,  // gone with the cause under which it had been folded
    not_news = 4,        // it stood before there were alerts, or was judged otherwise by a rebuild
};
enum class AlertActive : std::uint8_t { yes = 0, no = 1, unknown = 2 };  // when it was written

struct Alert {
    std::int64_t id = 0;  // of the row; 0: not stored yet
    std::string matter;   // F12: episode 12; or the id of a case
    int n = 1;            // within the matter, from 1
    AlertKind kind = AlertKind::raised;
    faults::Action action = faults::Action::log;
    std::optional<faults::Action> action_before;  // upgraded, downgraded, all clear
    bool is_digest = false;                       // for the digest alone
    Time happened;                                // on the truck
    Time heard;                                   // received, by us
    Time written;
    Time not_before;  // nobody is told before; until then the row may change
    AlertState state = AlertState::waiting;
    Withdrawal withdrawn = Withdrawal::none;
    std::uint64_t folded_under = 0;  // the episode in which the matter goes on; 0: in itself
    AlertActive active = AlertActive::unknown;
    std::optional<FaultKey> fault;     // none: of a case that is no fault's
    std::vector<std::string> reasons;  // faults::Rule::key
    std::uint32_t rule_set = 0;
    std::optional<Time> comeback_of;    // a repair
    std::optional<std::uint8_t> stage;  // cases::Stage, of a case_stage
    int level = 0;                      // of an escalation, and who is to hear of it
    std::string role;
    std::optional<CustomerId> customer;  // whose the truck was when it happened
    friend bool operator==(const Alert&, const Alert&) = default;
};

struct AlertRules {
    // How long a change waits, so that a cascade folds under its cause first. A stop does not wait.
    Duration settle = std::chrono::seconds{60};
    // From one change of a matter to the next, but for one that goes up to a stop.
    Duration between = std::chrono::minutes{10};
    // How long it must be gone for an all clear: until then it may come back as the same episode.
    Duration gone = faults::hold_time;
    // After a stop somebody waits beside the truck: so the first all clear after one comes earlier. If
    // it comes back, that is told, and the next all clear of the matter waits as long as others.
    Duration gone_after_stop = faults::flap_time;
};

std::string matter_of(std::uint64_t episode);

// What an episode changed with.
struct Hearing {
    Time received;
    Time written;
    Time on_truck;  // the time of the event
    const std::vector<truck::Ownership>& ownerships;
    const AlertRules& rules;
};

// `rows`: all of the episode's matter, in the order of n; they are changed, and new ones added.
void take(std::vector<Alert>& rows, const faults::Episode& episode, const Hearing& hearing);
// The same where it is no news: what `take` would add is known, but told to nobody.
void take_silently(std::vector<Alert>& rows, const faults::Episode& episode,
                   const Hearing& hearing);

}  // namespace roadworthy::customers
