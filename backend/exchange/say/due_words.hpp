#pragma once
// The words of the due list for people, in Chinese and in English.

#include <cstdint>
#include <string_view>

#include "backend/due/list/next_step.hpp"
#include "backend/due/list/ranking.hpp"
#include "backend/exchange/words.hpp"
#include "backend/store/views/due/work_items.hpp"

namespace roadworthy::exchange {

enum class DueWord : std::uint8_t {
    week,
    items,
    labour,
    carried,  // from the weeks before
    part,
    quantity,
    completions,
    share,  // of those on time
    on_time,
    early,
    late,
    nothing_to_look_at,
    no_parts,
    count  // how many there are
};

std::string_view word(DueWord word, Language language);
std::string_view word(views::WorkReason reason, Language language);
std::string_view word(due::NextStep step, Language language);
std::string_view word(due::ScoreReason reason, Language language);

}  // namespace roadworthy::exchange
