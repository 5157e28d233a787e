#include "tests/simulator/load/stream_queue.hpp"

#include <algorithm>
#include <cstdint>

#include "common/wire/answer_cbor.hpp"

namespace roadworthy::sim {

const ReadyBatch* StreamQueue::next() const {
    if (sent_ == batches_.size()) {
        return nullptr;
    }
    const ReadyBatch& batch = batches_[sent_];
    const bool fits = sent_ == 0 || batch.last - batches_.front().first < window_;
    return fits ? &batch : nullptr;
}

StreamQueue::Sending StreamQueue::was_sent() {
    const std::uint64_t last = batches_[sent_++].last;
    const bool is_repeat = last <= last_sent_;
    last_sent_ = std::max(last_sent_, last);
    return is_repeat ? Sending::again : Sending::first_time;
}

bool StreamQueue::take(const wire::Committed& committed) {
    if (committed.through > last_sent_) {
        return false;
    }
    committed_ = std::max(committed_, committed.through);
    while (!batches_.empty() && batches_.front().last <= committed_) {
        batches_.pop_front();
        sent_ -= sent_ > 0 ? 1 : 0;
    }
    if (committed.request == wire::Request::resend) {
        go_back();
    }
    return true;
}

void StreamQueue::ask_again() {
    if (sent_ > 0) {
        --sent_;
    }
}

}  // namespace roadworthy::sim
