#include "backend/exchange/cover_words.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <tuple>

#include "backend/customers/coverage.hpp"
#include "backend/exchange/words.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using customers::Covered;
using customers::CoverReason;
using customers::PaperKind;
using exchange::Language;

TEST_CASE("whether it is paid for is said with what decides it, in both languages",
          "[cover_words]") {
    const auto [reason, kind, zh,
                en] = GENERATE(table<CoverReason, PaperKind, std::string, std::string>({
        {CoverReason::within, PaperKind::warranty, "在质保期内（至 2027-03-01 或 200,000 公里）",
         "by the warranty until 2027-03-01 or 200,000 km"},
        {CoverReason::within, PaperKind::agreement,
         "在服务协议范围内（至 2027-03-01 或 200,000 公里）",
         "by the service agreement until 2027-03-01 or 200,000 km"},
        {CoverReason::nothing_entered, PaperKind::warranty, "尚不清楚：没有录入质保信息",
         "not known: no warranty has been entered"},
        {CoverReason::items_unknown, PaperKind::agreement,
         "尚不清楚：有服务协议“整车”，但没有录入保障范围",
         "not known: there is the service agreement 整车, but what it covers has not been "
         "entered"},
        {CoverReason::odometer_unknown, PaperKind::warranty,
         "尚不清楚：质保“整车”至 2027-03-01 或 200,000 公里为止，但当时的里程未知",
         "not known: the warranty 整车 holds until 2027-03-01 or 200,000 km, but the odometer "
         "of that day is not known"},
        {CoverReason::system_unknown, PaperKind::warranty,
         "尚不清楚：质保“整车”只保部分系统，而故障所属系统未知",
         "not known: the warranty 整车 covers some systems only, and which one has failed is "
         "not known"},
        {CoverReason::not_yet, PaperKind::warranty,
         "不在质保范围内：质保“整车”从 2025-03-01 起才生效",
         "no: the warranty 整车 begins on 2025-03-01"},
        {CoverReason::ended, PaperKind::warranty, "不在质保范围内：质保“整车”已于 2027-03-01 到期",
         "no: the warranty 整车 ended on 2027-03-01"},
        {CoverReason::too_far, PaperKind::warranty,
         "不在质保范围内：里程已超过质保“整车”的 200,000 公里",
         "no: beyond the 200,000 km of the warranty 整车"},
        {CoverReason::other_system, PaperKind::agreement,
         "不在服务协议范围内：服务协议“整车”不包含该系统",
         "no: the service agreement 整车 does not include this system"},
    }));
    const customers::PaperVerdict verdict{.kind = kind,
                                          .reason = reason,
                                          .paper = "W1",
                                          .name = "整车",
                                          .from = make::day("2025-03-01"),
                                          .until = make::day("2027-03-01"),
                                          .most_m = 200'000'000};
    CHECK(exchange::sentence(verdict, Language::zh) == zh);
    CHECK(exchange::sentence(verdict, Language::en) == en);
}

TEST_CASE("a paper without a name goes by its id, one without a distance by its day",
          "[cover_words]") {
    customers::PaperVerdict verdict{
        .reason = CoverReason::ended, .paper = "W1", .until = make::day("2027-03-01")};
    CHECK(exchange::sentence(verdict, Language::en) == "no: the warranty W1 ended on 2027-03-01");
    verdict.reason = CoverReason::within;
    CHECK(exchange::sentence(verdict, Language::en) == "by the warranty until 2027-03-01");
    CHECK(exchange::word(Covered::warranty, Language::zh) == "质保");
}
