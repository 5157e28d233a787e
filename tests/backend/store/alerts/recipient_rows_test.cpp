#include "backend/store/alerts/recipient_rows.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "backend/customers/recipient.hpp"
#include "backend/faults/severity.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using customers::ChannelAddress;
using customers::Hears;
using customers::Recipient;
using namespace std::chrono_literals;

TEST_CASE("a recipient is read as he was written", "[recipients]") {
    const auto connection = support::empty_store();
    const Recipient full{.id = "李",
                         .name = "李工",
                         .roles = {"service_advisor", "night_duty"},
                         .scope = {.hears = Hears::workshop, .subject = "W 1"},
                         .language = "en",
                         .zone = "Europe/Berlin",
                         .quiet = customers::DayHours{.from = 22h, .until = 6h + 30min},
                         .duty = customers::DayHours{.from = 20h, .until = 8h},
                         .channels = {{"mail", "a@b.example"}, {"robot", ""}},
                         .at_once = faults::Action::stop_now,
                         .digest_from = std::nullopt,
                         .digest_at = 7h,
                         .most_a_day = 3};
    Recipient other = full;
    other.id = "a";
    other.quiet.reset();
    other.digest_from = faults::Action::log;
    other.roles.clear();
    store::put_recipient(*connection, full);
    store::put_recipient(*connection, other);
    CHECK(store::recipients(*connection) == std::vector<Recipient>{other, full});
    CHECK(store::recipient(*connection, "李") == full);
    CHECK_FALSE(store::recipient(*connection, "nobody"));

    other.most_a_day = 4;
    store::put_recipient(*connection, other);
    CHECK(store::recipient(*connection, "a") == other);
    store::remove_recipient(*connection, "a");
    CHECK(store::recipients(*connection) == std::vector<Recipient>{full});
}

TEST_CASE("a chain of channels is read as it was written, also without addresses", "[recipients]") {
    const auto chain =
        GENERATE(std::vector<ChannelAddress>{}, std::vector<ChannelAddress>{{"robot", ""}},
                 std::vector<ChannelAddress>{{"night duty", ""}, {"mail", "a@b.c"}});
    CHECK(store::chain_of(store::to_text(chain)) == chain);
}
