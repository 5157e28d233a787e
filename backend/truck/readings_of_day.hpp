#pragma once
// What is kept of a day's readings of one kind of meter, so that the meter can be folded again when
// something late arrives.
//
// One reading leads to another if a truck could have driven (run, burnt) from the one to the other.
// Of each source those readings are kept to which none leads, and those which lead to none: of an
// undisturbed day the first and the last; of a day with a typing error or a replaced instrument
// also what stands out, and the last before it and the first after it as far as they do.
// "Leads to" is a partial order, so the summary of a union is the summary of the summaries: what is
// kept hangs neither on the order of arrival nor on repetitions.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::truck {

// What a person read off the instrument: not a source on the bus, ranked behind them.
inline constexpr MeterSource by_hand{.spn = 0, .source_address = 254};

// Which source to follow, the smaller the better: high resolution first, what a person types last.
int rank(MeterSource source);

struct DatedReading {
    Time at;
    MeterSource source;
    std::int64_t value = 0;  // m, s, ml
    friend bool operator==(const DatedReading&, const DatedReading&) = default;
};

bool leads_to(MeterKind kind, const DatedReading& one, const DatedReading& other);

// Where a source talks nonsense all day, what lies in the middle goes.
constexpr std::size_t most_readings_of_day = 64;

struct ReadingsOfDay {
    Day day;                             // UTC
    std::vector<DatedReading> readings;  // by time, rank, source, value
    friend bool operator==(const ReadingsOfDay&, const ReadingsOfDay&) = default;

    // False: it says nothing that was not known.
    bool add(MeterKind kind, const DatedReading& reading);
};

}  // namespace roadworthy::truck
