#include "backend/notify/message/compose.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "backend/faults/severity.hpp"
#include "backend/notify/message/alert_message.hpp"
#include "common/time.hpp"

using namespace roadworthy;
using namespace roadworthy::notify;
using namespace std::chrono_literals;
using exchange::Language;
using faults::Action;

namespace {

const Reader english{.language = Language::en, .utc_offset = 8h};
const Reader chinese{};

AlertMessage alert() {
    return {
        .delivery = "d-1",
        .alert = "TRUCK001-7",
        .truck = {.id = "TRUCK001", .plate = "京A12345", .vin = "LVIN1", .customer = "大路物流"},
        .title = "机油压力过低",
        .meaning = "机油压力低于安全值。",
        .notice = "仪表红灯亮。",
        .what_to_do = "立即停车熄火。",
        .action = Action::stop_now,
        .happened = *parse_time("2026-11-23T06:00:00Z"),
        .heard = *parse_time("2026-11-23T06:00:05Z"),
        .composed = *parse_time("2026-11-23T06:00:10Z"),
        .active = Active::yes,
        .coverage = {.covered = customers::Covered::warranty,
                     .reason = customers::CoverReason::within,
                     .paper = "W1",
                     .until = std::chrono::sys_days{std::chrono::year{2027} / 3 / 1},
                     .most_m = 200'000'000},
        .call = {.name = "李工", .phone = "13800000000"},
        .link = "https://r.example/a?x=1&y=2",
        .reasons = {"红色停车灯", "关键参数严重超限"}};
}

}  // namespace

TEST_CASE("an alert reads as an advisor would write it, in Chinese", "[notify]") {
    const Composed said = compose(alert(), chinese);
    CHECK(said.subject == "【立即停车】京A12345：机油压力过低");
    CHECK(said.text ==
          "处置等级：立即停车\n"
          "含义：机油压力低于安全值。\n"
          "车辆表现：仪表红灯亮。\n"
          "处理建议：立即停车熄火。\n"
          "发生时间：2026-11-23 14:00（UTC+8）\n"
          "车辆：京A12345，车架号 LVIN1，编号 TRUCK001\n"
          "客户：大路物流\n"
          "保障：在质保期内（至 2027-03-01 或 200,000 公里）\n"
          "请联系：李工 13800000000\n"
          "判断依据：红色停车灯、关键参数严重超限\n"
          "详情：https://r.example/a?x=1&y=2\n");
}

TEST_CASE("an alert reads as an advisor would write it, in English", "[notify]") {
    AlertMessage one = alert();
    one.title = "engine oil pressure: far too low";
    one.meaning = "The oil pressure is below what is safe.";
    one.notice = "";
    one.what_to_do = "Stop, and switch the engine off.";
    one.kind = AlertKind::upgraded;
    one.action_before = Action::workshop_soon;
    one.call.phone = "";
    one.reasons = {"red stop lamp"};
    one.link = "";
    const Composed said = compose(one, english);
    CHECK(said.subject == "[Upgraded to stop now] 京A12345: engine oil pressure: far too low");
    CHECK(said.text ==
          "Action: stop now (was: workshop soon)\n"
          "Meaning: The oil pressure is below what is safe.\n"
          "What to do: Stop, and switch the engine off.\n"
          "Happened: 2026-11-23 14:00 (UTC+8)\n"
          "Truck: 京A12345, VIN LVIN1, id TRUCK001\n"
          "Customer: 大路物流\n"
          "Covered: by the warranty until 2027-03-01 or 200,000 km\n"
          "Please call: 李工\n"
          "Because of: red stop lamp\n");
}

TEST_CASE("an alert that was heard late says how old it is and whether it still is", "[notify]") {
    AlertMessage late = alert();
    late.heard = late.happened + 5h;
    late.composed = late.happened + 5h + 1s;
    CHECK_THAT(compose(late, chinese).text,
               Catch::Contains("2026-11-23 14:00（UTC+8），5 小时前发生，目前仍存在\n"
                               "收到时间：2026-11-23 19:00（UTC+8）"));
    CHECK_THAT(compose(late, english).text,
               Catch::Contains("2026-11-23 14:00 (UTC+8), 5 h ago, still active: yes\n"
                               "Heard: 2026-11-23 19:00 (UTC+8)"));
    late.active = Active::unknown;
    CHECK_THAT(compose(late, english).text, Catch::Contains("still active: unknown"));
}

TEST_CASE("an alert that waited for the morning is old, though it was heard in time", "[notify]") {
    AlertMessage waited = alert();
    waited.composed = waited.happened + 7h;
    waited.active = Active::no;
    const std::string text = compose(waited, english).text;
    CHECK_THAT(text, Catch::Contains("7 h ago, still active: no"));
    CHECK_THAT(text, !Catch::Contains("Heard"));
}

TEST_CASE("each kind of word is named at the beginning of its subject", "[notify]") {
    const auto [kind, zh, en] = GENERATE(table<AlertKind, std::string, std::string>({
        {AlertKind::raised, "【尽快进站】", "[Workshop soon] "},
        {AlertKind::upgraded, "【升级为尽快进站】", "[Upgraded to workshop soon] "},
        {AlertKind::downgraded, "【降级为尽快进站】", "[Downgraded to workshop soon] "},
        {AlertKind::all_clear, "【已解除】", "[All clear] "},
        {AlertKind::case_stage, "【Rescue on the way】", "[Rescue on the way] "},
    }));
    AlertMessage one = alert();
    one.kind = kind;
    one.stage = "rescue on the way";
    one.action = Action::workshop_soon;
    CHECK_THAT(compose(one, chinese).subject, Catch::StartsWith(zh));
    CHECK_THAT(compose(one, english).subject, Catch::StartsWith(en));
}

TEST_CASE("what was told as over and is there again is not called worse", "[notify]") {
    AlertMessage back = alert();
    back.kind = AlertKind::upgraded;
    back.action = Action::stop_now;
    back.action_before = Action::log;
    CHECK_THAT(compose(back, chinese).subject, Catch::StartsWith("【再次出现，立即停车】"));
    CHECK_THAT(compose(back, english).subject, Catch::StartsWith("[Back again: stop now] "));
    back.action_before = Action::workshop_soon;
    CHECK_THAT(compose(back, english).subject, Catch::StartsWith("[Upgraded to stop now] "));
}

TEST_CASE("an all-clear asks for nothing to be done", "[notify]") {
    AlertMessage clear = alert();
    clear.kind = AlertKind::all_clear;
    clear.active = Active::no;
    CHECK_THAT(compose(clear, english).text, !Catch::Contains("Action"));
}

TEST_CASE("a truck without a plate is called by its VIN, else by its id", "[notify]") {
    AlertMessage one = alert();
    one.truck.plate = "";
    CHECK(compose(one, chinese).subject == "【立即停车】LVIN1：机油压力过低");
    one.truck.vin = "";
    CHECK(compose(one, chinese).subject == "【立即停车】TRUCK001：机油压力过低");
}

TEST_CASE("what people entered can forge neither a line nor an element", "[notify]") {
    AlertMessage evil = alert();
    evil.truck.customer = "A\r\n处置等级：无<script>alert('\"&')</script>";
    evil.title = "x\n<b>";
    evil.link = "javascript:alert(1)";
    const Composed said = compose(evil, chinese);
    CHECK_THAT(said.text, !Catch::Contains("\n处置等级：无"));
    CHECK(said.subject == "【立即停车】京A12345：x <b>");
    CHECK_THAT(said.html, !Catch::Contains("<script") && !Catch::Contains("<b>") &&
                              !Catch::Contains("href=\"javascript"));
    CHECK_THAT(said.html, Catch::Contains("&lt;script&gt;alert(&#39;&quot;&amp;&#39;)"));
}

TEST_CASE("a link is one that can be followed", "[notify]") {
    CHECK_THAT(compose(alert(), chinese).html,
               Catch::Contains("<a href=\"https://r.example/a?x=1&amp;y=2\">"));
}

TEST_CASE("for programs what nobody knows is null, and words stand beside the values", "[notify]") {
    AlertMessage one = alert();
    one.truck.vin = "";
    one.heard = one.happened + 20min;
    const Composed said = compose(one, english);
    const auto payload = nlohmann::json::parse(said.payload);
    CHECK(payload["vin"].is_null());
    CHECK(payload["action_before"].is_null());
    CHECK(payload["is_late"] == true);
    CHECK(payload["action"] == "stop_now");
    CHECK(payload["happened_at"] == "2026-11-23T06:00:00Z");
    CHECK(payload["delivery"] == "d-1");
    CHECK(payload["subject"] == said.subject);
    CHECK(payload["text"] == said.text);
}

TEST_CASE("an alert that breaks quiet hours says so, and why", "[notify]") {
    AlertMessage one = alert();
    CHECK_THAT(compose(one, english).text, !Catch::Contains("quiet hours"));
    one.breaks_quiet_hours = true;
    CHECK_THAT(compose(one, english).text,
               Catch::EndsWith("Note: It says stop now, so it comes in your quiet hours.\n"));
    CHECK_THAT(compose(one, chinese).text,
               Catch::EndsWith("说明：需要立即停车，因此在您的免打扰时段内发送。\n"));
    CHECK(nlohmann::json::parse(compose(one, english).payload)["breaks_quiet_hours"] == true);
}

TEST_CASE("an escalation asks the reader to step in", "[notify]") {
    AlertMessage one = alert();
    one.kind = AlertKind::escalation;
    CHECK(compose(one, chinese).subject == "【请介入】京A12345：机油压力过低");
    CHECK_THAT(compose(one, english).subject, Catch::StartsWith("[Please step in] "));
}
