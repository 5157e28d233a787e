#include "backend/exchange/say/due_sentence.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <string>

#include "backend/due/due.hpp"
#include "backend/due/list/next_step.hpp"
#include "backend/due/list/ranking.hpp"
#include "backend/due/plans.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/exchange/say/due_csv.hpp"
#include "backend/exchange/say/due_words.hpp"
#include "backend/exchange/words.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "backend/store/views/due/work_items.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using exchange::Language;

namespace {

const Day today = make::day("2026-11-22");

views::DueEntry entry(const char* p10, const char* p50, const char* p90) {
    views::DueEntry made{
        .truck = {.id = make::truck_id(), .customer = CustomerId::from("C1").value()},
        .row = {.item = "oil",
                .limiting = due::Criterion::distance,
                .window = due::Window{make::day(p10), make::day(p50), make::day(p90)}},
        .rule = due::PlanItem{
            .key = "oil", .name_zh = "机油", .name_en = "engine oil", .bring = {"行驶证"}}};
    made.state = due::due_state(made.row, today);
    return made;
}

std::string zh(const views::DueEntry& entry) {
    return exchange::due_sentence(entry, today, Language::zh);
}
std::string en(const views::DueEntry& entry) {
    return exchange::due_sentence(entry, today, Language::en);
}

}  // namespace

TEST_CASE("what is soon due is said with its window, its criterion and what to bring",
          "[due_sentence]") {
    auto soon = entry("2026-11-26", "2026-11-30", "2026-12-09");
    CHECK(zh(soon) == "机油：大约 11月30日（11月26日至12月9日）到期，按里程。请带：行驶证。");
    CHECK(en(soon) ==
          "engine oil: due about 30 November (26 November to 9 December), by distance."
          " Please bring: 行驶证.");
    soon.rule->bring = {"行驶证", "保养手册"};
    CHECK(zh(soon).ends_with("请带：行驶证、保养手册。"));
    soon.rule->bring.clear();
    CHECK(en(soon).ends_with("by distance."));
}

TEST_CASE("a certain day is said without about, and another year with its number",
          "[due_sentence]") {
    auto inspection = entry("2027-01-03", "2027-01-03", "2027-01-03");
    inspection.row.limiting = due::Criterion::calendar;
    inspection.rule->bring.clear();
    CHECK(zh(inspection) == "机油：2027年1月3日到期，按日期。");
    CHECK(en(inspection) == "engine oil: due 3 January 2027, by calendar.");
}

TEST_CASE("what is due or overdue is said so, with its day", "[due_sentence]") {
    auto due = entry("2026-11-01", "2026-11-20", "2026-11-30");
    due.rule->bring.clear();
    CHECK(zh(due) == "机油：已到期，自11月20日起，按里程。");
    CHECK(en(due) == "engine oil: due since 20 November, by distance.");
    due.row.is_past_tolerance = due.row.is_reached = true;
    due.state = due::due_state(due.row, today);
    CHECK(zh(due) == "机油：已超期，应于11月20日完成，按里程。");
    CHECK(en(due) == "engine oil: overdue, it was due 20 November, by distance.");
}

TEST_CASE("once its readings are too old an item is said by its calendar, or to have no date",
          "[due_sentence]") {
    auto stale = entry("2026-11-01", "2026-11-20", "2026-11-30");
    stale.rule->bring.clear();
    stale.row.usage_known_until = make::day("2026-11-21");
    stale.state = due::due_state(stale.row, today);
    CHECK(zh(stale) == "机油：到期日未知，请告知仪表上的里程和工时。");
    CHECK(en(stale) ==
          "engine oil: its date is unknown, please tell us what the instruments show.");
    stale.row.calendar = make::day("2026-11-25");
    stale.state = due::due_state(stale.row, today);
    CHECK(en(stale) == "engine oil: due 25 November, by calendar.");
}

TEST_CASE("an item without a name in one language is said by the other's, or by its key",
          "[due_sentence]") {
    auto named = entry("2026-11-26", "2026-11-30", "2026-12-09");
    named.rule->name_zh.clear();
    CHECK(exchange::item_name(named, Language::zh) == "engine oil");
    named.rule->name_en.clear();
    CHECK(exchange::item_name(named, Language::en) == "oil");
    named.rule.reset();
    CHECK(exchange::item_name(named, Language::zh) == "oil");
    CHECK(exchange::language_of({.language = "en"}) == Language::en);
    CHECK(exchange::language_of({.language = ""}) == Language::zh);
}

TEST_CASE("a row for a spreadsheet has every column, and calculates nothing", "[due_sentence]") {
    auto row = entry("2026-11-26", "2026-11-30", "2026-12-09");
    row.truck.plate = "=1+1";
    row.whom = {.contact = "Li, Wei", .phone = "+86 531 8888", .language = "en"};
    const std::string file = exchange::due_csv_head() + exchange::due_csv_row(row, today);
    exchange::CsvReader reader(file);
    const auto head = reader.next().value().value().fields;
    const auto fields = reader.next().value().value().fields;
    const auto field = [&](const char* name) {
        return fields.at(static_cast<std::size_t>(std::ranges::find(head, name) - head.begin()));
    };
    CHECK_FALSE(reader.next());
    CHECK(field("plate") == "'=1+1");
    CHECK(field("contact") == "Li, Wei");
    CHECK(field("phone") == "+86 531 8888");
    CHECK(field("expected_on") == "2026-11-30");
    CHECK(field("item_name") == "engine oil");
    CHECK(field("next_step") == "call and book");
    CHECK(exchange::spreadsheet_field("@x") == "'@x");
    CHECK(exchange::spreadsheet_field("-5") == "-5");
}

TEST_CASE("each next step, reason and title of the due list has its words in both languages",
          "[due_sentence]") {
    const auto check = [](auto value) {
        CHECK_FALSE(word(value, Language::zh).empty());
        CHECK_FALSE(word(value, Language::en).empty());
        CHECK(word(value, Language::zh) != word(value, Language::en));
    };
    for (int i = 0; i <= static_cast<int>(due::NextStep::enter_owner); ++i) {
        check(static_cast<due::NextStep>(i));
    }
    for (int i = 0; i < static_cast<int>(exchange::DueWord::count); ++i) {
        check(static_cast<exchange::DueWord>(i));
    }
    for (const views::WorkReason reason : views::all_work) {
        check(reason);
    }
    for (int i = 0; i <= static_cast<int>(due::ScoreReason::more_together); ++i) {
        check(static_cast<due::ScoreReason>(i));
    }
}
