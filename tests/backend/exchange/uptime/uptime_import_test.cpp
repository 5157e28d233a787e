#include "backend/exchange/uptime/uptime_import.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "backend/cases/calendar/zone.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/exchange/import/import.hpp"
#include "backend/exchange/uptime/uptime_csv.hpp"
#include "backend/exchange/uptime/uptime_words.hpp"
#include "backend/exchange/words.hpp"
#include "backend/ingest/apply/applier.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/views/uptime/operating_book.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/result.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using exchange::ImportReport;
using exchange::Language;
using exchange::RowError;

namespace {

Result<cases::Zone> zone_named(std::string_view name) {
    return name == "Asia/Shanghai" ? cases::Zone::from(8h)
                                   : Result<cases::Zone>(fail("no zone " + std::string(name)));
}

struct Office {
    std::unique_ptr<sql::Connection> database = support::empty_store();

    ImportReport hours(const std::string& text) {
        return folded(exchange::import_operating_hours(*database, text, zone_named,
                                                       make::time("2026-03-01")));
    }
    ImportReport targets(const std::string& text) {
        return folded(exchange::import_uptime_targets(*database, text, make::time("2026-03-01")));
    }
    views::OperatingBook book() { return views::OperatingBook(*database); }

private:
    ImportReport folded(ImportReport report) {
        ingest::Applier(*database, store::Version::live)
            .fold_until(store::last_position(*database));
        return report;
    }
};

}  // namespace

TEST_CASE("a truck's own hours come before its segment's, these before those of all", "[uptime]") {
    Office office;
    const std::string file =
        "whose,name,zone,mon,tue,wed,thu,fri,sat,sun,closed_on\n"
        "all,,Asia/Shanghai,08:00-18:00,08:00-18:00,08:00-18:00,08:00-18:00,08:00-18:00,,,\n"
        "segment,mixer,Asia/Shanghai,06:00-22:00,,,,,,,\n"
        "truck,TRUCK001,Asia/Shanghai,,,,,,,,2026-03-02\n";
    const auto report = office.hours(file);
    CHECK(report.taken == 3);
    CHECK(report.errors.empty());
    const auto book = office.book();
    const auto monday = [&](const char* truck, const char* segment) {
        return book.hours(truck, segment)
            .working_time(make::time("2026-03-01T16:00:00Z"), make::time("2026-03-02T16:00:00Z"));
    };
    CHECK(monday("ANY", "tractor") == 10h);
    CHECK(monday("ANY", "mixer") == 16h);
    CHECK(monday("TRUCK001", "mixer") == 0h);  // a holiday of one that works round the clock
    CHECK(office.hours(file).unchanged == 3);
    SECTION("and the last word holds") {
        CHECK(
            office.hours("whose,name,zone,mon\nsegment,mixer,Asia/Shanghai,06:00-12:00\n").taken ==
            1);
        CHECK(office.book()
                  .hours("ANY", "mixer")
                  .working_time(make::time("2026-03-01T16:00:00Z"),
                                make::time("2026-03-02T16:00:00Z")) == 6h);
    }
}

TEST_CASE("without any hours a truck is meant to work round the clock", "[uptime]") {
    Office office;
    CHECK(office.book().hours("ANY", "").working_time(make::time("2026-03-01"),
                                                      make::time("2026-03-03")) == 48h);
    CHECK(office.book().zone() == cases::Zone::from(8h).value());
}

TEST_CASE("a bad row of hours costs itself alone, and is named", "[uptime]") {
    Office office;
    const auto report = office.hours(
        "whose,name,zone,mon\n"
        "all,Mixer,Asia/Shanghai,\n"
        "segment,,Asia/Shanghai,\n"
        "segment,mixer,Mars/Olympus,\n"
        "segment,tipper,Asia/Shanghai,25:00-26:00\n"
        "fleet,x,Asia/Shanghai,\n"
        "segment,good,Asia/Shanghai,\n"
        "segment,good,Asia/Shanghai,08:00-09:00\n");
    CHECK(report.taken == 1);
    std::vector<std::string> columns;
    for (const RowError& error : report.errors) {
        columns.push_back(std::to_string(error.line) + ' ' + error.column);
    }
    CHECK(columns ==
          std::vector<std::string>{"2 name", "3 name", "4 zone", "5 mon", "6 whose", "8 name"});
}

TEST_CASE("targets are those of the segment, else of every other", "[uptime]") {
    Office office;
    const auto report = office.targets(
        "segment,availability_percent,mtbf_h,mttr_h,response_min,repair_h,first_time_fix_percent\n"
        ",97.5,,24,30,,\n"
        "mixer,95,720.5,,,8,90\n"
        "tipper,101,,,,,\n");
    CHECK(report.taken == 2);
    REQUIRE(report.errors.size() == 1);
    CHECK(report.errors.front().column == "availability_percent");
    CHECK(office.book().targets("tractor")->availability_bp == 9'750);
    CHECK(office.book().targets("tractor")->mttr_s == 86'400);
    CHECK(office.book().targets("tractor")->response_s == 1'800);
    CHECK(office.book().targets("mixer")->mtbf_s == 2'593'800);
    CHECK(office.book().targets("mixer")->repair_s == 28'800);
    CHECK(office.book().targets("mixer")->first_time_fix_bp == 9'000);
    CHECK_FALSE(office.book().targets("mixer")->mttr_s);
}

TEST_CASE("every word for uptime is there in both languages", "[uptime]") {
    for (const auto language : {Language::zh, Language::en}) {
        for (int i = 0; i <= static_cast<int>(exchange::UptimeWord::times); ++i) {
            INFO(i);
            CHECK_FALSE(exchange::word(static_cast<exchange::UptimeWord>(i), language).empty());
        }
        for (int i = 0; i <= static_cast<int>(uptime::Source::withdrawn); ++i) {
            CHECK_FALSE(exchange::word(static_cast<uptime::Source>(i), language).empty());
            CHECK_FALSE(exchange::name(static_cast<uptime::Source>(i)).empty());
        }
    }
}

TEST_CASE("lengths are said in the two units that matter", "[uptime]") {
    CHECK(exchange::length_of(3 * 24h + 4h + 5min, Language::en) == "3 d 4 h");
    CHECK(exchange::length_of(3 * 24h + 59min, Language::en) == "3 d");
    CHECK(exchange::length_of(5h + 20min, Language::zh) == "5 小时 20 分");
    CHECK(exchange::length_of(59s, Language::en) == "0 min");
}
