#include "backend/notify/message/phrases.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <tuple>

#include "backend/notify/message/alert_message.hpp"
#include "common/time.hpp"

using namespace roadworthy;
using namespace roadworthy::notify;
using namespace std::chrono_literals;
using exchange::Language;

TEST_CASE("no phrase is missing in either language, and none is the same in both", "[notify]") {
    for (int i = 0; i < static_cast<int>(Phrase::count); ++i) {
        INFO(i);
        const auto zh = phrase(Phrase(i), Language::zh);
        const auto en = phrase(Phrase(i), Language::en);
        CHECK_FALSE(zh.empty());
        CHECK_FALSE(en.empty());
        CHECK(zh != en);
    }
}

TEST_CASE("a time is the reader's own, with its zone", "[notify]") {
    const Time time = *parse_time("2026-12-31T23:30:59Z");
    const auto [offset, text] = GENERATE(table<std::chrono::minutes, std::string>({
        {8h, "2027-01-01 07:30 (UTC+8)"},
        {0h, "2026-12-31 23:30 (UTC)"},
        {-11h, "2026-12-31 12:30 (UTC-11)"},
        {14h, "2027-01-01 13:30 (UTC+14)"},
        {5h + 30min, "2027-01-01 05:00 (UTC+5:30)"},
        {-3h - 30min, "2026-12-31 20:00 (UTC-3:30)"},
    }));
    CHECK(local_time(time, {.language = Language::en, .utc_offset = offset}) == text);
    CHECK(local_time(time, {.utc_offset = 8h}) == "2027-01-01 07:30（UTC+8）");
}

TEST_CASE("an age is minutes in the first hour, hours for two days, then days", "[notify]") {
    const auto [age, zh, en] = GENERATE(table<Duration, std::string, std::string>({
        {0min, "0 分钟前", "0 min ago"},
        {59min, "59 分钟前", "59 min ago"},
        {60min, "1 小时前", "1 h ago"},
        {47h + 59min, "47 小时前", "47 h ago"},
        {48h, "2 天前", "2 days ago"},
        {400h, "16 天前", "16 days ago"},
    }));
    CHECK(ago(age, Language::zh) == zh);
    CHECK(ago(age, Language::en) == en);
}
