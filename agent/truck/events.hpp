#pragma once
// What the trackers have to say, until the caller takes it. Wall time and number come later, from
// whoever keeps the clock and the outbox.

#include "common/report.hpp"
#include "common/time.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace roadworthy::onboard {

// The moment is that of which the body speaks: a trip that stopped, stopped minutes before it was
// known. So moments may step back from one event to the next; their order is that of the events.
struct Event {
    Monotonic moment;
    ReportBody body;
    friend bool operator==(const Event&, const Event&) = default;
};

// Bounded: a caller who never takes loses the newest, counted; one who takes each second does not.
class Events {
public:
    static constexpr std::size_t most = 16384;

    void add(Monotonic moment, ReportBody body) {
        if (waiting_.size() == most) {
            ++dropped_;
            return;
        }
        waiting_.push_back({moment, std::move(body)});
    }
    std::vector<Event> take() { return std::exchange(waiting_, {}); }
    bool empty() const { return waiting_.empty(); }
    std::span<const Event> waiting() const { return waiting_; }
    std::uint64_t dropped() const { return dropped_; }

private:
    std::vector<Event> waiting_;
    std::uint64_t dropped_ = 0;
};

}  // namespace roadworthy::onboard
