#pragma once
// A unit's link and outbox; the far end is a script, time is moved by hand.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/uplink/link.hpp"
#include "agent/uplink/outbox/outbox.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/wire/answer_cbor.hpp"
#include "common/wire/report_cbor.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::uplink {

using namespace std::chrono_literals;

struct Unit {
    Outbox outbox;
    Monotonic now{1h};
    std::optional<Link> link;

    explicit Unit(const LinkSettings& settings = {},
                  const OutboxSettings& store = {.path = ":memory:"})
        : outbox(store) {
        link.emplace(outbox, settings);
    }

    void store_faults(int count) {
        outbox.append(
            std::vector<Unnumbered>(static_cast<std::size_t>(count),
                                    {make::stamp("2026-03-01T08:00:00Z"), make::fault(0, 110, 3)}));
    }
    void store_meters(int count) {
        outbox.append(std::vector<Unnumbered>(
            static_cast<std::size_t>(count),
            {make::stamp("2026-03-01T08:00:00Z"), make::meters({make::odometer(1000)})}));
    }
    StreamId id(Stream stream) const { return outbox.state(stream).id; }

    // What goes up now: "e1-3 m1-2", in order.
    std::string goes_up() {
        std::string said;
        while (const Outgoing* outgoing = link->next(now)) {
            const auto batch = wire::decode_batch(outgoing->payload).value();
            last_payload = outgoing->payload;
            said += (said.empty() ? "" : " ") +
                    std::string(outgoing->stream == Stream::events ? "e" : "m") +
                    std::to_string(batch.first) + '-' + std::to_string(batch.last);
            if (!batch.reports.empty() &&
                std::holds_alternative<GapReport>(batch.reports.front().body)) {
                said += "gap";
            }
            link->sent(now);
        }
        return said;
    }
    void committed(Stream stream, std::uint64_t through,
                   wire::Request request = wire::Request::none) {
        link->take(wire::Committed{.stream = id(stream), .through = through, .request = request},
                   now);
    }
    void refused(Stream stream, wire::RefusalReason reason) {
        link->take(
            wire::Refused{
                .reason = reason, .stream = stream, .payload_mark = wire::mark_of(last_payload)},
            now);
    }
    wire::Bytes last_payload;
};

inline constexpr auto resend = wire::Request::resend;

}  // namespace roadworthy::uplink
