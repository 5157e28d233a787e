// From an alert to what goes out, over a real store: expansion, tries, outcomes, kills.

#include "backend/notify/outbox.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "backend/access/tokens.hpp"
#include "backend/cases/entries.hpp"
#include "backend/customers/alerts.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/customers/delivery.hpp"
#include "backend/customers/recipient.hpp"
#include "backend/faults/severity.hpp"
#include "backend/ingest/apply/applier.hpp"
#include "backend/notify/channels/channel.hpp"
#include "backend/notify/expansion.hpp"
#include "backend/notify/people.hpp"
#include "backend/notify/wording.hpp"
#include "backend/store/alerts/alert_rows.hpp"
#include "backend/store/alerts/delivery_rows.hpp"
#include "backend/store/alerts/recipient_rows.hpp"
#include "backend/store/case_link_rows.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/truck/registry.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using namespace roadworthy::notify;
using namespace std::chrono_literals;
using customers::AlertKind;
using customers::DeliveryState;
using faults::Action;
using make::time;
using support::number;

namespace {

const TruckId the_truck = make::truck_id("TRUCK001");
const Time noon = time("2026-11-23T04:00:00Z");   // in China
const Time night = time("2026-11-23T18:00:00Z");  // 02:00
const Time morning = time("2026-11-23T23:00:00Z");
const Receipt delivered{.outcome = Outcome::delivered, .code = 200};
const Receipt failed{.outcome = Outcome::again, .code = 500, .detail = "HTTP 500"};
const Receipt no_answer{.outcome = Outcome::again, .detail = "timed out"};
const Receipt refused{.outcome = Outcome::refused, .code = 404, .detail = "HTTP 404"};

customers::Recipient person(const std::string& id) {
    return {.id = id,
            .name = id,
            .roles = {},
            .scope = {.hears = customers::Hears::everything, .subject = {}},
            .language = "en",
            .channels = {{.channel = "mail", .address = id + "@dealer.example"},
                         {.channel = "hook", .address = ""}}};
}

customers::Recipient sleeper(const std::string& id) {
    customers::Recipient one = person(id);
    one.quiet = {.from = 22h, .until = 7h};
    return one;
}

struct Office {
    explicit Office(const std::vector<customers::Recipient>& recipients) {
        for (const customers::Recipient& one : recipients) {
            store::put_recipient(*connection, one);
        }
        enter({truck::Customer{.id = CustomerId::from("CUST-A").value(),
                               .dealer = DealerId::from("DEALER-1").value(),
                               .name = "大路物流",
                               .contact = "王",
                               .phone = "138"},
               truck::Customer{.id = CustomerId::from("CUST-B").value(),
                               .dealer = DealerId::from("DEALER-1").value(),
                               .name = "another"},
               truck::TruckRecord{.id = the_truck, .vin = "LVIN1", .plate = "京A12345"}});
        own("CUST-A", time("2026-01-01T00:00:00Z"));
    }
    void own(const char* customer, Time from) {
        enter(
            {truck::Ownership{
                .truck = the_truck, .customer = CustomerId::from(customer).value(), .from = from}},
            from);
    }
    void enter(const std::vector<store::Fact>& facts, Time now = time("2026-01-02T00:00:00Z")) {
        const auto last = store::append(*connection, facts, now);
        ingest::Applier(*connection, store::Version::live).fold_until(last);
    }

    // Raised at `at`, and to be told from then on; gives the row.
    std::int64_t raise(Action action, Time at, int n = 1, AlertKind kind = AlertKind::raised) {
        customers::Alert alert{.matter = "F1",
                               .n = n,
                               .kind = kind,
                               .action = action,
                               .happened = at,
                               .heard = at,
                               .written = at,
                               .not_before = at,
                               .active = customers::AlertActive::yes,
                               .fault = FaultKey{.source_address = 0, .spn = 100, .fmi = 1},
                               .reasons = {"red_stop_lamp"}};
        alert.customer = CustomerId::from("CUST-A").value();
        return store::insert_alert(*connection, the_truck, alert);
    }
    std::size_t expand(Time now) { return notify::expand(*connection, people, now, 100); }
    std::vector<std::string> waiting(const std::string& channel, Time now) {
        std::vector<std::string> ids;
        while (const auto sending = outbox.begin(channel, now)) {
            ids.push_back(sending->message.to);
        }
        return ids;
    }
    store::Delivery row(std::int64_t number_of_row) {
        return store::delivery(*connection, number_of_row).value();
    }
    std::int64_t count(const std::string& where) {
        return number(*connection, "SELECT COUNT(*) FROM deliveries WHERE " + where);
    }

    std::unique_ptr<sql::Connection> connection = support::empty_store();
    People people{*connection};
    Outbox outbox{*connection, people, Wording(*connection, "https://r.example"), {}};
};

}  // namespace

TEST_CASE("an alert goes to each recipient once, by his first channel", "[outbox]") {
    Office office({person("a"), person("b")});
    const auto alert = office.raise(Action::stop_now, noon);
    CHECK(office.expand(noon) == 1);
    CHECK(office.expand(noon) == 0);
    CHECK(store::alert(*office.connection, alert)->alert.state == customers::AlertState::told);
    CHECK(office.waiting("mail", noon) ==
          std::vector<std::string>{"a@dealer.example", "b@dealer.example"});
    CHECK(office.waiting("hook", noon).empty());
    CHECK(office.count("1 = 1") == 2);
}

TEST_CASE("what may not be told yet waits", "[outbox]") {
    Office office({person("a")});
    office.raise(Action::stop_now, noon);
    CHECK(office.expand(noon - 1s) == 0);
    CHECK(office.count("1 = 1") == 0);
}

TEST_CASE("a message says what is known, in the reader's language", "[outbox]") {
    Office office({person("a")});
    office.raise(Action::stop_now, noon);
    office.expand(noon);
    const Outgoing message = office.outbox.begin("mail", noon)->message;
    CHECK_THAT(message.subject, Catch::StartsWith("[Stop now] 京A12345: "));
    CHECK_THAT(message.text, Catch::Contains("VIN LVIN1") && Catch::Contains("大路物流") &&
                                 Catch::Contains("王 138") &&
                                 Catch::Contains("https://r.example/api/v1/faults?truck=TRUCK001"));
    CHECK(message.language == "en");
    CHECK_THAT(message.payload, Catch::Contains("\"delivery\":\"" + message.id.text() + "\""));
}

TEST_CASE(
    "of a truck that was sold since, its former owner's people read nothing that is another's",
    "[outbox]") {
    customers::Recipient fleet = person("a");
    fleet.scope = {.hears = customers::Hears::customer, .subject = "CUST-A"};
    Office office({fleet});
    office.raise(Action::stop_now, noon);
    office.own("CUST-B", noon + 1h);
    office.expand(noon + 2h);
    const Outgoing message = office.outbox.begin("mail", noon + 2h)->message;
    for (const std::string& text : {message.subject, message.text, message.html, message.payload}) {
        CHECK_THAT(text, !Catch::Contains("京A12345") && !Catch::Contains("LVIN1") &&
                             !Catch::Contains("another"));
    }
    CHECK_THAT(message.text, Catch::Contains("TRUCK001") && Catch::Contains("大路物流"));
}

TEST_CASE("by what it is covered is told as it was known first, whatever is entered afterwards",
          "[outbox]") {
    Office office({person("a"), sleeper("b")});
    customers::Paper paper{.id = customers::PaperId::from("W1").value(),
                           .from = make::day("2026-01-01"),
                           .until = make::day("2026-12-31"),
                           .systems = {"lubrication"}};
    office.enter({customers::TruckPaper{the_truck, paper}});
    office.raise(Action::workshop_soon, night);
    office.expand(night);
    CHECK_THAT(office.outbox.begin("mail", night)->message.text,
               Catch::Contains("Covered: by the warranty until 2026-12-31\n"));
    paper.is_withdrawn = true;
    office.enter({customers::TruckPaper{the_truck, paper}});
    CHECK_THAT(office.outbox.begin("mail", morning)->message.text,
               Catch::Contains("Covered: by the warranty until 2026-12-31\n"));
}

TEST_CASE("a customer's people get the page of their case, not what needs a token", "[outbox]") {
    customers::Recipient fleet = person("a");
    fleet.scope = {.hears = customers::Hears::customer, .subject = "CUST-A"};
    Office office({fleet});
    const std::string all_links = "SELECT COUNT(*) FROM case_links";
    SECTION("of what is no case there is no page") {
        office.raise(Action::workshop_soon, noon);
        office.expand(noon);
        CHECK_THAT(office.outbox.begin("mail", noon)->message.text,
                   !Catch::Contains("https://r.example"));
        CHECK(number(*office.connection, all_links) == 0);
    }
    SECTION("of a case the link opens it, for a time") {
        office.enter({cases::TruckEntry{
            .truck = the_truck,
            .entry = {.at = noon,
                      .said = cases::Opened{.caller = "Wang", .words = "it stands"},
                      .about = cases::CaseId::from("B1").value(),
                      .id = cases::EntryId::from("call").value(),
                      .by = "Li"}}});
        customers::Alert alert{.matter = "B1",
                               .kind = AlertKind::case_stage,
                               .action = Action::workshop_soon,
                               .happened = noon,
                               .heard = noon,
                               .written = noon,
                               .not_before = noon,
                               .stage = 1};
        alert.customer = CustomerId::from("CUST-A").value();
        store::insert_alert(*office.connection, the_truck, alert);
        office.expand(noon);
        const std::string text = office.outbox.begin("mail", noon)->message.text;
        const auto at = text.find("https://r.example/c/");
        REQUIRE(at != std::string::npos);
        const std::string token = text.substr(at + 20, 64);
        const auto link =
            store::case_link(*office.connection, access::hash_of(token), noon + 13 * 24h);
        REQUIRE(link);
        CHECK(link->about == cases::CaseId::from("B1").value());
        CHECK(link->customer == CustomerId::from("CUST-A").value());
        CHECK_FALSE(store::case_link(*office.connection, access::hash_of(token), noon + 14 * 24h));
    }
}

TEST_CASE("without a public address no message has a link", "[outbox]") {
    Office office({person("a")});
    Outbox silent{*office.connection, office.people, Wording(*office.connection, ""), {}};
    office.raise(Action::workshop_soon, noon);
    office.expand(noon);
    CHECK_THAT(silent.begin("mail", noon)->message.text,
               !Catch::Contains("Details") && !Catch::Contains("/api/"));
}

TEST_CASE("a repeat is the same message under the same id, whatever has changed since",
          "[outbox]") {
    Office office({person("a")});
    office.raise(Action::stop_now, noon);
    office.expand(noon);
    const auto first = office.outbox.begin("mail", noon);
    office.outbox.end(first->row, failed, noon);
    CHECK_FALSE(office.outbox.begin("mail", noon));
    office.enter({truck::TruckRecord{.id = the_truck, .vin = "LVIN2", .plate = "沪B1"}});
    const auto second = office.outbox.begin("mail", noon + 1h);
    REQUIRE(second);
    CHECK(second->message.id == first->message.id);
    CHECK(second->message.text == first->message.text);
    CHECK(second->message.payload == first->message.payload);
    CHECK(second->message.composed == first->message.composed);
}

TEST_CASE("what was refused goes by the next channel under the same id, and then is given up",
          "[outbox]") {
    Office office({person("a")});
    office.raise(Action::stop_now, noon);
    office.expand(noon);
    const auto by_mail = office.outbox.begin("mail", noon);
    office.outbox.end(by_mail->row, refused, noon);
    CHECK_FALSE(office.outbox.begin("mail", noon));
    const auto by_hook = office.outbox.begin("hook", noon);
    REQUIRE(by_hook);
    CHECK(by_hook->message.id == by_mail->message.id);
    CHECK(by_hook->message.to.empty());
    office.outbox.end(by_hook->row, refused, noon);
    const store::Delivery row = office.row(by_mail->row);
    CHECK(row.state == DeliveryState::given_up);
    CHECK(row.receipt == "HTTP 404");
    CHECK(row.tries == 2);
    CHECK(row.message.empty());
    CHECK_FALSE(row.subject.empty());
}

TEST_CASE("what waits for a channel that is not configured goes by the next one", "[outbox]") {
    Office office({person("a")});
    office.raise(Action::stop_now, noon);
    office.expand(noon);
    office.outbox.refuse_all("mail", noon);
    CHECK(office.outbox.begin("hook", noon));
}

TEST_CASE("a try that has no outcome when the program starts is made again, and counted",
          "[outbox]") {
    Office office({person("a")});
    office.raise(Action::stop_now, noon);
    office.expand(noon);
    const auto killed = office.outbox.begin("mail", noon);
    CHECK(office.row(killed->row).state == DeliveryState::trying);
    CHECK_FALSE(office.outbox.begin("mail", noon + 1min));
    CHECK(store::recover(*office.connection, noon + 1min) == 1);
    CHECK(store::recover(*office.connection, noon + 1min) == 0);
    const auto again = office.outbox.begin("mail", noon + 1min);
    REQUIRE(again);
    CHECK(again->message.id == killed->message.id);
    office.outbox.end(again->row, delivered, noon + 1min);
    const store::Delivery row = office.row(again->row);
    CHECK(row.state == DeliveryState::delivered);
    CHECK(row.tries == 2);
    CHECK(row.possible_repeats == 1);
}

TEST_CASE(
    "a try after one without an answer may be a repeat; after one that was answered it is not",
    "[outbox]") {
    Office office({person("a")});
    office.raise(Action::stop_now, noon);
    office.expand(noon);
    const auto row = office.outbox.begin("mail", noon)->row;
    office.outbox.end(row, failed, noon);
    office.outbox.begin("mail", noon + 1h);
    CHECK(office.row(row).possible_repeats == 0);
    office.outbox.end(row, no_answer, noon + 1min);
    office.outbox.begin("mail", noon + 2h);
    CHECK(office.row(row).possible_repeats == 1);
}

TEST_CASE("an outcome that is told twice changes nothing", "[outbox]") {
    Office office({person("a")});
    office.raise(Action::stop_now, noon);
    office.expand(noon);
    const auto row = office.outbox.begin("mail", noon)->row;
    office.outbox.end(row, delivered, noon);
    const store::Delivery before = office.row(row);
    office.outbox.end(row, refused, noon + 1h);
    CHECK(office.row(row) == before);
}

TEST_CASE("a message that fails until the quiet hours begin waits for their end", "[outbox]") {
    Office office({sleeper("a")});
    const Time evening = time("2026-11-23T13:59:50Z");
    office.raise(Action::workshop_soon, evening);
    office.expand(evening);
    const auto row = office.outbox.begin("mail", evening)->row;
    office.outbox.end(row, failed, evening);
    CHECK_FALSE(office.outbox.begin("mail", night));
    CHECK_FALSE(office.outbox.begin("mail", morning - 1s));
    CHECK(office.outbox.begin("mail", morning));
}

TEST_CASE("stop now is sent in quiet hours, and says so", "[outbox]") {
    Office office({sleeper("a")});
    office.raise(Action::stop_now, night);
    office.expand(night);
    const auto sending = office.outbox.begin("mail", night);
    REQUIRE(sending);
    CHECK_THAT(sending->message.text, Catch::Contains("in your quiet hours"));
}

TEST_CASE("an upgrade in the night takes the place of what was to be told in the morning",
          "[outbox]") {
    Office office({sleeper("a")});
    office.raise(Action::workshop_soon, night);
    office.expand(night);
    office.raise(Action::stop_now, night + 1h, 2, AlertKind::upgraded);
    office.expand(night + 1h);
    CHECK(office.outbox.begin("mail", night + 1h));
    CHECK(office.count("state = 6") == 1);
    CHECK_FALSE(office.outbox.begin("mail", morning));
}

TEST_CASE("what follows in a matter waits for what was before it, unless it is urgent",
          "[outbox]") {
    Office office({person("a")});
    office.raise(Action::workshop_soon, noon);
    office.expand(noon);
    const auto first = office.outbox.begin("mail", noon);
    office.outbox.end(first->row, failed, noon);
    office.raise(Action::log, noon + 1s, 2, AlertKind::all_clear);
    office.expand(noon + 1s);
    CHECK_FALSE(office.outbox.begin("mail", noon + 2s));
    const auto retried = office.outbox.begin("mail", noon + 5min);
    REQUIRE(retried);
    CHECK(retried->row == first->row);
    CHECK_FALSE(office.outbox.begin("mail", noon + 5min));
    office.outbox.end(first->row, failed, noon + 5min);
    office.raise(Action::stop_now, noon + 5min, 3, AlertKind::upgraded);
    office.expand(noon + 5min);
    CHECK_THAT(office.outbox.begin("mail", noon + 5min)->message.subject,
               Catch::Contains("Upgraded to stop now"));
}

TEST_CASE("urgent messages go before all others", "[outbox]") {
    Office office({person("a")});
    office.raise(Action::workshop_soon, noon);
    office.expand(noon);
    office.raise(Action::stop_now, noon + 1min, 2, AlertKind::escalation);
    customers::Recipient caller = person("z");
    store::put_recipient(*office.connection, caller);
    customers::Alert other{.matter = "F2",
                           .action = Action::stop_now,
                           .happened = noon,
                           .heard = noon,
                           .written = noon,
                           .not_before = noon,
                           .fault = FaultKey{.source_address = 0, .spn = 110, .fmi = 0}};
    store::insert_alert(*office.connection, the_truck, other);
    office.expand(noon + 1min);
    CHECK_THAT(office.outbox.begin("mail", noon + 1min)->message.subject,
               Catch::StartsWith("[Stop now]"));
}

TEST_CASE("above the cap of a day the rest comes in one digest, which says so", "[outbox]") {
    customers::Recipient few = person("a");
    few.most_a_day = 2;
    Office office({few});
    for (int matter = 1; matter <= 5; ++matter) {
        customers::Alert alert{.matter = "F" + std::to_string(matter),
                               .action = Action::workshop_soon,
                               .happened = noon,
                               .heard = noon,
                               .written = noon,
                               .not_before = noon,
                               .fault = FaultKey{.source_address = 0, .spn = 100, .fmi = 1}};
        store::insert_alert(*office.connection, the_truck, alert);
    }
    office.expand(noon);
    CHECK(office.waiting("mail", noon).size() == 2);
    CHECK(office.count("state = 5") == 3);
    const Time at = time("2026-11-24T00:00:00Z");
    CHECK_FALSE(office.outbox.begin("mail", at - 1s));
    const auto digest = office.outbox.begin("mail", at);
    REQUIRE(digest);
    CHECK(digest->message.subject == "[Digest] 3 alerts about 1 truck");
    CHECK_THAT(digest->message.text,
               Catch::Contains("3 of them are here because you get at most 2 messages a day."));
    // What comes while it is on its way is in the next one.
    office.raise(Action::at_next_service, at, 9);
    office.expand(at);
    office.outbox.end(digest->row, failed, at);
    CHECK(office.outbox.begin("mail", at + 1h)->message.subject ==
          "[Digest] 3 alerts about 1 truck");
    office.outbox.end(digest->row, delivered, at + 1h);
    CHECK(office.outbox.begin("mail", at + 24h)->message.subject ==
          "[Digest] 1 alert about 1 truck");
}

TEST_CASE("an all clear comes by digest to whom the alert came by digest, and to nobody else",
          "[outbox]") {
    customers::Recipient brief = person("b");
    brief.digest_from.reset();
    Office office({person("a"), brief});
    office.raise(Action::at_next_service, noon);
    office.expand(noon);
    const auto clear = office.raise(Action::log, noon + 1h, 2, AlertKind::all_clear);
    office.expand(noon + 1h);
    CHECK(office.count("alert = " + std::to_string(clear)) == 1);
    CHECK(office.outbox.begin("mail", noon + 24h)->message.subject ==
          "[Digest] 2 alerts about 1 truck");
}

TEST_CASE("an alert that nobody hears of is marked, with the reason", "[outbox]") {
    customers::Recipient other = person("a");
    other.scope = {.hears = customers::Hears::customer, .subject = "CUST-B"};
    Office office({other});
    const auto alert = office.raise(Action::stop_now, noon);
    office.expand(noon);
    CHECK(number(*office.connection,
                 "SELECT reason FROM untold WHERE alert = " + std::to_string(alert)) == 1);
    CHECK(store::outbox_figures(*office.connection, noon).untold == 1);
}

TEST_CASE("who was taken off is sent nothing more", "[outbox]") {
    Office office({person("a")});
    office.raise(Action::stop_now, noon);
    office.expand(noon);
    store::remove_recipient(*office.connection, "a");
    CHECK_FALSE(office.outbox.begin("mail", noon));
    CHECK(office.count("state = 4 AND receipt = 'the recipient was taken off'") == 1);
}

TEST_CASE("the figures say what waits, since when, and what was given up", "[outbox]") {
    Office office({person("a"), person("b"), person("c"), person("d")});
    office.raise(Action::stop_now, noon);
    const auto before = store::outbox_figures(*office.connection, noon + 1min);
    CHECK(before.alerts_waiting == 1);
    CHECK(before.oldest_alert == noon);
    office.expand(noon + 1min);
    const auto first = office.outbox.begin("mail", noon + 1min);
    office.outbox.end(first->row, failed, noon + 1min);
    office.outbox.begin("mail", noon + 1min);
    const auto third = office.outbox.begin("mail", noon + 1min);
    office.outbox.end(third->row, refused, noon + 1min);
    office.outbox.end(office.outbox.begin("hook", noon + 1min)->row, refused, noon + 1min);
    const auto after = store::outbox_figures(*office.connection, noon + 2min);
    CHECK(after.alerts_waiting == 0);
    CHECK(after.waiting == 1);
    CHECK(after.trying == 1);
    CHECK(after.tried == 1);
    CHECK(after.given_up == 1);
    CHECK(after.oldest_due == noon + 1min);
}

TEST_CASE("an id hangs on what is told and to whom, and on nothing else", "[outbox]") {
    Office office({});
    const auto row = office.raise(Action::stop_now, noon);
    const auto alert = *store::alert(*office.connection, row);
    store::TruckAlert restored = alert;
    restored.alert.id = 99;
    restored.alert.written = noon + 1h;
    CHECK(delivery_id(restored, "a") == delivery_id(alert, "a"));
    store::TruckAlert later = alert;
    later.alert.n = 2;
    store::TruckAlert other = alert;
    other.alert.matter = "F2";
    store::TruckAlert another_time = alert;
    another_time.alert.happened += 1s;
    const std::set<std::string> ids = {delivery_id(alert, "a"), delivery_id(alert, "b"),
                                       delivery_id(later, "a"), delivery_id(other, "a"),
                                       delivery_id(another_time, "a")};
    CHECK(ids.size() == 5);
    for (const std::string& id : ids) {
        CHECK(DeliveryId::from(id));
    }
    CHECK(DeliveryId::from(digest_id("李工", noon)));
}
