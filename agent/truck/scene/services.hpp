#pragma once
// The truck's own service counters: SPN 914 (distance), 915 (calendar) and 916 (engine time), each
// for the component that SPN 911 to 913 name.

#include "agent/truck/events.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace roadworthy::onboard {

// Goals: tell what the truck itself says is due: once a boot, once a day while it counts down, and
//   soon when a counter went up, for then somebody has done the service.
// Assumptions: an address may speak of one component after the other in messages of the same group.
//   Counters go down. Time does not step back.
// Invariants: a report holds all counters of its address; a value that was heard only once is not
//   told, since a cluster that wakes sends what it likes.
class Services {
public:
    static constexpr std::size_t most_counters = 32;  // of the truck
    static constexpr std::chrono::seconds gathering_time{30};
    static constexpr std::chrono::hours repeat{24};

    void hear(std::uint8_t source_address, const ServiceCounter& counter, Monotonic time);
    void tick(Monotonic now, Events& events);

    std::uint64_t counters_refused() const { return counters_refused_; }  // beyond most_counters

private:
    struct Known {
        std::uint8_t source_address = 0;
        ServiceCounter latest;
        bool is_confirmed = false;  // heard twice alike
        std::optional<std::int64_t> told;
        std::optional<Monotonic> news_since;  // untold, and worth a report soon
        Monotonic told_at;
    };

    Known* find(std::uint8_t source_address, const ServiceCounter& counter);
    bool is_due(const Known& known, Monotonic now) const;
    void report(std::uint8_t source_address, Monotonic now, Events& events);

    std::array<Known, most_counters> known_{};
    std::size_t count_ = 0;
    std::uint64_t counters_refused_ = 0;
};

}  // namespace roadworthy::onboard
