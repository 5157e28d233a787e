#pragma once
// Whether what was done was done on time: each completion beside the target that held for it, which
// is that of the completions before it. Worked out anew from the history whenever that, the plan or
// the meter's past changes; so it is the same in whatever order these come, and goes by the plan in
// force. Of a history that is full the oldest is not judged: what came before it is forgotten.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/due/due.hpp"
#include "common/time.hpp"

namespace roadworthy::due {

enum class Verdict : std::uint8_t {
    on_time = 0,  // within the item's tolerances around its target, inclusive
    early = 1,    // before, by every criterion that is known
    late = 2,     // beyond, by any
    unknown = 3   // no target, or no reading near it
};

struct JudgedCompletion {
    std::string item;
    Time at;
    std::string workshop;  // where it was done, as entered
    Verdict verdict = Verdict::unknown;
    Criterion criterion = Criterion::none;     // that with the most beyond its target
    std::optional<std::int64_t> off_permille;  // of its interval; negative: before its target
    std::optional<std::int64_t> off_days;      // by the calendar, if it has one
    bool is_void = false;                      // then unknown, and no matter
    friend bool operator==(const JudgedCompletion&, const JudgedCompletion&) = default;
};

// All that are known of one item, in the order of time. `question` as it is asked for the due rows.
std::vector<JudgedCompletion> judged(const DueQuestion& question, const std::string& item);

}  // namespace roadworthy::due
