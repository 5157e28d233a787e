#pragma once
// Fault transitions of a truck, from the DM1s of its addresses.

#include "agent/j1939/pace.hpp"
#include "agent/truck/events.hpp"
#include "agent/truck/memory.hpp"
#include "agent/truck/moments.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace roadworthy::onboard {

struct FaultSettings {
    std::chrono::seconds hold{20};             // without the code, before it has cleared
    std::chrono::seconds between_changes{60};  // of one code
};

struct Dm1 {
    std::uint8_t source_address = 0;
    Lamps lamps;
    std::span<const Dtc> dtcs;  // as sent: a code may stand in it twice
    Monotonic time;
};

// What else was true at the moment of a transition.
struct Surroundings {
    std::optional<std::int64_t> odometer_m;
    std::optional<std::int64_t> speed_mm_per_s;
    std::optional<Position> position;
};

// Goals: say once that a code appeared, what became of it, and that it cleared, on evidence alone.
// Assumptions: a DM1 holds the whole active set of its address. Large ones come only each 2.5 to
//   4.5 s. One DM1 may be heard on two buses. Time does not step back.
// Invariants: appeared and cleared alternate for each code, and their moments do not step back:
//   that of a cleared one is when the evidence was complete. A code clears only by
//   least_messages DM1s of its address without it, over the hold time, none later than most_gap
//   after the one before: silence proves nothing. No address changes anything of another, but for
//   the pace that they share: a bus that babbles tells no more than that and each address' own allow,
//   and no address can be kept from telling by all others together. What is held back is told once
//   the pace allows it, if it is still so.
class Faults {
public:
    static constexpr std::size_t addresses = 254;   // 254 and 255 are nobody's
    static constexpr std::size_t most_codes = 128;  // of one address
    static constexpr unsigned least_messages = 3;
    static constexpr std::chrono::milliseconds least_spacing{500};  // closer ones count as one
    static constexpr std::chrono::seconds most_gap{15};

    // What may be told: of one address for itself, and of all together.
    static constexpr j1939::Pace own_pace{std::chrono::minutes{15}, 16};
    static constexpr j1939::Pace shared_pace{std::chrono::seconds{10}, 256};

    explicit Faults(const FaultSettings& settings = {}) : settings_(settings) {}

    // Before the first DM1. The codes count as told: what has gone since, clears by evidence.
    void remember(std::span<const RememberedFault> faults);
    std::vector<RememberedFault> memory() const;
    std::uint64_t transitions() const { return transitions_; }  // each changes the memory

    void hear(const Dm1& dm1, const Surroundings& surroundings, Events& events);

    // An address' DM1s since the last gap of more than most_gap among them.
    struct Evidence {
        Monotonic first;
        Monotonic last;
        unsigned messages = 0;
        bool holds_codes = false;  // the latest
    };
    const Evidence& evidence(std::uint8_t source_address) const;
    // What the active set is, is known: heard over the hold time.
    bool is_settled(std::uint8_t source_address) const;
    // By SPN and FMI; nothing if codes had to be left out.
    std::optional<std::vector<Dtc>> active(std::uint8_t source_address) const;

    std::uint64_t codes_refused() const { return codes_refused_; }  // beyond most_codes
    std::uint64_t flaps() const { return flaps_; }  // a code came back before it had cleared
    std::uint64_t codes_untold() const { return codes_untold_; }  // gone while they were held back

private:
    struct Told {
        std::uint8_t occurrences = occurrences_absent;
        std::uint8_t conversion_method = 0;
        Lamps lamps;
        friend bool operator==(const Told&, const Told&) = default;
    };
    // The DM1s without a code that follow one another.
    struct Absence {
        unsigned messages = 0;
        Monotonic since;
    };
    struct Code {
        Dtc dtc;
        Lamps lamps;
        std::uint32_t heard_in = 0;  // message number
        Absence absence;
        bool has_cleared = false;
        std::optional<Told> told;  // nothing until it has been said to have appeared
        Monotonic told_at = never;
    };
    struct Address {
        Evidence evidence;
        std::uint32_t message = 0;
        bool has_refused = false;
        std::vector<Code> codes;  // active, by SPN and FMI
        j1939::Pace pace = own_pace;
    };

    // Of an address: the first since a gap, another, or one so close to the one before that it is
    // the same, heard on a second bus.
    enum class Word : std::uint8_t { first, next, copy };

    static Word note(Evidence& evidence, Monotonic time);
    void take(Address& address, const Dtc& dtc, Lamps lamps);
    // Of a code that the present DM1 holds, and of one that it does not.
    std::optional<FaultEvent> news_of_held(Code& code, j1939::Pace& own, Monotonic time);
    std::optional<FaultEvent> news_of_missing(Code& code, Word word, Monotonic time);
    Code* place_for(Address& address, const Dtc& dtc);
    static Told told_of(const Code& code);
    static FaultReport report_of(FaultEvent event, std::uint8_t source_address, const Code& code,
                                 const Surroundings& surroundings);

    FaultSettings settings_;
    std::array<Address, addresses> addresses_;
    std::uint64_t transitions_ = 0;
    j1939::Pace pace_ = shared_pace;
    std::uint64_t codes_refused_ = 0;
    std::uint64_t codes_untold_ = 0;
    std::uint64_t flaps_ = 0;
};

}  // namespace roadworthy::onboard
