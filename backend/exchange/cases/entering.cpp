#include "backend/exchange/cases/entering.hpp"

#include <array>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "backend/cases/case.hpp"
#include "backend/cases/check.hpp"
#include "backend/cases/entries.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/inputs/known_facts.hpp"
#include "backend/store/views/cases/case_list.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

using Why = EntryRefusal::Why;

tl::unexpected<EntryRefusal> refused(Why why, std::string message) {
    return tl::unexpected(EntryRefusal{why, std::move(message)});
}

// The journal keeps milliseconds, and what is entered is compared with what is read from it.
cases::CaseEntry as_kept(cases::CaseEntry entry) {
    entry.at = time_of_milliseconds(milliseconds_of(entry.at));
    return entry;
}

}  // namespace

std::optional<cases::CaseEntry> entered_before(sql::Connection& connection, const TruckId& truck,
                                               const cases::EntryId& id) {
    return store::known_case_entry(connection, truck, id);
}

tl::expected<TakenEntry, EntryRefusal> enter(sql::Connection& connection,
                                             const cases::TruckEntry& entered, Time now) {
    const cases::TruckEntry kept{.truck = entered.truck, .entry = as_kept(entered.entry)};
    if (const auto before = entered_before(connection, kept.truck, kept.entry.id)) {
        if (*before == kept.entry) {
            return TakenEntry{.last = store::last_position(connection), .is_new = false};
        }
        return refused(Why::other_words,
                       "expected an entry's id that is free, got \"" + kept.entry.id.text() + '"');
    }
    const auto book = views::case_book(connection, kept.truck);
    if (!book) {
        return refused(Why::no_truck, "no truck " + kept.truck.text() + " is known");
    }
    if (const auto good = cases::check(*book, kept.entry, now); !good) {
        return refused(Why::wrong, good.error().message);
    }
    const std::array<store::Fact, 1> fact{kept};
    return TakenEntry{.last = store::append(connection, fact, now)};
}

}  // namespace roadworthy::exchange
