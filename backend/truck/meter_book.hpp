#pragma once
// All that is known of one truck's meters of one kind, whenever it came.
//
// Goals: the state is a function of the set of readings and of the operator's calendar, whatever the order in which they come and
// however often; a reading of today costs the same on the first day and after ten years.
// Assumptions: who keeps the rows of settled days gives them back when a reading of such a day
// comes (`remember`).
// Invariants: `settled` is the fold of all days before the open ones, `now` of the open ones too.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "backend/truck/meters.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/readings_of_day.hpp"
#include "backend/truck/sources.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::truck {

// The settled days of a kind, in order: what the store has kept of them.
using Past = std::function<std::vector<ReadingsOfDay>(MeterKind)>;

struct LifeAt {
    std::int64_t life = 0;  // m, s, ml
    bool is_final = false;  // nothing that comes in order will change it
    friend bool operator==(const LifeAt&, const LifeAt&) = default;
};

// Life to date at the believed readings, in order of time.
using LifeLine = std::vector<ValueAt>;

// What never entered the fold: no meter shows it, the agent has marked it, or its date cannot be.
struct RefusedReading {
    MeterSource source;
    HeldReading reading;
    friend bool operator==(const RefusedReading&, const RefusedReading&) = default;
};

constexpr std::size_t most_open_days = 3;  // with readings: what is late by less is cheap

class MeterBook {
public:
    explicit MeterBook(MeterKind kind)
        : settled_{.kind = kind}, before_newest_(settled_), now_(settled_) {}

    MeterKind kind() const { return settled_.kind; }
    const KindMeters& now() const { return now_; }
    const std::vector<ReadingsOfDay>& open() const { return open_; }
    const std::optional<RefusedReading>& refused() const { return refused_; }
    std::uint64_t refused_count() const { return refused_count_; }

    // Before anything is added or asked about such a moment: `remember`.
    bool needs_past(Time at) const;
    void remember(std::vector<ReadingsOfDay> settled_days);
    void forget_past() { past_.reset(); }

    void add(const DatedReading& reading);
    void set(const Level& level);
    void refuse(const RefusedReading& reading);

    // The operator's calendar. Another one folds again what it concerns: before that, where
    // `needs_past` says so, `remember`.
    const QuietDays& quiet() const { return quiet_; }
    bool needs_past(const QuietDays& quiet) const;
    void observe(const QuietDays& quiet);

    // Life to date at a past moment: between the believed readings around it, or back from the
    // first at the truck's early rate. Nothing before the first believed reading has come.
    std::optional<LifeAt> life_at(Time at) const;
    // Life to date when an instrument showed `shown`.
    std::optional<LifeAt> life_of(ValueAt shown) const;

    // The days that have been settled, or have changed since, and not been taken yet.
    std::vector<ReadingsOfDay> take_rows();
    // Something settled has changed since this was asked last.
    bool take_news_of_the_past();

    // What is stored; the rest follows.
    struct Stored {
        KindMeters settled;
        LifeLine settled_life;  // of the last settled day, and the point before it
        std::vector<ReadingsOfDay> open;
        std::optional<RefusedReading> refused;
        std::uint64_t refused_count = 0;
        QuietDays quiet;
        friend bool operator==(const Stored&, const Stored&) = default;
    };
    Stored stored() const;
    explicit MeterBook(Stored stored);

    friend bool operator==(const MeterBook& one, const MeterBook& other) {
        return one.stored() == other.stored();
    }

private:
    struct Remembered {
        std::vector<ReadingsOfDay> days;
        LifeLine life;
    };
    bool is_settled(Day day) const;
    void fold(KindMeters& meters, const ReadingsOfDay& day, LifeLine& line) const;
    void insert(Time at, const auto& what);
    void insert_into_open(Day day, const auto& what);
    void insert_into_settled(Day day, const auto& what);
    void settle_oldest();
    void fold_settled_again();
    void fold_open();
    void fold_newest();
    void note_row(const ReadingsOfDay& day);

    KindMeters settled_;
    LifeLine settled_life_;
    std::vector<ReadingsOfDay> open_;
    std::optional<RefusedReading> refused_;
    std::uint64_t refused_count_ = 0;
    QuietDays quiet_;

    KindMeters before_newest_;  // settled, and the open days but the newest
    LifeLine life_before_newest_;
    KindMeters now_;
    LifeLine life_;  // settled_life, and that of the open days
    std::optional<Remembered> past_;
    std::vector<ReadingsOfDay> rows_;
    bool has_news_of_the_past_ = false;
};

}  // namespace roadworthy::truck
