#pragma once
// What an advisor says to the customer about one row of the due list, in the customer's language.

#include <string>

#include "backend/exchange/words.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

// The item's name in that language, else in the other, else its key.
std::string item_name(const views::DueEntry& entry, Language language);

// The customer's; of one who has none, Chinese.
Language language_of(const views::DueContact& whom);

// 机油：大约 11月30日（11月26日至12月9日）到期，按里程。请带：行驶证。
// Engine oil: due about 30 November (26 November to 9 December), by distance. Please bring: ...
// A year is said where it is not that of `today`.
std::string due_sentence(const views::DueEntry& entry, Day today, Language language);

}  // namespace roadworthy::exchange
