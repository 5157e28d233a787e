#pragma once
// One entry about a case, from whoever says it into the journal: by the command line, by HTTP, by a
// customer's link.

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "backend/cases/entries.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

struct EntryRefusal {
    enum class Why : std::uint8_t { no_truck, other_words, wrong };
    Why why = Why::wrong;  // other_words: the same id has been used to say something else
    std::string message;
};

struct TakenEntry {
    store::Position last = 0;  // when the journal is folded up to it, the entry is
    bool is_new = true;        // else it had been taken before, word for word
};

// Checked against the case as it is folded now; in the journal when this returns. Entered again, it
// changes nothing.
tl::expected<TakenEntry, EntryRefusal> enter(sql::Connection& connection,
                                             const cases::TruckEntry& entered, Time now);

// What was entered under that id before, folded or not.
std::optional<cases::CaseEntry> entered_before(sql::Connection& connection, const TruckId& truck,
                                               const cases::EntryId& id);

}  // namespace roadworthy::exchange
