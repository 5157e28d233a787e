#pragma once
// One stream of one simulated truck on its way to the backend: the batches that are not committed
// yet, and which of them to send next.
//
// Invariants: a batch leaves the queue by a watermark alone; batches are sent in order of their
// numbers, again from the watermark on when the backend asks.

#include <cstddef>
#include <cstdint>
#include <deque>

#include "common/report.hpp"
#include "common/wire/answer_cbor.hpp"
#include "common/wire/report_cbor.hpp"

namespace roadworthy::sim {

struct ReadyBatch {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    wire::Bytes payload;
};

class StreamQueue {
public:
    explicit StreamQueue(std::size_t window) : window_(window) {}

    void add(ReadyBatch batch) { batches_.push_back(std::move(batch)); }

    // Nothing while the window of reports sent and not committed is full.
    const ReadyBatch* next() const;
    enum class Sending : std::uint8_t { first_time, again };
    Sending was_sent();  // of the batch that next() gave

    // False: a watermark above what was ever sent, which changes nothing.
    bool take(const wire::Committed& committed);
    void go_back() { sent_ = 0; }  // the connection was lost: all that is not committed, again
    void ask_again();              // the last batch once more: it is answered at once

    bool is_empty() const { return batches_.empty(); }
    bool is_all_sent() const { return sent_ == batches_.size(); }
    bool is_waiting() const { return sent_ > 0; }  // for an answer
    std::uint64_t committed() const { return committed_; }

private:
    std::size_t window_;
    std::deque<ReadyBatch> batches_;
    std::size_t sent_ = 0;         // of the batches
    std::uint64_t last_sent_ = 0;  // greatest number ever
    std::uint64_t committed_ = 0;
};

}  // namespace roadworthy::sim
