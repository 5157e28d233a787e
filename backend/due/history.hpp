#pragma once
// When the items of one truck were done. Bounded, and the same in whatever order completions and
// voids arrive: the newest eight of an item are kept by their own time. (Of two completions of the
// same item and moment the later entered one holds: it is a correction.)

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/truck/meter_book.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/report.hpp"

namespace roadworthy::due {

constexpr std::size_t most_done = 8;  // of one item, those that were voided among them

// A completion, and what the meters stood at, counted as life to date.
struct Done {
    Completion completion;
    std::optional<truck::LifeAt> distance;     // m
    std::optional<truck::LifeAt> engine_time;  // s
    std::optional<truck::LifeAt> fuel_used;    // ml
    bool is_entered = true;                    // false: only its void has come
    bool is_void = false;
    friend bool operator==(const Done&, const Done&) = default;

    bool counts() const { return is_entered && !is_void; }
};

struct ItemHistory {
    Done newest;
    std::vector<Done> earlier;  // in the order of time
    friend bool operator==(const ItemHistory&, const ItemHistory&) = default;

    bool is_full() const { return earlier.size() + 1 == most_done; }
    std::vector<const Done*> counted() const;  // in the order of time
};
using HistoryByItem = std::map<std::string, ItemHistory>;

// As it was entered, whether it counts or not; nothing where it is not, or not any more.
std::optional<Completion> find(const HistoryByItem& done, const std::string& item, Time at);
void take(HistoryByItem& done, const Completion& completion);
void take(HistoryByItem& done, const CompletionVoid& voided);
// True: some place is another than before.
bool place_on_meters(HistoryByItem& done, const truck::TruckState& state);
// They are placed anew: the meter's past has changed.
void forget_places(HistoryByItem& done, MeterKind kind);

}  // namespace roadworthy::due
