#pragma once
// When which truck is meant to work, and what is aimed at, as it was entered.

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "backend/cases/calendar/calendar.hpp"
#include "backend/cases/calendar/zone.hpp"
#include "backend/uptime/operating.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::views {

// Data of the whole installation, as plans are; it says nothing of any customer.
class OperatingBook {
public:
    explicit OperatingBook(sql::Connection& connection);

    // Round the clock where nobody has said anything.
    const cases::Calendar& hours(const std::string& truck, const std::string& segment) const;
    std::optional<uptime::Targets> targets(const std::string& segment) const;

    // By whose clocks months are told: of the hours of all, else China's, as of workshops.
    cases::Zone zone() const;

private:
    std::map<std::pair<uptime::Whose, std::string>, cases::Calendar> hours_;
    std::map<std::string, uptime::Targets> targets_;
    cases::Calendar always_;
};

}  // namespace roadworthy::views
