#include "backend/exchange/uptime/correcting.hpp"

#include <array>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "backend/store/inputs/fact.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/inputs/known_facts.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/uptime/said.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

using Why = CorrectionRefusal::Why;

tl::unexpected<CorrectionRefusal> refused(Why why, std::string message) {
    return tl::unexpected(CorrectionRefusal{why, std::move(message)});
}

bool is_known(sql::Connection& connection, const TruckId& truck) {
    return views::truck(connection, store::Scope::everything(), truck).has_value();
}

TakenCorrection append(sql::Connection& connection, store::Fact fact, Time now) {
    const std::array<store::Fact, 1> facts{std::move(fact)};
    return {.last = store::append(connection, facts, now)};
}

}  // namespace

Correcting enter(sql::Connection& connection, uptime::Correction it, Time now) {
    // The journal keeps milliseconds.
    it.entered = time_of_milliseconds(milliseconds_of(now));
    if (const auto before = store::known_correction(connection, it.truck, it.id)) {
        it.entered = before->entered;
        if (*before == it) {
            return TakenCorrection{.last = store::last_position(connection), .is_new = false};
        }
        return refused(Why::other_words,
                       "expected a correction's id that is free, got \"" + it.id + '"');
    }
    if (!is_known(connection, it.truck)) {
        return refused(Why::no_truck, "no truck " + it.truck.text() + " is known");
    }
    if (const auto good = uptime::check(it); !good) {
        return refused(Why::wrong, good.error().message);
    }
    if (it.to > now) {
        return refused(Why::wrong, "to: expected a time that has been, got " + iso(it.to));
    }
    return append(connection, std::move(it), now);
}

Correcting withdraw(sql::Connection& connection, uptime::CorrectionWithdrawn it, Time now) {
    if (!is_known(connection, it.truck)) {
        return refused(Why::no_truck, "no truck " + it.truck.text() + " is known");
    }
    if (!store::known_correction(connection, it.truck, it.id)) {
        return refused(Why::no_correction,
                       "no correction " + it.id + " of truck " + it.truck.text() + " is known");
    }
    if (it.by.empty() || it.reason.empty()) {
        return refused(Why::wrong, "by, reason: expected who withdraws it and why");
    }
    if (it.by.size() > 200 || it.reason.size() > 1'000) {
        return refused(Why::wrong, "by, reason: expected at most 200 and 1000 bytes");
    }
    it.entered = time_of_milliseconds(milliseconds_of(now));
    return append(connection, std::move(it), now);
}

}  // namespace roadworthy::exchange
