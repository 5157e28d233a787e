#include "backend/notify/people.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/cases/calendar/zone.hpp"
#include "backend/customers/recipient.hpp"
#include "backend/exchange/zones.hpp"
#include "backend/notify/decide/hours.hpp"
#include "backend/store/alerts/recipient_rows.hpp"

namespace roadworthy::notify {

std::vector<Person> People::all() {
    std::vector<Person> people;
    for (customers::Recipient& one : store::recipients(connection_)) {
        const cases::Zone& his = zone(one.zone);
        people.push_back({.recipient = std::move(one), .zone = his});
    }
    return people;
}

std::optional<Person> People::person(const std::string& id) {
    auto one = store::recipient(connection_, id);
    if (!one) {
        return std::nullopt;
    }
    const cases::Zone& his = zone(one->zone);
    return Person{.recipient = std::move(*one), .zone = his};
}

const cases::Zone& People::zone(const std::string& name) {
    constexpr std::chrono::year before_any_alert{2025};
    const auto found = zones_.find(name);
    if (found != zones_.end()) {
        return found->second;
    }
    return zones_
        .emplace(name, exchange::zone_table(name, before_any_alert).value_or(cases::Zone{}))
        .first->second;
}

}  // namespace roadworthy::notify
