#pragma once
// What is wrong with a truck at present: causes that have set in, the codes that they show on the
// bus, and how they end.
//
// Invariants: a code becomes active or is cleared only while the key is on, but for what a workshop
// clears during a visit; changes of a day are in order of time; occurrences count up to 126.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/simulator/model/causes.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/model/random.hpp"

namespace roadworthy::sim {

struct Onset {
    const Cause* cause = nullptr;
    Time at;
    std::optional<Time> heals;  // forced; else by the cause's own habit
};

// Chance of the day: at most one new cause, at a moment within one of the trips.
std::optional<Onset> chance_onset(std::span<const Trip> trips, std::int64_t frailty_percent,
                                  Random& random);

class Ailments {
public:
    void begin(const Onset& onset, Random& random);

    // Is there a cause for which the owner has waited long enough?
    bool is_waiting_for_workshop(Time now) const;
    // What the workshop takes up then: that, and what lights a lamp. The rest is seen by nobody.
    struct Repairs {
        std::vector<std::string_view> causes;
        int hours = 0;
    };
    Repairs repairs(Time now) const;
    std::vector<CodeChange> mend(const Repairs& repairs, Time at);

    // The changes while the trip's key is on.
    std::vector<CodeChange> during(const Trip& trip, Random& random);

    // What has set in and ended since this was asked last.
    std::vector<TroubleChange> take_news() { return std::exchange(news_, {}); }

private:
    struct Code {
        CodeSpec spec;
        bool has_begun = false;
        bool is_active = false;
        std::uint8_t occurrences = 0;
    };
    struct Ailment {
        const Cause* cause = nullptr;
        Time onset;
        std::optional<Time> heals;
        std::optional<Time> to_workshop;
        std::vector<Code> codes;

        bool is_waiting(Time now) const { return to_workshop && *to_workshop <= now; }
        bool lights_a_lamp() const;
    };
    static CodeChange change(const Ailment& ailment, Code& code, Time at);
    struct Window {
        Time from;
        Time to;
    };
    static void show(Ailment& ailment, Code& code, Window window, Random& random,
                     std::vector<CodeChange>& changes);
    std::vector<Ailment> ailments_;
    std::vector<TroubleChange> news_;
};

}  // namespace roadworthy::sim
