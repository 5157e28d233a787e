#include "backend/exchange/import/recipients_from_csv.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <tuple>
#include <vector>

#include "backend/customers/recipient.hpp"
#include "backend/faults/severity.hpp"
#include "backend/store/alerts/recipient_rows.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using namespace roadworthy::exchange;
using namespace std::chrono_literals;
using customers::Hears;
using customers::Recipient;
using faults::Action;

namespace {

const std::string head =
    "recipient,name,roles,scope,language,time_zone,quiet_hours,channels,at_once,digest_from,"
    "digest_at,most_a_day,withdrawn\n";
const std::string full =
    "li,李工,service_advisor;night_duty,dealer:D1,en,Europe/Berlin,22:00-07:00,"
    "robot;mail=li@dealer.example,stop_now,none,07:30,5,\n";
const std::string brief = "wang,,,customer:CUST-A,,,,mail=wang@fleet.example,,,,,\n";

const Recipient li{.id = "li",
                   .name = "李工",
                   .roles = {"service_advisor", "night_duty"},
                   .scope = {.hears = Hears::dealer, .subject = "D1"},
                   .language = "en",
                   .zone = "Europe/Berlin",
                   .quiet = customers::DayHours{.from = 22h, .until = 7h},
                   .channels = {{.channel = "robot", .address = ""},
                                {.channel = "mail", .address = "li@dealer.example"}},
                   .at_once = Action::stop_now,
                   .digest_from = std::nullopt,
                   .digest_at = 7h + 30min,
                   .most_a_day = 5};
const Recipient wang{.id = "wang",
                     .name = "",
                     .roles = {},
                     .scope = {.hears = Hears::customer, .subject = "CUST-A"},
                     .channels = {{.channel = "mail", .address = "wang@fleet.example"}}};

}  // namespace

TEST_CASE("whose line says no number of messages gets the operator's", "[recipients]") {
    const auto most = [](std::uint32_t usual) {
        return recipients_from_csv(head + full + brief, usual).recipients.back().most_a_day;
    };
    CHECK(most(7) == 7);
    CHECK(most(30) == 30);
    CHECK(recipients_from_csv(head + full, 7).recipients.at(0).most_a_day ==
          recipients_from_csv(head + full).recipients.at(0).most_a_day);
}

TEST_CASE("a line says everything about a recipient, or what is usual holds", "[exchange]") {
    const RecipientFile file = recipients_from_csv(head + full + brief);
    CHECK(file.errors.empty());
    CHECK(file.recipients == std::vector<Recipient>{li, wang});
}

TEST_CASE("hours of duty go over midnight too, and are held to their form", "[exchange]") {
    const std::string duty =
        "recipient,scope,channels,duty_hours\nwang,customer:CUST-A,"
        "mail=wang@fleet.example,";
    const RecipientFile file = recipients_from_csv(duty + "20:00-07:30\n");
    REQUIRE(file.recipients.size() == 1);
    Recipient on_duty = wang;
    on_duty.duty = customers::DayHours{.from = 20h, .until = 7h + 30min};
    CHECK(file.recipients.front() == on_duty);
    const RecipientFile wrong = recipients_from_csv(duty + "at night\n");
    REQUIRE(wrong.errors.size() == 1);
    CHECK(wrong.errors.front().column == "duty_hours");
}

TEST_CASE("what nobody can be told by is refused with its column", "[exchange]") {
    const auto [line, column] = GENERATE(table<std::string, std::string>({
        {"a,,,all,,,,,,,,,", "channels"},
        {"a,,,all,,,,=x,,,,,", "channels"},
        {"a,,,all,,,,1;2;3;4;5;6;7;8;9,,,,,", "channels"},
        {"a,,,,,,,mail=a@b.c,,,,,", "scope"},
        {"a,,,customer:,,,,mail=a@b.c,,,,,", "scope"},
        {"a,,,truck:T,,,,mail=a@b.c,,,,,", "scope"},
        {"a,,,all,de,,,mail=a@b.c,,,,,", "language"},
        {"a,,,all,,Mars/Base,,mail=a@b.c,,,,,", "time_zone"},
        {"a,,,all,,,22-7,mail=a@b.c,,,,,", "quiet_hours"},
        {"a,,,all,,,07:00-07:00,mail=a@b.c,,,,,", "quiet_hours"},
        {"a,,,all,,,22:00-24:00,mail=a@b.c,,,,,", "quiet_hours"},
        {"a,,,all,,,,mail=a@b.c,panic,,,,", "at_once"},
        {"a,,,all,,,,mail=a@b.c,,some,,,", "digest_from"},
        {"a,,,all,,,,mail=a@b.c,,,8,,", "digest_at"},
        {"a,,,all,,,,mail=a@b.c,,,,1001,", "most_a_day"},
        {"a,,,all,,,,mail=a@b.c,,,,,perhaps", "withdrawn"},
        {",,,all,,,,mail=a@b.c,,,,,", "recipient"},
    }));
    const RecipientFile file = recipients_from_csv(head + line + "\n");
    CHECK(file.recipients.empty());
    REQUIRE(file.errors.size() == 1);
    CHECK(file.errors[0].column == column);
    CHECK(file.errors[0].line == 2);
}

TEST_CASE("a person stands once in a file", "[exchange]") {
    CHECK(recipients_from_csv(head + brief + brief).errors.size() == 1);
}

TEST_CASE("recipients are kept as they were entered, changed and taken off", "[exchange]") {
    const auto connection = support::empty_store();
    const ImportReport first = import_recipients(*connection, head + full + brief);
    CHECK(first.taken == 2);
    CHECK(store::recipients(*connection) == std::vector<Recipient>{li, wang});
    CHECK(store::recipient(*connection, "li") == li);

    const ImportReport again = import_recipients(*connection, head + full + brief);
    CHECK(again.taken == 0);
    CHECK(again.unchanged == 2);

    const ImportReport gone =
        import_recipients(*connection, "recipient,withdrawn\nli,yes\nnobody,yes\n");
    CHECK(gone.taken == 1);
    CHECK(gone.unchanged == 1);
    CHECK(store::recipients(*connection) == std::vector<Recipient>{wang});
}
