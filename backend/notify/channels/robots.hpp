#pragma once
// Group robots of WeCom, DingTalk and Feishu: the text in a group chat. Rules as their makers
// document them for custom robots (developer.work.weixin.qq.com/document/path/91770,
// open.dingtalk.com "custom robot", open.feishu.cn "custom bot"):
//
//                 text at most           signed                       busy
//   WeCom         2048 bytes             by the key in the URL        45009, 45033, -1; 20 a minute
//   DingTalk      20 kB, the request     timestamp and sign, in URL   130101, 410100, -1; 20 a
//                                                                     minute, then shut for ten
//   Feishu        20 kB, the request     timestamp and sign, in body  11232, 99991400; 100 a minute
//
// They answer 200 whatever happened; what counts is errcode (Feishu: code). A code that is not
// among the busy ones is final. A repeat shows in the group a second time: they know no key.

#include <cstdint>
#include <string>
#include <string_view>

#include "backend/notify/channels/channel.hpp"
#include "backend/notify/channels/http_post.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

enum class RobotKind : std::uint8_t { wecom, dingtalk, feishu };

struct RobotSettings {
    RobotKind kind = RobotKind::wecom;
    std::string url;     // holds the robot's key: never shown
    std::string secret;  // empty: the robot does not ask for a signature; WeCom has none
    TransferSettings transfer;
};

class Robot : public Channel {
public:
    explicit Robot(RobotSettings settings);
    Receipt send(const Outgoing& message, Time now) override;

private:
    RobotSettings settings_;
    HttpPost http_;
};

HttpRequest robot_request(const RobotSettings& settings, std::string_view text, Time now);
Receipt robot_receipt(RobotKind kind, const HttpAnswer& answer);

}  // namespace roadworthy::notify
