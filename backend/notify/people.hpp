#pragma once
// The recipients with their zones, which are read from the machine's tables once each.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backend/cases/calendar/zone.hpp"
#include "backend/notify/decide/hours.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::notify {

class People {
public:
    explicit People(sql::Connection& connection) : connection_(connection) {}

    std::vector<Person> all();
    std::optional<Person> person(const std::string& id);

private:
    // A name that the tables have lost since it was entered is taken as UTC.
    const cases::Zone& zone(const std::string& name);

    sql::Connection& connection_;
    std::map<std::string, cases::Zone> zones_;
};

}  // namespace roadworthy::notify
