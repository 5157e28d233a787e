#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "backend/cases/calendar/opening_hours.hpp"
#include "backend/cases/calendar/zone.hpp"
#include "backend/cases/case.hpp"
#include "backend/cases/clocks.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/cases/policy.hpp"
#include "backend/cases/policy_book.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/customers/dossier.hpp"
#include "backend/customers/visit_offer.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/forecast.hpp"
#include "backend/due/history.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/recalls.hpp"
#include "backend/due/visits/workshop.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/faults/severity.hpp"
#include "backend/store/forms/case_form.hpp"
#include "backend/store/forms/dossier_form.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/forms/encoder.hpp"
#include "backend/store/forms/meter_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/truck/meter_book.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/wire/cbor.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using store::Fact;

namespace {

TruckId truck_id() {
    return make::truck_id("TRUCK001");
}

// Each that may be said of a case, with everything set.
std::vector<cases::Said> sayings(Time at) {
    return {cases::Opened{.kind = cases::CaseKind::complaint,
                          .caller = "c",
                          .phone = "p",
                          .words = "w",
                          .where = "h",
                          .place = cases::Place{-1, 2},
                          .happened = at},
            cases::Reached{cases::Stage::released},
            cases::Owned{"o", "w"},
            cases::Note{"n"},
            cases::Link{"https://x", "t"},
            cases::NextStep{"s", make::day("2027-03-01")},
            cases::Paused{cases::PauseReason::weather_or_road, "w"},
            cases::Resumed{},
            cases::Estimate{at, "w"},
            cases::Answer{true, at, "w"},
            cases::Joined{cases::CaseId::from("B").value()},
            cases::KeptApart{},
            cases::Withdrawn{cases::EntryId::from("e").value()},
            cases::Closed{.cause = "c",
                          .action = "a",
                          .parts = {"p", "q"},
                          .labour_min = 3,
                          .cost_minor = 4,
                          .currency = "CNY",
                          .paid_by = cases::PaidBy::goodwill,
                          .alert = cases::Usefulness::not_useful}};
}

cases::SlaPolicy sla_policy() {
    using std::chrono::hours;
    cases::SlaPolicy policy;
    policy.rows = {{.tier = truck::Tier::vip,
                    .action = faults::Action::stop_now,
                    .kind = cases::CaseKind::breakdown,
                    .agreement = "gold",
                    .response = hours{1},
                    .solution = hours{2},
                    .calendar = "office"},
                   {}};
    const auto zone =
        cases::Zone::from(hours{8}, {{.at = support::at(5), .offset = hours{9}}}).value();
    const auto open = cases::OpeningHours::from(
                          {{{{.from = hours{9}, .until = hours{17}}}}},
                          {{.day = cases::LocalDay{std::chrono::days{20'000}}, .hours = {}}})
                          .value();
    policy.calendars = {{"office", {.zone = zone, .hours = open}}};
    policy.stops = {cases::PauseReason::other};
    policy.solved_by = cases::Stage::repaired;
    policy.escalation = {
        {.clock = cases::ClockKind::solution, .percent = 120, .level = 4, .role = "owner"}};
    return policy;
}

std::vector<Fact> case_facts(Time at) {
    std::vector<Fact> all{cases::PolicyVersion{.version = 3, .policy = sla_policy()}};
    int number = 0;
    for (cases::Said& said : sayings(at)) {
        all.emplace_back(cases::TruckEntry{
            .truck = truck_id(),
            .entry = {.at = at,
                      .said = std::move(said),
                      .about = cases::CaseId::from("B").value(),
                      .id = cases::EntryId::from("e" + std::to_string(++number)).value(),
                      .by = "Li"}});
    }
    return all;
}

// Everything that is set in one of each kind.
std::vector<Fact> other_facts() {
    const Time at = support::at(5) + std::chrono::microseconds{7};
    const due::Interval interval{
        .distance_m = -1, .engine_time_s = 2, .days = 3, .fuel_used_ml = 4};
    return {
        truck::Customer{.id = CustomerId::from("客户 1").value(),
                        .dealer = DealerId::from("D").value(),
                        .name = "n",
                        .contact = "c",
                        .phone = "p",
                        .language = "en",
                        .tier = truck::Tier::prospect},
        truck::TruckRecord{.id = truck_id(),
                           .vin = "v",
                           .plate = "粤B 1",
                           .model = "m",
                           .segment = "s",
                           .workshop = "w",
                           .plan = PlanId::from("P").value(),
                           .delivered = make::day("2020-02-29"),
                           .engine = "e",
                           .duty = "long-haul",
                           .agreement = "gold",
                           .agreement_until = make::day("2028-02-29")},
        truck::Ownership{truck_id(), CustomerId::from("C").value(), at},
        truck::Ownership{truck_id(), std::nullopt, at},
        due::Plan{.id = PlanId::from("P").value(),
                  .version = 3,
                  .items = {{.key = "k",
                             .name_zh = "机油",
                             .name_en = "oil",
                             .first = interval,
                             .every = interval,
                             .tolerance = {},
                             .labour_minutes = 90,
                             .early = interval,
                             .counting = due::Counting::anniversary,
                             .seasons = {{"north", 11, 1}, {"", 12, 31}},
                             .bring = {"行驶证", "keys"},
                             .parts = {{"LF 9080", 1000}, {"CI-4", 42'500}},
                             .service_component = 3}},
                  .selector = due::Selector{{"T7H"}, {"MC11"}, {"heavy"}, {"tipper", "自卸"}}},
        due::Completion{.truck = truck_id(),
                        .item = "k",
                        .at = at,
                        .odometer_m = 1,
                        .engine_time_s = 2,
                        .workshop = "w",
                        .note = "n",
                        .cost_cents = -3,
                        .arrived = at,
                        .left = at},
        truck::ManualReading{.truck = truck_id(),
                             .kind = MeterKind::fuel_used,
                             .at = at,
                             .value = 9,
                             .by = "somebody"},
        due::CompletionVoid{truck_id(), "k", at, "another truck"},
        due::ItemOverride{.truck = truck_id(),
                          .item = "k",
                          .from = at,
                          .is_excluded = true,
                          .first = due::Interval{},
                          .every = interval,
                          .tolerance = interval,
                          .early = interval,
                          .counting = due::Counting::actual,
                          .due_on = make::day("2027-03-01"),
                          .note = "n",
                          .name_zh = "保险",
                          .name_en = "insurance"},
        due::ItemOverride{.truck = truck_id(), .item = "k", .from = at},
        due::Recall{.id = "R",
                    .at = at,
                    .name_zh = "召回",
                    .name_en = "recall",
                    .due_on = make::day("2027-03-01"),
                    .labour_minutes = 30,
                    .bring = {"b"},
                    .parts = {{"LF", 1}}},
        due::RecallList{.recall = "R",
                        .at = at,
                        .listing = due::Listing::withdrawn,
                        .vins = {"LFWSRXRJ1F1E00001", "x"}},
        due::Workshop{.key = "W",
                      .name = "n",
                      .dealer = "d",
                      .utc_offset = -std::chrono::minutes{210},
                      .opening = {.week = {{{6, 22}, {0, 0}}}, .closed = {make::day("2026-10-01")}},
                      .mechanics = 2,
                      .hand_over = std::chrono::minutes{45},
                      .phone = "p",
                      .address = "a"},
        due::DayTick{.day = make::day("2026-11-22"),
                     .numbers = {due::FleetNumbers{.rate = 0.1, .widths = {1.0 / 3.0, 2.5}}}},
        truck::MeterLevel{.truck = truck_id(),
                          .kind = MeterKind::engine_time,
                          .level = {.at = at,
                                    .source = MeterSource{.spn = 247, .source_address = 0},
                                    .shown = 5,
                                    .life = 6,
                                    .is_withdrawn = true},
                          .by = "Li"},
        truck::QuietDays::from({{at, at + std::chrono::days{9}, 0.25}}).value(),
        faults::OwnWords{.language = "pt-br",
                         .spn = 520'222,
                         .fmi = 31,
                         .source_address = 253,
                         .model = "T7H",
                         .system = "brakes",
                         .name = "n",
                         .notice = "t",
                         .what_to_do = "d",
                         .is_withdrawn = true},
        faults::OwnWords{.language = "de", .fmi = 0}};
}

// What customers are promised, and what they answer.
std::vector<Fact> promise_facts(Time at) {
    return {customers::TruckPaper{.truck = truck_id(),
                                  .paper = {.id = customers::PaperId::from("W1").value(),
                                            .kind = customers::PaperKind::agreement,
                                            .name = "n",
                                            .from = make::day("2026-01-01"),
                                            .until = make::day("2027-01-01"),
                                            .most_m = 3,
                                            .systems = {"brakes"},
                                            .is_withdrawn = true}},
            customers::VisitAnswer{.truck = truck_id(),
                                   .id = customers::AnswerId::from("link 1").value(),
                                   .visit = customers::VisitId::from("v").value(),
                                   .at = at,
                                   .is_accepted = true,
                                   .when = at,
                                   .words = "w",
                                   .jobs = {{"oil", "机油", "oil"}},
                                   .customer = CustomerId::from("C").value(),
                                   .by = "customer"}};
}

std::vector<Fact> facts() {
    auto all = other_facts();
    const auto of_cases = case_facts(support::at(5));
    all.insert(all.end(), of_cases.begin(), of_cases.end());
    const auto promises = promise_facts(support::at(5));
    all.insert(all.end(), promises.begin(), promises.end());
    return all;
}

// A value with the first of its fields alone.
template <class... Fields>
std::vector<std::byte> older(const Fields&... fields) {
    cbor::Writer writer;
    store::Encoder{writer}(fields...);
    return writer.take();
}

}  // namespace

TEST_CASE("a fact reads back as it was entered", "[forms]") {
    for (const Fact& fact : facts()) {
        INFO(fact.index());
        CHECK(store::decode_fact(store::encode_fact(fact)) == fact);
    }
}

TEST_CASE("a fact cut anywhere is an error, never another fact", "[forms]") {
    for (const Fact& fact : facts()) {
        const auto whole = store::encode_fact(fact);
        for (std::size_t length = 0; length < whole.size(); ++length) {
            INFO(fact.index() << " cut to " << length);
            CHECK_FALSE(store::decode_fact(std::span(whole).first(length)));
        }
    }
}

TEST_CASE("a fact of a kind that is not known yet says so", "[forms]") {
    cbor::Writer writer;
    writer.array(2).unsigned_integer(99).bytes({});
    const auto fact = store::decode_fact(writer.written());
    REQUIRE_FALSE(fact);
    CHECK(fact.error().message.find("99") != std::string::npos);
}

TEST_CASE("what is said of a case in a way that is not known yet is refused", "[forms]") {
    cbor::Writer writer;
    writer.array(2).unsigned_integer(99).array(0);
    CHECK_FALSE(store::from_blob<cases::Said>(writer.written()));
}

TEST_CASE("a case reads back as it was told", "[forms]") {
    std::vector<cases::CaseEntry> said;
    for (const Fact& fact : case_facts(support::at(5))) {
        if (const auto* entered = std::get_if<cases::TruckEntry>(&fact)) {
            said.push_back(entered->entry);
        }
    }
    const auto told = cases::fold(said, {{.number = 1,
                                          .root = 1,
                                          .opened = support::at(1),
                                          .heard = support::at(2),
                                          .cleared = support::at(3),
                                          .worst = faults::Action::stop_now}});
    REQUIRE(told.cases.size() == 2);
    for (const cases::Case& one : told.cases) {
        CHECK(store::from_blob<cases::Case>(store::to_blob(one)) == one);
    }
}

TEST_CASE("a blob with fewer fields leaves the rest as they begin, one with more is refused",
          "[forms]") {
    cbor::Writer older;
    older.array(1).bits(0.5);
    CHECK(store::from_blob<due::Widths>(older.written()) == due::Widths{.z10 = 0.5});
    cbor::Writer newer;
    newer.array(3).bits(1.0).bits(2.0).bits(3.0);
    CHECK_FALSE(store::from_blob<due::Widths>(newer.written()));
}

TEST_CASE("what was stored of plans and services before they said more reads on", "[forms]") {
    using Amount = std::optional<std::int64_t>;
    const auto interval = older(Amount{1}, Amount{}, std::optional{3});
    CHECK(store::from_blob<due::Interval>(interval) == due::Interval{.distance_m = 1, .days = 3});
    const due::Completion done{.truck = truck_id(), .item = "oil", .at = support::at(5)};
    const std::optional life{truck::LifeAt{.life = 7, .is_final = true}};
    CHECK(store::from_blob<due::ItemHistory>(older(done, life, std::optional<truck::LifeAt>{})) ==
          due::ItemHistory{.newest = {.completion = done, .distance = life}});
    const due::DueRow row{.item = "oil", .calendar = make::day("2026-11-22"), .is_reached = true};
    CHECK(store::from_blob<due::DueRow>(older(
              row.item, row.limiting, row.window, row.distance, row.engine_time, row.calendar,
              row.tolerance_days, row.is_reached, row.is_past_tolerance, row.usage_known_until)) ==
          row);
}

TEST_CASE("a dossier of any life reads back as it was", "[forms]") {
    const auto seed = GENERATE(range(0U, 30U));
    INFO(seed);
    make::Random random(seed);
    customers::Fleet fleet;
    customers::Dossier dossier{.truck = truck_id()};
    std::map<MeterKind, std::map<Day, truck::ReadingsOfDay>> kept;
    const truck::Past past = [&](MeterKind kind) {
        std::vector<truck::ReadingsOfDay> days;
        for (const auto& [day, readings] : kept[kind]) {
            days.push_back(readings);
        }
        return days;
    };
    const auto fold = [&](const customers::Input& input) {
        customers::apply(fleet, input, support::at(1'000));
        const auto changes = customers::apply(
            dossier, input, fleet, {.received = support::at(1'000'000'000), .past = past});
        for (const auto& day : changes.meter_days) {
            const auto read = store::from_blob<truck::ReadingsOfDay>(store::to_blob(day.readings));
            REQUIRE(read);
            CHECK(*read == day.readings);
            kept[day.kind].insert_or_assign(day.readings.day, *read);
        }
        customers::forget_past(dossier);
        const auto read = store::decode_dossier(dossier.truck, store::encode_dossier(dossier));
        REQUIRE(read);
        CHECK(*read == dossier);
    };
    for (const Fact& fact : facts()) {
        std::visit(
            [&](const auto& value) {
                if constexpr (std::is_constructible_v<customers::Input, decltype(value)>) {
                    fold(value);
                }
            },
            fact);
    }
    for (Report& report : make::random_reports(random, 40)) {
        const Stream stream = stream_of(report.body);
        fold(
            customers::ReceivedReport{.report = std::move(report),
                                      .stream = stream,
                                      .stream_id = StreamId{random() % 3},
                                      .received = support::at(std::int64_t(random() % 1'000'000))});
    }
}
