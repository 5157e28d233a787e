#include "tests/backend/http/tenants.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "backend/access/tokens.hpp"
#include "backend/cases/entries.hpp"
#include "backend/customers/delivery.hpp"
#include "backend/customers/recipient.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/scorecard.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/http/message.hpp"
#include "backend/http/router.hpp"
#include "backend/ingest/intake.hpp"
#include "backend/store/alerts/delivery_rows.hpp"
#include "backend/store/forms/meter_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/scope.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"
#include "common/wire/report_cbor.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::http {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr int days_heard = 60;

truck::Customer customer_fact(const std::string& id, const std::string& dealer) {
    return {.id = CustomerId::from(id).value(),
            .dealer = DealerId::from(dealer).value(),
            .name = "name of " + id,
            .contact = "contact of " + id,
            .phone = "phone of " + id};
}

void enter_truck(std::vector<store::Fact>& facts, const std::string& id, const std::string& owner) {
    const TruckId truck = make::truck_id(id);
    facts.emplace_back(truck::TruckRecord{.id = truck,
                                          .vin = "vin of " + id,
                                          .plate = "plate of " + id,
                                          .model = "T7H",
                                          .segment = "long-haul",
                                          .workshop = "workshop of " + owner,
                                          .plan = PlanId::from("P").value(),
                                          .delivered = make::day("2025-06-01"),
                                          .agreement = id == "TRUCKA01" ? "gold" : ""});
    facts.emplace_back(due::Completion{.truck = truck,
                                       .item = "oil",
                                       .at = make::time("2025-12-20T08:00:00Z"),
                                       .odometer_m = 95'000'000});
}

truck::Ownership owned(const std::string& truck, const std::string& owner, std::string_view from) {
    return {make::truck_id(truck), CustomerId::from(owner).value(), make::time(from)};
}

cases::TruckEntry call(const std::string& truck, const std::string& owner) {
    return {.truck = make::truck_id(truck),
            .entry = {.at = make::time("2026-03-02T11:00:00Z"),
                      .said = cases::Opened{.caller = "caller of " + owner,
                                            .phone = "phone of " + owner,
                                            .words = "it stands"},
                      .about = cases::CaseId::from("B1").value(),
                      .id = cases::EntryId::from("call").value(),
                      .by = "Li"}};
}

due::Plan plan() {
    return {.id = PlanId::from("P").value(),
            .version = 3,
            .items = {{.key = "oil",
                       .name_zh = "机油",
                       .name_en = "engine oil",
                       .every = {.distance_m = 20'000'000, .days = 365},
                       .tolerance = {.distance_m = 1'000'000, .days = 10},
                       .labour_minutes = 90,
                       .bring = {"行驶证"},
                       .parts = {{"CI-4", 42'500}},
                       .service_component = 1},
                      {.key = "brakes", .name_zh = "制动", .every = {.days = 180}},
                      {.key = "tyres", .name_en = "tyres", .every = {.days = 290}},
                      {.key = "belt", .first = {.engine_time_s = 1'800'000}}}};
}

Report report_at(Time at, ReportBody body) {
    Report report = make::report(1, "2026-01-01", std::move(body));
    report.stamp.time = at;
    report.stamp.monotonic = Monotonic{at - make::time("2026-01-01")};
    return report;
}

FaultReport fault(std::uint32_t spn, FaultEvent event, std::uint8_t lamps) {
    FaultReport report = make::fault(0, spn, 3, event);
    report.lamps.state = lamps;
    report.odometer_m = 98'765'432;
    return report;
}

// Drives every day; amber SPN 111 from 10 to 12 January, 112 on 10 February, red 222 from 1 March.
std::vector<Report> events() {
    constexpr std::uint8_t amber = 0x04;
    constexpr std::uint8_t red = 0x10;
    std::vector<Report> reports;
    for (int day = 0; day < days_heard; ++day) {
        const Time morning = make::time("2026-01-01T06:00:00Z") + days{day};
        reports.push_back(report_at(morning, TripReport{}));
        if (day == 9 || day == 40) {
            reports.push_back(report_at(morning + hours{1},
                                        fault(day == 9 ? 111 : 112, FaultEvent::appeared, amber)));
        }
        if (day == 11 || day == 41) {
            reports.push_back(report_at(morning + hours{1},
                                        fault(day == 11 ? 111 : 112, FaultEvent::cleared, 0)));
        }
        if (day == days_heard - 1) {
            reports.push_back(report_at(morning + hours{9}, fault(222, FaultEvent::appeared, red)));
        }
        reports.push_back(report_at(
            morning + hours{12},
            TripReport{.event = TripEvent::stopped, .duration = hours{12}, .distance_m = 200'000}));
    }
    return reports;
}

std::vector<Report> meters() {
    std::vector<Report> reports;
    for (int day = 0; day < days_heard; ++day) {
        const Time evening = make::time("2026-01-01T18:00:00Z") + days{day};
        reports.push_back(
            report_at(evening, make::meters({make::odometer(97'000'000 + day * 300'000)})));
        if (day == 15) {
            auto just_woken = make::odometer(4'211'081'215'000);
            just_woken.quality = ReadingQuality::unsettled;
            reports.push_back(report_at(evening + hours{1}, make::meters({just_woken})));
        }
        if (day == 20) {
            reports.push_back(
                report_at(evening + hours{1}, make::meters({make::odometer(970'000'000)})));
        }
    }
    return reports;
}

ingest::Message message(const std::string& truck, Stream stream, std::vector<Report> reports) {
    std::uint64_t number = 0;
    for (Report& report : reports) {
        report.first = report.last = ++number;
    }
    const TruckId id = make::truck_id(truck);
    const StreamId stream_id{stream == Stream::events ? 0xEU : 0x3U};
    return {topics::up(id, stream), wire::encode_batch(stream_id, reports)};
}

}  // namespace

Tenants::Tenants() {
    engine_.tick(make::time("2026-01-01"));
    enter();
    for (const std::string truck : {"TRUCKA01", "TRUCKB01", "TRUCKX01", "TRUCKT01", "TRUCKU01"}) {
        hear(truck);
    }
    for (int ago = 6; ago >= 0; --ago) {  // each truck has been asked about once
        engine_.tick(now() - days{ago});
    }
    engine_.flush();
    score("TRUCKA01", 3);
    score("TRUCKB01", 4);
    deliver();
}

// A digest that has come, and an alert that was refused.
void Tenants::deliver() {
    const std::vector<customers::ChannelAddress> mail = {
        {.channel = "mail", .address = "manager@fleet-a.example"}};
    store::Delivery digest{.id = "digest.1",
                           .recipient = "manager of CUST-A",
                           .digest = now(),
                           .chain = mail,
                           .planned = now(),
                           .next_try = now()};
    digest.row = store::digest_for(*database_, digest).value();
    digest.state = customers::DeliveryState::delivered;
    digest.tries = 1;
    digest.ended = now();
    digest.code = 250;
    digest.subject = "[Digest] 1 alert about 1 truck";
    store::update_delivery(*database_, digest);
    store::insert_delivery(*database_, {.id = "TRUCKA01.1.1",
                                        .alert = 1'000'000,
                                        .recipient = "manager of CUST-A",
                                        .state = customers::DeliveryState::given_up,
                                        .chain = mail,
                                        .planned = now(),
                                        .next_try = now()});
}

// As if so many predictions had been settled: the fleet here is heard of all at once.
void Tenants::score(const std::string& truck, int settled) {
    due::Scorecard scorecard;
    for (int i = 0; i < settled; ++i) {
        scorecard.add({.how = due::Settling::reached,
                       .notice_minutes = 20 * 1440,
                       .error_minutes = i * 1440});
    }
    const TruckId id = make::truck_id(truck);
    database_
        ->prepare(
            "INSERT INTO meter_scores (bucket, truck, kind, silent_minutes, driven_minutes,"
            " settled, early, late, content) VALUES (?, ?, 0, 0, 0, ?, 0, 0, ?)")
        ->with(topics::bucket_of(id), truck, settled, store::to_blob(scorecard))
        .run();
}

void Tenants::enter() {
    std::vector<store::Fact> facts = {plan(), customer_fact("CUST-A", "DEALER-1"),
                                      customer_fact("CUST-B", "DEALER-1"),
                                      customer_fact("CUST-X", "DEALER-2")};
    enter_truck(facts, "TRUCKA01", "CUST-A");
    enter_truck(facts, "TRUCKB01", "CUST-B");
    enter_truck(facts, "TRUCKX01", "CUST-X");
    enter_truck(facts, "TRUCKT01", "CUST-B");
    facts.emplace_back(faults::OwnWords{.language = "de", .spn = 100, .name = "Öldruck"});
    facts.emplace_back(faults::OwnWords{.language = "de", .fmi = 1, .name = "viel zu niedrig"});
    facts.emplace_back(owned("TRUCKA01", "CUST-A", "2025-06-01"));
    facts.emplace_back(owned("TRUCKB01", "CUST-B", "2025-06-01"));
    facts.emplace_back(owned("TRUCKX01", "CUST-X", "2025-06-01"));
    facts.emplace_back(owned("TRUCKT01", "CUST-A", "2025-06-01"));
    facts.emplace_back(owned("TRUCKT01", "CUST-B", "2026-02-01"));
    facts.emplace_back(call("TRUCKA01", "CUST-A"));
    facts.emplace_back(call("TRUCKX01", "CUST-X"));
    store::append(*database_, facts, make::time("2026-01-01"));
}

void Tenants::enter(const std::vector<store::Fact>& facts) {
    store::append(*database_, facts, now());
    engine_.tick(now());
    engine_.flush();
}

Response Tenants::answer(Router& router, const Request& request) {
    Response response = router.answer(request);
    if (response.later) {
        engine_.tick(now());
        engine_.flush();
        return response.later().value();
    }
    return response;
}

void Tenants::hear(const std::string& truck) {
    const std::vector<ingest::Message> messages = {message(truck, Stream::events, events()),
                                                   message(truck, Stream::meters, meters())};
    engine_.take(messages, make::time("2026-03-01T20:00:00Z"));
}

Services Tenants::services() {
    return {.database = *database_, .metrics = registry_, .now = now, .failures = [this] {
                return failures;
            }};
}

std::string Tenants::token(store::Scope scope) {
    return access::add_token(*database_, {.name = "test", .scope = std::move(scope)}, now());
}

}  // namespace roadworthy::http
