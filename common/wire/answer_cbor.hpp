#pragma once
// What the backend says back on down/committed: how far a stream is committed, or that a batch was
// refused. A lost answer costs nothing: the next one says more. Described in common/report.cddl.

#include <cstdint>
#include <variant>

#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/wire/report_cbor.hpp"

namespace roadworthy::wire {

// resend: what was received lies above the watermark; go back to through + 1.
enum class Request : std::uint8_t { none = 0, resend = 1 };

struct Committed {
    StreamId stream;
    std::uint64_t through = 0;
    Time backend_time;  // milliseconds
    Request request = Request::none;
    friend bool operator==(const Committed&, const Committed&) = default;
};

struct Refused {
    RefusalReason reason = RefusalReason::unreadable;
    Stream stream = Stream::events;  // the channel on which the batch came
    std::uint64_t payload_mark = 0;  // mark_of() the refused payload
    friend bool operator==(const Refused&, const Refused&) = default;
};

using Answer = std::variant<Committed, Refused>;

// Tells the unit which of its batches was refused.
std::uint64_t mark_of(BytesView payload);

Bytes encode_answer(const Answer& answer);
Result<Answer> decode_answer(BytesView bytes);

}  // namespace roadworthy::wire
