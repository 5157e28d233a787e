#pragma once
// The backend's configuration: one JSON file, every key optional, an unknown key refused.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace roadworthy::backend {

struct BrokerConfig {
    std::string url = "tcp://127.0.0.1:1883";
    std::string client_id = "roadworthy-backend";
    std::string user;  // empty: none
    std::string password_file;
    std::string ca_file;  // for ssl://
    std::string certificate_file;
    std::string key_file;
    friend bool operator==(const BrokerConfig&, const BrokerConfig&) = default;
};

struct HttpConfig {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: any that is free; the log says which
    friend bool operator==(const HttpConfig&, const HttpConfig&) = default;
};

// A way by which alerts leave (backend/notify). Which keys there are goes by its kind; a file named
// here holds a secret in its first line. The URL of a robot is its key, so it stands in a file.
struct ChannelConfig {
    std::string kind;                   // webhook, mail, wecom, dingtalk, feishu
    std::string url;                    // webhook
    std::string url_file;               // robots
    std::string secret_file;            // webhook; DingTalk's and Feishu's may have one
    std::string proxy;                  // all but mail; empty: none, whatever the environment says
    std::string host;                   // mail, from here on
    std::uint16_t port = 0;             // 0: the usual one
    std::string security = "starttls";  // tls, starttls; plain: for a relay on this host
    std::string user;                   // empty: without authentication
    std::string password_file;
    std::string from;       // an address
    std::string from_name;  // shown beside it
    std::string ca_file;    // all; empty: the system's authorities
    int timeout_s = 15;     // all: from the connection to the answer
    friend bool operator==(const ChannelConfig&, const ChannelConfig&) = default;
};

// How alerts go out (backend/notify).
struct NotifyConfig {
    int most_a_day = 20;     // messages to one person whose line of recipients says no other number
    int retry_least_s = 10;  // before the first repeat
    int retry_most_s = 3600;  // between two
    int give_up_h = 24;       // the last of a recipient's channels
    friend bool operator==(const NotifyConfig&, const NotifyConfig&) = default;
};

// When an alert may be told (customers/alerts). A stop waits for nothing of this.
struct AlertConfig {
    int settle_s = 60;     // a change waits so long, that a cascade folds under its cause first
    int between_min = 10;  // from one change of a matter that is told to the next
    friend bool operator==(const AlertConfig&, const AlertConfig&) = default;
};

struct Config {
    std::filesystem::path database = "roadworthy.db";
    BrokerConfig broker;
    HttpConfig http;
    // Of the HTTP interface as people outside reach it, before the path of each link that is sent or
    // shown to them; empty: no links, for one to nowhere is worse than none.
    std::string public_url;
    int keep_raw_days = 400;  // how long single reports stay; what follows from them stays longer
    std::string language = "zh";                    // of what has no reader of its own: zh or en
    std::map<std::string, ChannelConfig> channels;  // by name
    AlertConfig alerts;
    NotifyConfig notify;
    friend bool operator==(const Config&, const Config&) = default;
};

Result<Config> parse_config(std::string_view json);

// What every command takes: --config and --database.
struct CommonOptions {
    std::filesystem::path config_file;  // empty: the defaults
    std::optional<std::filesystem::path> database;
};

// Throws std::runtime_error with words if the file is missing or wrong.
Config load_config(const CommonOptions& options);

}  // namespace roadworthy::backend
