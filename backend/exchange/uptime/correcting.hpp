#pragma once
// A correction of a truck's uptime, and its withdrawal, from whoever says it into the journal.

#include <cstdint>
#include <string>
#include <tl/expected.hpp>

#include "backend/store/inputs/journal_rows.hpp"
#include "backend/uptime/said.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

struct CorrectionRefusal {
    enum class Why : std::uint8_t { no_truck, no_correction, other_words, wrong };
    Why why = Why::wrong;  // other_words: the same id has been used to say something else
    std::string message;
};
struct TakenCorrection {
    store::Position last = 0;  // when the journal is folded up to it, the correction is
    bool is_new = true;        // else it had been taken before
};
using Correcting = tl::expected<TakenCorrection, CorrectionRefusal>;

// In the journal when this returns. Entered again, it changes nothing. Nobody says what will be.
Correcting enter(sql::Connection& connection, uptime::Correction correction, Time now);
Correcting withdraw(sql::Connection& connection, uptime::CorrectionWithdrawn withdrawn, Time now);

}  // namespace roadworthy::exchange
