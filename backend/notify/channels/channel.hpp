#pragma once
// A way by which an alert leaves the backend. One delivery is one message to one recipient; it is
// sent until it is delivered or refused, or until it has been tried for too long (notify/retry).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

// The same for each repeat of a delivery: what a receiver tells repeats by. It becomes part of
// headers and of a Message-ID, hence [A-Za-z0-9._-]{1,64} and no point at either end.
class DeliveryId {
public:
    static Result<DeliveryId> from(std::string_view text);
    const std::string& text() const { return text_; }
    friend auto operator<=>(const DeliveryId&, const DeliveryId&) = default;

private:
    explicit DeliveryId(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

// A repeat is the same Outgoing: then it is the same mail, byte for byte.
struct Outgoing {
    DeliveryId id;
    Time composed;
    std::string language;  // of the texts: zh, en
    // The address, for mail. The others go where their configuration says, because a URL and its
    // secret belong together, and so that nobody who enters a contact can make the backend call an
    // address inside of its network.
    std::string to;
    std::string subject;  // one line
    std::string text;
    std::string html;
    std::string payload;  // JSON, for programs
};

enum class Outcome : std::uint8_t {
    delivered,  // the far end has it
    again,      // it may have it or not: what failed may heal
    refused,    // the same message would be refused again
};

struct Receipt {
    Outcome outcome = Outcome::again;
    int code = 0;        // HTTP status, SMTP reply or robot's errcode; 0: there was no answer
    std::string detail;  // for the operator: without secrets and line ends, at most 200 bytes
    std::optional<Duration> retry_after;  // the far end asks for this pause
    friend bool operator==(const Receipt&, const Receipt&) = default;
};

// Blocks until there is an answer or the time for it is over; one thread at a time. Nothing that
// the far end does makes it throw.
class Channel {
public:
    Channel() = default;
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;
    virtual ~Channel() = default;

    virtual Receipt send(const Outgoing& message, Time now) = 0;  // now: for signatures
};

}  // namespace roadworthy::notify
