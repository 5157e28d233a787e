#pragma once
// The monthly report as a page that needs no other file, with a style for the printer. A PDF is made of
// it by a browser: see the README.

#include <string>

#include "backend/exchange/words.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/uptime/month_report.hpp"

namespace roadworthy::exchange {

// `words` in the same language.
std::string month_html(const views::MonthReport& report, views::FaultWords& words,
                       Language language);

}  // namespace roadworthy::exchange
