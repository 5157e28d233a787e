#pragma once
// A question to one unit (down/ask) and its answer (up/answer). Described in common/report.cddl.

#include <cstdint>
#include <optional>

#include "common/report.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::wire {

constexpr std::uint64_t ask_form = 1;  // of both, as answer_version is of answers
constexpr std::size_t most_ask_bytes = 512;

// 0 is kept for the renewal of certificates, 2 for stored detail.
enum class Wish : std::uint8_t { position = 1 };

struct Ask {
    std::uint64_t id = 0;  // the asker's: comes back with the answer
    Wish wish = Wish::position;
    friend bool operator==(const Ask&, const Ask&) = default;
};

// withheld: the truck's owner does not let it be told; unknown: the bus has not said it.
enum class ReplyOutcome : std::uint8_t { told = 0, withheld = 1, unknown = 2 };

struct Reply {
    std::uint64_t id = 0;
    Wish wish = Wish::position;
    ReplyOutcome outcome = ReplyOutcome::unknown;
    std::optional<Position> position;
    Time time;  // of the unit, in milliseconds
    ClockQuality clock = ClockQuality::unsynchronised;
    friend bool operator==(const Reply&, const Reply&) = default;
};

Bytes encode_ask(const Ask& ask);
// Fails for what is torn, of another form, or a wish that this unit does not know.
Result<Ask> decode_ask(BytesView bytes);

Bytes encode_reply(const Reply& reply);
Result<Reply> decode_reply(BytesView bytes);

}  // namespace roadworthy::wire
