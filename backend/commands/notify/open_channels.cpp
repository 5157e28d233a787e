#include "backend/commands/notify/open_channels.hpp"

#include <chrono>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include "backend/config.hpp"
#include "backend/notify/channels/channel.hpp"
#include "backend/notify/channels/curl_handle.hpp"
#include "backend/notify/channels/mail.hpp"
#include "backend/notify/channels/mime.hpp"
#include "backend/notify/channels/robots.hpp"
#include "backend/notify/channels/webhook.hpp"

namespace roadworthy::backend {
namespace {

// The first line, without what an editor leaves behind it; empty without a file's name.
std::string secret_in(const std::string& file) {
    if (file.empty()) {
        return {};
    }
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    line.erase(line.find_last_not_of(" \t\r") + 1);
    if (line.empty()) {
        throw std::runtime_error("no secret in the first line of " + file);
    }
    return line;
}

notify::TransferSettings transfer_of(const ChannelConfig& config) {
    return {.ca_file = config.ca_file,
            .proxy = config.proxy,
            .done_within = std::chrono::seconds{config.timeout_s}};
}

notify::MailSecurity security_of(const ChannelConfig& config) {
    if (config.security == "tls") {
        return notify::MailSecurity::tls;
    }
    return config.security == "plain" ? notify::MailSecurity::plain
                                      : notify::MailSecurity::starttls;
}

std::unique_ptr<notify::Channel> open_mail(const ChannelConfig& config) {
    if (!notify::is_mail_address(config.from)) {
        throw std::runtime_error("from: expected a mail address, got " + config.from);
    }
    return std::make_unique<notify::Mail>(
        notify::MailSettings{.host = config.host,
                             .port = config.port,
                             .security = security_of(config),
                             .user = config.user,
                             .password = secret_in(config.password_file),
                             .from = {.name = config.from_name, .address = config.from},
                             .transfer = transfer_of(config)});
}

notify::RobotKind robot_of(const ChannelConfig& config) {
    if (config.kind == "wecom") {
        return notify::RobotKind::wecom;
    }
    return config.kind == "dingtalk" ? notify::RobotKind::dingtalk : notify::RobotKind::feishu;
}

}  // namespace

std::unique_ptr<notify::Channel> open_channel(const ChannelConfig& config) {
    if (config.kind == "mail") {
        return open_mail(config);
    }
    const std::string secret = secret_in(config.secret_file);
    if (config.kind == "webhook") {
        return std::make_unique<notify::Webhook>(notify::WebhookSettings{
            .url = config.url, .secret = secret, .transfer = transfer_of(config)});
    }
    return std::make_unique<notify::Robot>(notify::RobotSettings{.kind = robot_of(config),
                                                                 .url = secret_in(config.url_file),
                                                                 .secret = secret,
                                                                 .transfer = transfer_of(config)});
}

}  // namespace roadworthy::backend
