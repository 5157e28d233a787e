#include "backend/notify/channels/robots.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "backend/notify/channels/channel.hpp"
#include "common/time.hpp"

using namespace roadworthy;
using namespace roadworthy::notify;
using nlohmann::json;

namespace {

const Time now = Time{} + std::chrono::milliseconds{1'599'360'473'250};

HttpRequest request(RobotKind kind, const std::string& text, const std::string& secret = "") {
    return robot_request({.kind = kind, .url = "https://r/send?key=K", .secret = secret}, text,
                         now);
}

Receipt receipt(RobotKind kind, long status, const std::string& body) {
    return robot_receipt(kind, {.status = status, .body = body});
}

}  // namespace

TEST_CASE("each robot gets the text in the form that it knows", "[notify]") {
    CHECK(json::parse(request(RobotKind::wecom, "机油").body) ==
          json{{"msgtype", "text"}, {"text", {{"content", "机油"}}}});
    CHECK(json::parse(request(RobotKind::dingtalk, "机油").body) ==
          json{{"msgtype", "text"}, {"text", {{"content", "机油"}}}});
    CHECK(json::parse(request(RobotKind::feishu, "机油").body) ==
          json{{"msg_type", "text"}, {"content", {{"text", "机油"}}}});
}

// The expected values are Python's: base64.b64encode(hmac.new(key, text, hashlib.sha256).digest())
TEST_CASE("DingTalk is signed in the URL, Feishu in the body", "[notify]") {
    CHECK(request(RobotKind::dingtalk, "t", "SEC1").url ==
          "https://r/"
          "send?key=K&timestamp=1599360473250&sign=%2FlfEvQUceFH14tXx3clADsL5oBXmZ7gM%2BZITCYvIV%"
          "2Fk%3D");
    const json body = json::parse(request(RobotKind::feishu, "t", "SEC1").body);
    CHECK(body["timestamp"] == "1599360473");
    CHECK(body["sign"] == "0hLYmfoUxI4qR6gxrHZUwT+7HcMcncQkWF5gKyZReuU=");
}

TEST_CASE("a robot without a secret gets no signature", "[notify]") {
    CHECK(request(RobotKind::dingtalk, "t").url == "https://r/send?key=K");
    CHECK_FALSE(json::parse(request(RobotKind::feishu, "t").body).contains("sign"));
}

TEST_CASE("a text is cut to what the robot takes", "[notify]") {
    std::string text;
    for (int i = 0; i < 10'000; ++i) {
        text += i % 3 == 0 ? "\"" : "车";
    }
    const json wecom = json::parse(request(RobotKind::wecom, text).body);
    CHECK(wecom["text"]["content"].get<std::string>().size() <= 2048);
    CHECK(wecom["text"]["content"].get<std::string>().size() > 2040);
    CHECK(request(RobotKind::dingtalk, text, "s").body.size() <= 20'000);
    CHECK(request(RobotKind::feishu, text, "s").body.size() <= 20'000);
}

TEST_CASE("what somebody entered does not call everybody in the group", "[notify]") {
    const json body = json::parse(request(RobotKind::feishu, R"(<at user_id="all">all</at>)").body);
    CHECK(body["content"]["text"].get<std::string>().find('<') == std::string::npos);
}

TEST_CASE("what is not UTF-8 is read as Latin-1 and sent", "[notify]") {
    const json body = json::parse(request(RobotKind::wecom, "a\xff").body);
    CHECK(body["text"]["content"] == "aÿ");
}

TEST_CASE("a robot's code decides, whatever the status", "[notify]") {
    using enum RobotKind;
    const auto [kind, status, body, outcome] =
        GENERATE(table<RobotKind, long, std::string, Outcome>({
            {wecom, 200, R"({"errcode":0,"errmsg":"ok"})", Outcome::delivered},
            {wecom, 200, R"({"errcode":45009,"errmsg":"freq"})", Outcome::again},
            {wecom, 200, R"({"errcode":-1,"errmsg":"busy"})", Outcome::again},
            {wecom, 200, R"({"errcode":93000,"errmsg":"invalid"})", Outcome::refused},
            {dingtalk, 200, R"({"errcode":0,"errmsg":"ok"})", Outcome::delivered},
            {dingtalk, 200, R"({"errcode":130101,"errmsg":"fast"})", Outcome::again},
            {dingtalk, 200, R"({"errcode":310000,"errmsg":"sign"})", Outcome::refused},
            {feishu, 200, R"({"code":0,"msg":"success","data":{}})", Outcome::delivered},
            {feishu, 200, R"({"StatusCode":0,"StatusMessage":"success"})", Outcome::delivered},
            {feishu, 200, R"({"code":11232,"msg":"frequency"})", Outcome::again},
            {feishu, 400, R"({"code":99991400,"msg":"frequency"})", Outcome::again},
            {feishu, 200, R"({"code":19021,"msg":"sign"})", Outcome::refused},
            {feishu, 200, R"({"code":4294967296})", Outcome::refused},
            {wecom, 200, "<html>Log in to the network</html>", Outcome::again},
            {wecom, 200, "[]", Outcome::again},
            {wecom, 200, R"({"errcode":"0"})", Outcome::again},
            {wecom, 200, std::string(60'000, '['), Outcome::again},
            {wecom, 404, "", Outcome::refused},
            {wecom, 400, R"({"errcode":0})", Outcome::refused},
            {wecom, 502, R"({"errcode":93000})", Outcome::again},
            {wecom, 0, "", Outcome::again},
        }));
    INFO(body);
    CHECK(receipt(kind, status, body).outcome == outcome);
}

TEST_CASE("a robot that is flooded is left alone for as long as it is shut", "[notify]") {
    using std::chrono::minutes;
    CHECK(receipt(RobotKind::dingtalk, 200, R"({"errcode":130101})").retry_after == minutes{10});
    CHECK(receipt(RobotKind::wecom, 200, R"({"errcode":45009})").retry_after == minutes{1});
    CHECK(receipt(RobotKind::wecom, 200, R"({"errcode":-1})").retry_after == std::nullopt);
}

TEST_CASE("a refusal says the robot's code and words", "[notify]") {
    CHECK(receipt(RobotKind::wecom, 200, R"({"errcode":93000,"errmsg":"invalid\nurl"})") ==
          Receipt{.outcome = Outcome::refused,
                  .code = 93'000,
                  .detail = "robot's code 93000 invalid url"});
}
