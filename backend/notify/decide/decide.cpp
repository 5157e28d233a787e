#include "backend/notify/decide/decide.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "backend/customers/recipient.hpp"
#include "backend/faults/severity.hpp"
#include "backend/notify/decide/hours.hpp"
#include "backend/notify/message/alert_message.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {
namespace {

using customers::Hears;
using customers::Recipient;

bool has_role(const Recipient& recipient, const std::string& role) {
    return std::ranges::find(recipient.roles, role) != recipient.roles.end();
}

std::optional<Way> by_action(const Recipient& recipient, faults::Action action) {
    if (action >= recipient.at_once) {
        return Way::message;
    }
    return recipient.digest_from && action >= *recipient.digest_from ? std::optional{Way::digest}
                                                                     : std::nullopt;
}

std::optional<Way> wanted(const Matter& matter, const Listener& listener, bool is_anybody_told) {
    const Recipient& recipient = listener.person.recipient;
    switch (matter.kind) {
        case AlertKind::raised:
        case AlertKind::upgraded:
            break;
        case AlertKind::downgraded:
        case AlertKind::all_clear:
            return listener.told;
        case AlertKind::case_stage:
            if (is_anybody_told) {
                return listener.told;
            }
            break;
        case AlertKind::escalation:
            return has_role(recipient, matter.role) ? std::optional{Way::message} : std::nullopt;
    }
    return by_action(recipient, matter.action);
}

Telling in_digest(std::size_t index, const Person& person, Time now) {
    return {.listener = index, .way = Way::digest, .at = next_digest(person, now)};
}

Telling telling(const Matter& matter, const Listener& listener, std::size_t index, Time now) {
    const Time waited = not_quiet(listener.person, now);
    if (is_urgent(matter)) {
        return {.listener = index, .at = now, .breaks_quiet = waited > now};
    }
    const bool is_today = waited < local_day(listener.person.zone, now).until;
    const std::uint32_t load = is_today ? listener.load.today : listener.load.later;
    if (load >= listener.person.recipient.most_a_day) {
        Telling put_off = in_digest(index, listener.person, now);
        put_off.is_over_cap = true;
        return put_off;
    }
    return {.listener = index, .at = waited};
}

Untold why_nobody(const Matter& matter, bool is_anybody_in_scope) {
    if (matter.kind == AlertKind::downgraded || matter.kind == AlertKind::all_clear) {
        return Untold::nobody_was_told;
    }
    // Nobody of the role that must answer is nobody to tell.
    return is_anybody_in_scope && matter.kind != AlertKind::escalation ? Untold::nobody_wants_it
                                                                       : Untold::nobody_in_scope;
}

}  // namespace

bool is_in_scope(const customers::RecipientScope& scope, const Matter& matter) {
    switch (scope.hears) {
        case Hears::everything:
            return true;
        case Hears::dealer:
            return !matter.dealer.empty() && scope.subject == matter.dealer;
        case Hears::workshop:
            return !matter.workshop.empty() && scope.subject == matter.workshop;
        case Hears::customer:
            break;
    }
    return matter.customer && scope.subject == *matter.customer;
}

bool is_urgent(const Matter& matter) {
    const bool is_call = matter.kind == AlertKind::raised || matter.kind == AlertKind::upgraded ||
                         matter.kind == AlertKind::escalation;
    return is_call && matter.action == faults::Action::stop_now;
}

Decision decide(const Matter& matter, std::span<const Listener> listeners, Time now) {
    const bool is_anybody_told = std::ranges::any_of(
        listeners, [](const Listener& listener) { return listener.told.has_value(); });
    Decision decision;
    std::vector<Telling> off_duty;
    bool is_anybody_in_scope = false;
    for (std::size_t index = 0; index < listeners.size(); ++index) {
        const Listener& listener = listeners[index];
        if (!is_in_scope(listener.person.recipient.scope, matter)) {
            continue;
        }
        is_anybody_in_scope = true;
        if (const auto way = wanted(matter, listener, is_anybody_told)) {
            auto& among =
                listener.told || is_on_duty(listener.person, now) ? decision.tellings : off_duty;
            among.push_back(*way == Way::digest || matter.is_for_digest
                                ? in_digest(index, listener.person, now)
                                : telling(matter, listener, index, now));
        }
    }
    if (decision.tellings.empty()) {
        decision.tellings = std::move(off_duty);
    }
    if (decision.tellings.empty()) {
        decision.untold = why_nobody(matter, is_anybody_in_scope);
    }
    return decision;
}

}  // namespace roadworthy::notify
