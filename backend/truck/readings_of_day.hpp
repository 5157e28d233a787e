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
#include <optional>
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

// A person's word about an instrument: from then on it shows `shown` where life to date is `life`
// (none: as far as life had come). So an epoch is confirmed before four readings have done it,
// corrected, or begun on an earlier day than the readings tell. The last word about a source and a
// moment holds; one that is taken back leaves none.
struct Level {
    Time at;
    std::optional<MeterSource> source;  // none: the one that is followed then
    std::int64_t shown = 0;             // m, s, ml
    std::optional<std::int64_t> life;
    bool is_withdrawn = false;
    friend bool operator==(const Level&, const Level&) = default;
};

bool leads_to(MeterKind kind, const DatedReading& one, const DatedReading& other);

// Where a source talks nonsense all day, what lies in the middle goes.
constexpr std::size_t most_readings_of_day = 64;

struct ReadingsOfDay {
    Day day;                             // UTC
    std::vector<DatedReading> readings;  // by time, rank, source, value
    std::vector<Level> levels;           // by time, source
    friend bool operator==(const ReadingsOfDay&, const ReadingsOfDay&) = default;

    // False: it says nothing that was not known.
    bool add(MeterKind kind, const DatedReading& reading);
    bool add(const Level& level);
};

}  // namespace roadworthy::truck
