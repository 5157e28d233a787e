#include "backend/notify/channels/channel.hpp"

#include <catch2/catch.hpp>
#include <string>

using roadworthy::notify::DeliveryId;

TEST_CASE("a delivery's id can stand in a header and in a Message-ID", "[notify]") {
    const std::string good = GENERATE(as<std::string>(), "a", "TRUCK001-17.mail_2", "A-1.b");
    REQUIRE(DeliveryId::from(good));
    CHECK(DeliveryId::from(good)->text() == good);
}

TEST_CASE("a delivery's id is refused where it could break a header", "[notify]") {
    const std::string bad = GENERATE(as<std::string>(), "", "a\r\nBcc: x", "a b", "a@b", ".a", "a.",
                                     "a..b", "车", std::string(65, 'a'));
    const auto id = DeliveryId::from(bad);
    REQUIRE_FALSE(id);
    CHECK_THAT(id.error().message, Catch::StartsWith("a delivery's id: expected"));
}
