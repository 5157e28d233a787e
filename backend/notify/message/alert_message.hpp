#pragma once
// What is told about one alert to one reader, before it is put into words: plain values, and texts
// that stand in the reader's language already.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/exchange/words.hpp"
#include "backend/faults/severity.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

enum class AlertKind : std::uint8_t { raised, upgraded, downgraded, all_clear, case_stage };
enum class Active : std::uint8_t { yes, no, unknown };  // unknown: its ECU is silent
enum class Coverage : std::uint8_t { unknown, none, warranty, agreement };

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
    Coverage coverage = Coverage::unknown;
    Callee call;
    std::string link;                  // https://... to the alert or the case
    std::vector<std::string> reasons;  // the rules that led to the action
};

struct Reader {
    exchange::Language language = exchange::Language::zh;
    std::chrono::minutes utc_offset{8 * 60};
};

// Heard so long after it happened that the message must say so.
constexpr Duration late_after = std::chrono::minutes{15};

}  // namespace roadworthy::notify
