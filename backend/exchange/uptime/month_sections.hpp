#pragma once
// The parts of the monthly report that say what was done, what was wrong and what is to be done; and
// what all parts say in the same way.

#include <string>

#include "backend/exchange/uptime/html.hpp"
#include "backend/exchange/uptime/uptime_words.hpp"
#include "backend/exchange/words.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/uptime/interval_list.hpp"
#include "backend/store/views/uptime/month_report.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

struct Saying {
    const views::MonthReport& report;
    Language language = Language::zh;

    std::string operator()(UptimeWord what) const { return std::string(word(what, language)); }
    std::string heading(UptimeWord title) const;
    // The table under its heading; words where it is empty.
    std::string section(UptimeWord title, const HtmlTable& table) const;
    std::string minute(Time time) const;  // by the clocks of the report
    std::string day(Time time) const;
    std::string truck(const std::string& plate, const std::string& id) const;
    std::string cause(const views::Cause& cause, views::FaultWords& words) const;
};

std::string services_section(const Saying& say);
std::string faults_section(const Saying& say, views::FaultWords& words);
std::string care_section(const Saying& say);
std::string proposal_section(const Saying& say, views::FaultWords& words);

}  // namespace roadworthy::exchange
