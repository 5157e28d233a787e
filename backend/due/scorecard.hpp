#pragma once
// How good are we: every prediction that is kept is settled by what the meter showed later, and
// summed. Sums have one size and add up in any order, so a truck's, a model's and a fleet's
// scorecard are the same thing.
//
// A prediction is open until a believed reading has reached its target. Where the truck is past p50
// without it, the prediction is contradicted by as much as has gone by since: a score that counts
// today, and is taken back for the final one. To count only what was reached would flatter whoever
// predicts too early. As backtest.py scores (shared usage data), which has the same three cases.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/due/forecast.hpp"
#include "backend/truck/meters.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"

namespace roadworthy::due {

// As it was told when it was asked.
struct KeptPrediction {
    TruckId truck;
    MeterKind kind = MeterKind::odometer;
    std::string item;   // of its plan; empty: a multiple of the meter, asked for the score alone
    double asked = 0;   // days since 1970
    double target = 0;  // the meter's unit, on the scale of the readings that settle it
    Outlook reached;    // points in time
    friend bool operator==(const KeptPrediction&, const KeptPrediction&) = default;
};

enum class Settling : std::uint8_t {
    open = 0,          // not reached, and nothing speaks against it
    contradicted = 1,  // p50 has gone by; goes on being open
    reached = 2,
    vague = 3,  // reached in a gap of more than two weeks between readings: nobody knows when
};
// Days are from when it was asked, within 0 and 365. In minutes, so that sums do not hang on their
// order.
struct Settlement {
    Settling how = Settling::open;
    std::int64_t notice_minutes = 0;  // as predicted: p50
    std::int64_t error_minutes = 0;   // above 0: predicted too late. Contradicted: so far
    std::int64_t width_minutes = 0;   // p10 to p90
    bool is_early = false;            // came before p10
    bool is_late = false;             // came after p90
    friend bool operator==(const Settlement&, const Settlement&) = default;
};
// By two believed readings in a row, `before` the last that is older than the question or any since.
Settlement settle(const KeptPrediction& kept, truck::MeterPoint before, truck::MeterPoint newest);

struct Score {
    std::uint64_t count = 0;
    std::uint64_t within_3_days = 0;
    std::uint64_t within_7_days = 0;
    std::uint64_t early = 0;
    std::uint64_t late = 0;
    std::int64_t error_minutes = 0;
    std::int64_t off_minutes = 0;  // without sign
    std::int64_t width_minutes = 0;
    friend bool operator==(const Score&, const Score&) = default;

    void add(const Settlement& settlement);
    Score& operator+=(const Score& other);
    // Nothing where nothing was settled.
    std::optional<double> mean_error_days() const { return mean_days(off_minutes); }
    std::optional<double> bias_days() const { return mean_days(error_minutes); }
    std::optional<double> mean_width_days() const { return mean_days(width_minutes); }
    std::optional<double> share_of(std::uint64_t part) const;
    std::optional<double> coverage() const { return share_of(count - early - late); }

private:
    std::optional<double> mean_days(std::int64_t minutes) const;
};

// +-3 days say something only beside how long before it was told.
enum class Notice : std::uint8_t {
    days_4_to_7 = 0,
    days_8_to_14 = 1,
    days_15_to_28 = 2,
    days_29_to_56 = 3
};
std::optional<Notice> notice_of(const Settlement& settlement);

struct Scorecard {
    Score all;
    std::array<Score, 4> by_notice;  // what is told earlier or later is in `all` alone
    std::uint64_t open = 0;
    std::uint64_t contradicted = 0;  // of those counted; not final
    std::uint64_t vague = 0;
    friend bool operator==(const Scorecard&, const Scorecard&) = default;

    void add(const Settlement& settlement);
    Scorecard& operator+=(const Scorecard& other);
    const Score& at(Notice notice) const { return by_notice[static_cast<std::size_t>(notice)]; }
};

// The final ones go from `kept` into `scorecard`.
void settle(Scorecard& scorecard, std::vector<KeptPrediction>& kept, truck::MeterPoint before,
            truck::MeterPoint newest);
// With what is open as it stands: what is shown, not what is stored.
Scorecard as_of_now(Scorecard scorecard, const std::vector<KeptPrediction>& kept,
                    truck::MeterPoint newest);

}  // namespace roadworthy::due
