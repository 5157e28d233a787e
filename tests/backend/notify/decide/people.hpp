#pragma once
// People for the tests of who is told what, and when.

#include <chrono>
#include <string>
#include <vector>

#include "backend/cases/calendar/zone.hpp"
#include "backend/customers/recipient.hpp"
#include "backend/notify/decide/decide.hpp"
#include "backend/notify/decide/hours.hpp"

namespace roadworthy::notify::people {

inline cases::Zone china() {
    return cases::Zone::from(std::chrono::hours{8}).value();
}

inline Person person(const std::string& id) {
    return {.recipient = {.id = id,
                          .name = id,
                          .roles = {"service_advisor"},
                          .scope = {.hears = customers::Hears::everything, .subject = {}},
                          .channels = {{.channel = "mail", .address = id + "@dealer.example"}}},
            .zone = china()};
}

// From 22:00 to 07:00.
inline Person sleeper(const std::string& id) {
    Person one = person(id);
    one.recipient.quiet = {.from = std::chrono::hours{22}, .until = std::chrono::hours{7}};
    return one;
}

}  // namespace roadworthy::notify::people
