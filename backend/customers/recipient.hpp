#pragma once
// Whom alerts are told, as the operator has entered it: for which customers, in which language, by
// which ways, and when he would rather be left alone.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/faults/severity.hpp"

namespace roadworthy::customers {

// Which alerts concern him. customer: those of the customer who owned the truck when it happened;
// dealer: likewise of his customers; workshop: of the trucks whose home workshop it is.
enum class Hears : std::uint8_t { everything = 0, dealer = 1, workshop = 2, customer = 3 };

struct RecipientScope {
    Hears hears = Hears::customer;
    std::string subject;  // its id; empty for everything
    friend bool operator==(const RecipientScope&, const RecipientScope&) = default;
};

// By the clock on his wall, as minutes of the day; `until` is the first minute after them. From 22:00
// to 07:00 goes over midnight.
struct DayHours {
    std::chrono::minutes from{0};
    std::chrono::minutes until{0};
    friend bool operator==(const DayHours&, const DayHours&) = default;
};

struct ChannelAddress {
    std::string channel;  // by its name in the configuration
    std::string address;  // for mail; the others know theirs
    friend bool operator==(const ChannelAddress&, const ChannelAddress&) = default;
};

struct Recipient {
    std::string id;
    std::string name;
    std::vector<std::string> roles;  // service_advisor, dealer_manager, driver, ...
    RecipientScope scope;
    std::string language = "zh";         // zh or en
    std::string zone = "Asia/Shanghai";  // an IANA name
    std::optional<DayHours> quiet;       // he would rather be left alone
    // Outside of these others are told in his place, where there are any on duty: who has the night.
    std::optional<DayHours> duty;
    std::vector<ChannelAddress> channels;                    // the first that works
    faults::Action at_once = faults::Action::workshop_soon;  // and all above
    // And all above, as far as they are not told at once. Absent: what is not told at once, is not
    // told at all, but for what the cap puts off.
    std::optional<faults::Action> digest_from = faults::Action::at_next_service;
    std::chrono::minutes digest_at{8 * 60};  // of his day
    std::uint32_t most_a_day = 20;           // messages; more goes to the digest
    friend bool operator==(const Recipient&, const Recipient&) = default;
};

constexpr std::size_t most_channels = 8;

}  // namespace roadworthy::customers
