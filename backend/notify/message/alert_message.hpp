#pragma once
// What is told about one alert to one reader, before it is put into words: plain values, and texts
// that stand in the reader's language already.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/customers/alerts.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/exchange/words.hpp"
#include "backend/faults/severity.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

using customers::AlertKind;
using Active = customers::AlertActive;  // unknown: its ECU is silent

struct AlertTruck {
    std::string id;
    std::string plate;
    std::string vin;
    std::string customer;  // its name
};

struct Callee {
    std::string name;
    std::string phone;
};

struct AlertMessage {
    std::string delivery;  // this message's; the same for each repeat of it
    std::string alert;     // the same from the first word to the all-clear
    AlertKind kind = AlertKind::raised;
    std::string stage;  // of a case: "rescue on the way"
    AlertTruck truck;
    std::string title;  // what is wrong, in a few words
    std::string meaning;
    std::string notice;  // what the driver notices
    std::string what_to_do;
    faults::Action action = faults::Action::log;
    std::optional<faults::Action> action_before;  // where it was upgraded or downgraded
    Time happened;
    Time heard;     // when the backend had it
    Time composed;  // when this message was written
    Active active = Active::unknown;
    customers::PaperVerdict coverage;  // as of the first time that anybody was told
    Callee call;
    std::string link;                  // https://... to the alert or the case
    std::vector<std::string> reasons;  // the rules that led to the action
    bool breaks_quiet_hours = false;   // the reader's, and it must say so
};

// Many alerts in one message, once a day.
struct Digest {
    std::string delivery;
    Time composed;
    std::vector<AlertMessage> alerts;  // in the order in which they are to be read
    std::size_t over_cap = 0;          // of these, so many are here only because of most_a_day
    std::uint32_t most_a_day = 0;
};

struct Reader {
    exchange::Language language = exchange::Language::zh;
    std::chrono::minutes utc_offset{8 * 60};
};

// Heard so long after it happened that the message must say so.
constexpr Duration late_after = std::chrono::minutes{15};

}  // namespace roadworthy::notify
