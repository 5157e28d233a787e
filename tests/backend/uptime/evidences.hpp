#pragma once
// Evidence in one line.

#include <string>
#include <utility>

#include "backend/uptime/intervals.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"

namespace roadworthy::make {

inline uptime::Evidence evidence(uptime::Source source, Time from, Time to, std::string ref = "") {
    return {.source = source, .ref = std::move(ref), .from = from, .to = to};
}
inline uptime::Evidence open_evidence(uptime::Source source, Time from, Time to,
                                      std::string ref = "") {
    return {.source = source, .ref = std::move(ref), .from = from, .to = to, .is_open = true};
}
inline uptime::Evidence correction(std::string id, uptime::Period period,
                                   uptime::Condition condition, Time entered) {
    return {.source = uptime::Source::correction,
            .ref = std::move(id),
            .from = period.from,
            .to = period.to,
            .said = condition,
            .entered = entered,
            .by = "Li",
            .words = "seen"};
}

}  // namespace roadworthy::make
