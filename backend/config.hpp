#pragma once
// The backend's configuration: one JSON file, every key optional, an unknown key refused.

#include <cstdint>
#include <filesystem>
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

struct Config {
    std::filesystem::path database = "roadworthy.db";
    BrokerConfig broker;
    HttpConfig http;
    int keep_raw_days = 400;  // how long single reports stay; what follows from them stays longer
    std::string language = "zh";  // of what has no reader of its own: zh or en
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
