#pragma once
// Where the truck is, as far as its owner lets it be told.

#include "agent/truck/scene/settings.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <cstdint>
#include <optional>

namespace roadworthy::onboard {

// Goals: the latest fix, with its age: a truck that broke down in a tunnel is looked for where it
//   was last seen.
// Assumptions: time does not step back.
// Invariants: with `off` nothing is kept. What lies beyond the poles or the date line is no fix, nor
//   is exactly 0, 0, which receivers send before they have one.
class Positions {
public:
    explicit Positions(PositionPrecision precision = PositionPrecision::off)
        : precision_(precision) {}
    // What was heard at another precision is forgotten: the bus tells it again within seconds.
    void change(PositionPrecision precision) {
        if (precision != precision_) {
            precision_ = precision;
            fix_.reset();
        }
    }

    void hear(std::int64_t latitude_e7, std::int64_t longitude_e7, Monotonic time);
    std::optional<Position> at(Monotonic now) const;

    std::uint64_t fixes_refused() const { return fixes_refused_; }

private:
    struct Fix {
        std::int64_t latitude_e7 = 0;
        std::int64_t longitude_e7 = 0;
        Monotonic time;
    };

    PositionPrecision precision_;
    std::optional<Fix> fix_;
    std::uint64_t fixes_refused_ = 0;
};

}  // namespace roadworthy::onboard
