#include "agent/asks.hpp"

#include <optional>

#include "agent/truck/scene/settings.hpp"
#include "common/report.hpp"
#include "common/wire/down/ask_cbor.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::agent {

std::optional<wire::Bytes> Asks::take(wire::BytesView ask, const Present& present) {
    const auto asked = wire::decode_ask(ask);
    if (!asked) {
        ++counters_.asks_malformed;
        return std::nullopt;
    }
    if (answered_at_ && present.now - *answered_at_ < between_answers) {
        ++counters_.asks_refused;
        return std::nullopt;
    }
    answered_at_ = present.now;
    ++counters_.asks_answered;
    wire::Reply reply{.id = asked->id, .time = present.stamp.time, .clock = present.stamp.clock};
    if (present.precision == onboard::PositionPrecision::off) {
        reply.outcome = wire::ReplyOutcome::withheld;
    } else if (present.position) {
        reply.outcome = wire::ReplyOutcome::told;
        reply.position = present.position;
    }
    return wire::encode_reply(reply);
}

}  // namespace roadworthy::agent
