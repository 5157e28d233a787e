#include "backend/notify/message/digest.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "backend/faults/severity.hpp"
#include "backend/notify/message/alert_message.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::notify;
using namespace std::chrono_literals;
using exchange::Language;
using make::time;

namespace {

const Reader english{.language = Language::en, .utc_offset = 8h};
const Reader chinese{};

AlertMessage alert(const std::string& truck, const std::string& title) {
    return {.delivery = "d-" + truck,
            .alert = truck + "-F1",
            .truck = {.id = truck},
            .title = title,
            .action = faults::Action::at_next_service,
            .happened = time("2026-11-23T04:00:00Z"),
            .heard = time("2026-11-23T04:00:00Z"),
            .composed = time("2026-11-24T00:00:00Z"),
            .active = Active::yes};
}

Digest digest() {
    return {.delivery = "digest-1",
            .composed = time("2026-11-24T00:00:00Z"),
            .alerts = {alert("TRUCK001", "coolant <low>"), alert("TRUCK002", "sensor open"),
                       alert("TRUCK001", "lamp out")},
            .over_cap = 2,
            .most_a_day = 20};
}

std::size_t count_of(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
        ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("a digest has a line for each alert, and says what is there because of the cap",
          "[notify]") {
    const Composed said = compose_digest(digest(), english);
    CHECK(said.subject == "[Digest] 3 alerts about 2 trucks");
    CHECK(said.text ==
          "- [At the next service] TRUCK001: coolant <low>, 2026-11-23 12:00 (UTC+8), 20 h ago, "
          "still active: yes\n"
          "- [At the next service] TRUCK002: sensor open, 2026-11-23 12:00 (UTC+8), 20 h ago, "
          "still active: yes\n"
          "- [At the next service] TRUCK001: lamp out, 2026-11-23 12:00 (UTC+8), 20 h ago, "
          "still active: yes\n"
          "2 of them are here because you get at most 20 messages a day.\n");
    CHECK_THAT(said.html, Catch::Contains("coolant &lt;low&gt;"));
    CHECK_THAT(said.html, Catch::Contains("at most 20 messages a day"));
}

TEST_CASE("a digest reads in Chinese as in English", "[notify]") {
    const Composed said = compose_digest(digest(), chinese);
    CHECK(said.subject == "【每日汇总】2 辆车，3 条提醒");
    CHECK_THAT(said.text, Catch::StartsWith("- 【下次保养处理】TRUCK001：coolant <low>，2026-11-23 "
                                            "12:00（UTC+8），20 小时前发生，目前仍存在\n"));
    CHECK_THAT(said.text, Catch::EndsWith("其中 2 条因当天已达到 20 条消息的上限而并入汇总。\n"));
}

TEST_CASE("a digest without a cap that was reached does not speak of it", "[notify]") {
    Digest few = digest();
    few.over_cap = 0;
    CHECK_THAT(compose_digest(few, english).text, !Catch::Contains("at most"));
    few.alerts.resize(1);
    CHECK(compose_digest(few, english).subject == "[Digest] 1 alert about 1 truck");
}

TEST_CASE("of a digest that is too long it is said how much is not listed", "[notify]") {
    Digest many = digest();
    many.alerts.resize(most_lines + 7, alert("TRUCK003", "more"));
    const Composed said = compose_digest(many, english);
    CHECK(said.subject == "[Digest] 207 alerts about 3 trucks");
    CHECK(count_of(said.text, "\n- ") + 1 == most_lines);
    CHECK_THAT(said.text, Catch::Contains("And 7 more that are not listed here."));
}

TEST_CASE("for programs a digest holds each alert as it would come alone", "[notify]") {
    const auto payload = nlohmann::json::parse(compose_digest(digest(), english).payload);
    CHECK(payload["kind"] == "digest");
    CHECK(payload["delivery"] == "digest-1");
    CHECK(payload["over_cap"] == 2);
    REQUIRE(payload["alerts"].size() == 3);
    CHECK(payload["alerts"][1] ==
          nlohmann::json::parse(compose(digest().alerts[1], english).payload));
}
