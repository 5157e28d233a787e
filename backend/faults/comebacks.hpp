#pragma once
// Repairs, and the faults that they ended, or did not: one that comes back soon after a repair of it
// is a comeback.
//
// Links are a function of the sets of repairs and episodes: a repair may be entered months late.
// What is remembered of closed episodes: all of the last 180 days, so that a repair that is entered
// late finds what one on time found. The bounds are for a truck that is mad: a plug with 97 codes that
// comes and goes twenty times is within them.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::faults {

// Which faults a repair was for; what is absent stands for any.
struct FaultPattern {
    std::optional<std::uint8_t> source_address;
    std::uint32_t spn = 0;
    std::optional<std::uint8_t> fmi;
    friend auto operator<=>(const FaultPattern&, const FaultPattern&) = default;
};
bool matches(const FaultPattern& pattern, const FaultKey& key);

// What people say: this was repaired then.
struct Repair {
    TruckId truck;
    std::string id;  // the order's number: one that is entered again replaces the one before
    Time at;         // when it was done
    std::vector<FaultPattern> faults;
    std::optional<std::int64_t> odometer_m;
    std::string by;
    std::string words;
    bool is_void = false;  // for good
    friend bool operator==(const Repair&, const Repair&) = default;
};

struct Links {
    std::optional<Time> repaired;     // by a repair of this fault while it was there, or just after
    std::optional<Time> comeback_of;  // of that repair, before it came
    friend bool operator==(const Links&, const Links&) = default;
};

struct PastEpisode {
    std::uint64_t number = 0;
    FaultKey key;
    Time opened;
    Time closed;
    std::optional<std::int64_t> odometer_m;
    Links links;
    friend bool operator==(const PastEpisode&, const PastEpisode&) = default;
};
struct LinkedEpisode {
    std::uint64_t number = 0;
    Links links;
    friend bool operator==(const LinkedEpisode&, const LinkedEpisode&) = default;
};

constexpr std::size_t most_past = 2'048;
constexpr std::chrono::days past_kept{180};
constexpr std::size_t most_repairs = 128;         // the newest, by their own time
constexpr std::chrono::days recorded_within{7};   // of the evidence that it is gone
constexpr std::chrono::days comeback_within{90};  // of the repair
constexpr std::int64_t comeback_within_m = 15'000'000;

// Keeps the repairs in the order of `at` and id.
void enter(std::vector<Repair>& repairs, const Repair& repair);

// `closed`: absent while it is there.
struct Lifetime {
    FaultKey key;
    Time opened;
    std::optional<Time> closed;
    std::optional<std::int64_t> odometer_m;
};
Links links_of(const Lifetime& life, const std::vector<Repair>& repairs);

// Forgets what is too old, or one too many.
void remember(std::vector<PastEpisode>& past, const PastEpisode& episode);
// With the one that opens now.
std::uint32_t nth_within(const std::vector<PastEpisode>& past, const FaultKey& key, Time opened,
                         Duration recently);

}  // namespace roadworthy::faults
