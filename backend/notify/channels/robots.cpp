#include "backend/notify/channels/robots.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/notify/channels/channel.hpp"
#include "backend/notify/channels/http_post.hpp"
#include "backend/notify/channels/signing.hpp"
#include "backend/notify/utf8.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {
namespace {

using nlohmann::json;

constexpr std::size_t most_wecom_bytes = 2048;
// Of requests of 20,000 bytes: in JSON a line end, a quote and a backslash take two.
constexpr std::size_t most_text_bytes = 9'000;
constexpr std::size_t most_detail_bytes = 200;

struct Busy {
    std::int64_t code;
    Duration pause;
};

std::vector<Busy> busy_codes(RobotKind kind) {
    using std::chrono::minutes;
    switch (kind) {
        case RobotKind::wecom:
            return {{-1, minutes{0}}, {45'009, minutes{1}}, {45'033, minutes{1}}};
        case RobotKind::dingtalk:
            return {{-1, minutes{0}}, {130'101, minutes{10}}, {410'100, minutes{10}}};
        case RobotKind::feishu:
            break;
    }
    return {{11'232, minutes{1}}, {99'991'400, minutes{1}}};
}

// A text that somebody entered must not call everybody in the group: Feishu reads <at ...> in it.
std::string without_tags(std::string_view text) {
    std::string plain;
    for (const char c : text) {
        plain += c == '<' ? std::string("＜") : std::string(1, c);
    }
    return plain;
}

template <class Unit>
std::string count_of(Time time) {
    return std::to_string(std::chrono::floor<Unit>(time).time_since_epoch().count());
}

// &timestamp=...&sign=...: HMAC-SHA256 with the secret over "MILLISECONDS\nSECRET".
std::string dingtalk_url(const RobotSettings& settings, Time now) {
    if (settings.secret.empty()) {
        return settings.url;
    }
    const std::string timestamp = count_of<std::chrono::milliseconds>(now);
    const Mac mac = hmac_sha256(settings.secret, timestamp + '\n' + settings.secret);
    const char join = settings.url.find('?') == std::string::npos ? '?' : '&';
    return settings.url + join + "timestamp=" + timestamp + "&sign=" + percent_encoded(base64(mac));
}

json feishu_body(const RobotSettings& settings, std::string_view text, Time now) {
    json body = {{"msg_type", "text"},
                 {"content", {{"text", shortened(without_tags(text), most_text_bytes)}}}};
    if (!settings.secret.empty()) {
        // The other way round than DingTalk: "SECONDS\nSECRET" is the key, and the text is empty.
        const std::string timestamp = count_of<std::chrono::seconds>(now);
        body["timestamp"] = timestamp;
        body["sign"] = base64(hmac_sha256(timestamp + '\n' + settings.secret, ""));
    }
    return body;
}

json text_body(std::string_view text, std::size_t most_bytes) {
    return {{"msgtype", "text"}, {"text", {{"content", shortened(text, most_bytes)}}}};
}

struct Said {
    std::int64_t code = 0;
    std::string words;
};

// Nothing if it is no robot's answer: a gateway's page, for one.
std::optional<Said> said(std::string_view body) {
    constexpr std::ptrdiff_t most_levels = 32;  // a parser is not handed what is made to sink it
    if (std::count_if(body.begin(), body.end(), [](char c) { return c == '[' || c == '{'; }) >
        most_levels) {
        return std::nullopt;
    }
    const json answer = json::parse(body, nullptr, false);
    constexpr std::array<std::pair<const char*, const char*>, 3> names = {
        {{"errcode", "errmsg"}, {"code", "msg"}, {"StatusCode", "StatusMessage"}}};
    for (const auto& [code, words] : names) {
        if (answer.is_object() && answer.contains(code) && answer[code].is_number_integer()) {
            const bool has_words = answer.contains(words) && answer[words].is_string();
            return Said{.code = answer[code].get<std::int64_t>(),
                        .words = has_words ? answer[words].get<std::string>() : ""};
        }
    }
    return std::nullopt;
}

}  // namespace

Robot::Robot(RobotSettings settings) : settings_(std::move(settings)), http_(settings_.transfer) {}

Receipt Robot::send(const Outgoing& message, Time now) {
    const std::string text = one_line(message.subject) + '\n' + message.text;
    return robot_receipt(settings_.kind, http_.post(robot_request(settings_, text, now)));
}

HttpRequest robot_request(const RobotSettings& settings, std::string_view text, Time now) {
    HttpRequest request{.url = settings.url,
                        .headers = {"Content-Type: application/json; charset=utf-8", "Expect:"}};
    const std::string clean = in_lines(text);
    switch (settings.kind) {
        case RobotKind::wecom:
            request.body = text_body(clean, most_wecom_bytes).dump();
            break;
        case RobotKind::dingtalk:
            request.url = dingtalk_url(settings, now);
            request.body = text_body(clean, most_text_bytes).dump();
            break;
        case RobotKind::feishu:
            request.body = feishu_body(settings, clean, now).dump();
            break;
    }
    return request;
}

Receipt robot_receipt(RobotKind kind, const HttpAnswer& answer) {
    Receipt by_status = receipt_of(answer);
    const std::optional<Said> robot = said(answer.body);
    const bool is_answered = answer.status != 0 && by_status.outcome != Outcome::again;
    if (!is_answered || (!robot && by_status.outcome == Outcome::refused)) {
        return by_status;
    }
    if (!robot) {
        return {.outcome = Outcome::again, .detail = "what answers is not a robot"};
    }
    const int code = static_cast<int>(robot->code);
    if (robot->code == 0) {
        return by_status;
    }
    const std::vector<Busy> busy = busy_codes(kind);
    const auto found = std::find_if(busy.begin(), busy.end(),
                                    [&](const Busy& one) { return one.code == robot->code; });
    Receipt receipt{
        .outcome = found != busy.end() ? Outcome::again : Outcome::refused,
        .code = code,
        .detail = shortened("robot's code " + std::to_string(code) + ' ' + one_line(robot->words),
                            most_detail_bytes)};
    if (found != busy.end() && found->pause > Duration{0}) {
        receipt.retry_after = found->pause;
    }
    return receipt;
}

}  // namespace roadworthy::notify
