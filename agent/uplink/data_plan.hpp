#pragma once
// What the month's bytes leave for meters. Pure: bytes and days come in, a pace comes out.
//
// Goals: a unit stays within its plan by telling the meters in fewer, larger messages; a fault never
//   waits for it.
// Assumptions: count() is told a day only where it is known (a synchronised clock, or the
//   backend's word): a clock at 1970 neither ends a month nor begins one.
// Invariants: more bytes never make the meters faster within a day; a new month forgets the old.

#include <cstdint>
#include <optional>

#include "common/time.hpp"

namespace roadworthy::uplink {

struct Usage {
    std::optional<Day> day;  // the last known one
    std::uint64_t day_bytes = 0;
    std::uint64_t month_bytes = 0;
    friend bool operator==(const Usage&, const Usage&) = default;
};

class DataPlan {
public:
    // Both directions, headers included. `monthly_bytes` zero: no limit, bytes are only counted.
    DataPlan(std::uint64_t monthly_bytes, const Usage& kept)
        : monthly_bytes_(monthly_bytes), usage_(kept) {}

    void count(std::uint64_t bytes, std::optional<Day> today);

    // So many times as long meters wait, and for so many times as many others: 1 while the day is
    // below half of its share of what the month has left, up to a message a day.
    unsigned meters_slower() const;
    const Usage& usage() const { return usage_; }

private:
    std::uint64_t share_of_today() const;

    std::uint64_t monthly_bytes_;
    Usage usage_;
};

}  // namespace roadworthy::uplink
