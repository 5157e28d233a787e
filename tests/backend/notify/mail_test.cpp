#include "backend/notify/channels/mail.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "backend/notify/channels/channel.hpp"

using namespace roadworthy;
using namespace roadworthy::notify;

TEST_CASE("an SMTP reply of 5xx is final, 4xx and a broken connection are not", "[notify]") {
    const auto [reply, outcome, code] = GENERATE(table<long, Outcome, int>({
        {0, Outcome::again, 0},
        {220, Outcome::again, 0},
        {354, Outcome::again, 0},
        {421, Outcome::again, 421},
        {451, Outcome::again, 451},
        {535, Outcome::refused, 535},
        {550, Outcome::refused, 550},
        {554, Outcome::refused, 554},
    }));
    CHECK(receipt_of_failed_mail(reply, "why") ==
          Receipt{.outcome = outcome, .code = code, .detail = "why"});
}

TEST_CASE("what is no address is refused before a server is asked", "[notify]") {
    Mail mail({.host = "127.0.0.1", .port = 1, .from = {.address = "a@b"}});
    const Outgoing message{.id = *DeliveryId::from("d"), .to = "x@y\r\nRCPT TO:<z@y>"};
    CHECK(mail.send(message, {}) ==
          Receipt{.outcome = Outcome::refused, .detail = "not a mail address"});
}

TEST_CASE("a relay may be named by an IPv6 address", "[notify]") {
    Mail mail({.host = "::1", .port = 1, .from = {.address = "a@b"}});
    const Outgoing message{.id = *DeliveryId::from("d"), .to = "x@y"};
    CHECK_THAT(mail.send(message, {}).detail, Catch::Contains("::1 port 1"));
}

TEST_CASE("a server that nobody answers for is tried again", "[notify]") {
    Mail mail({.host = "127.0.0.1", .port = 1, .from = {.address = "a@b"}});
    const Outgoing message{.id = *DeliveryId::from("d"), .to = "x@y"};
    CHECK(mail.send(message, {}).outcome == Outcome::again);
}
