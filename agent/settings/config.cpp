#include "agent/settings/config.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "agent/settings/section.hpp"
#include "common/ids.hpp"
#include "common/result.hpp"

namespace roadworthy::agent {
namespace {

// In the order of their enums.
constexpr std::array<std::string_view, 2> snapshotting_words{"off", "on"};
constexpr std::array<std::string_view, 3> precision_words{"off", "coarse", "exact"};
constexpr Range a_week_of_seconds{1, 7 * 24 * 3600};

bool is_encrypted(const Broker& broker) {
    return broker.url.starts_with("ssl://");
}

void read_broker(Section& section, Broker& broker) {
    section.text("url", broker.url);
    section.text("user", broker.user);
    section.text("password", broker.password);
    section.text("ca_file", broker.ca_file);
    section.text("certificate_file", broker.certificate_file);
    section.text("key_file", broker.key_file);
    section.integer("keep_alive_s", broker.keep_alive, {5, 65535});
    section.integer("reconnect_within_s", broker.reconnect_within, {1, 3600});
}

// A fleet may move to another broker without a visit: if it cannot be reached, the trial ends with
// the old one. What was encrypted stays so.
void read_broker_from_afar(Section& section, Broker& broker) {
    const bool was_encrypted = is_encrypted(broker);
    section.text("url", broker.url);
    section.integer("keep_alive_s", broker.keep_alive, {5, 65535});
    section.integer("reconnect_within_s", broker.reconnect_within, {1, 3600});
    if (was_encrypted && !is_encrypted(broker)) {
        section.fault("url", "expected ssl://HOST:PORT as before, got \"" + broker.url + '"');
    }
}

void read_bus(Section& section, TakingPart& bus) {
    section.text("transmit_on", bus.interface);
    section.integer("preferred_address", bus.preferred_address, {0, 253});
    section.integer("manufacturer_code", bus.manufacturer_code, {1, 2047});
    section.integer("identity_number", bus.identity_number, {1, 0x1F'FFFF});
    section.integer("function", bus.function, {0, 255});
    section.integer("function_instance", bus.function_instance, {0, 31});
    section.integer("ecu_instance", bus.ecu_instance, {0, 7});
}

void read_outbox(Section& section, Storage& outbox) {
    section.path("path", outbox.path);
    section.integer("quota_mib", outbox.quota_mib, {1, 65536});
    section.integer("keep_committed_days", outbox.keep_committed, {0, 365});
    section.integer("flash_mib_per_day", outbox.flash_mib_per_day, {1, 65536});
}

void read_reports(Section& section, Reporting& reports) {
    section.integer("meters_interval_s", reports.meters_interval, a_week_of_seconds);
    section.integer("meters_distance_m", reports.meters_distance_m, {1, 1'000'000});
    section.integer("meters_repeat_s", reports.meters_repeat, a_week_of_seconds);
    section.integer("store_interval_s", reports.store_interval, {1, 3600});
    section.integer("send_reports", reports.send_reports, {1, 512});
    section.integer("send_interval_s", reports.send_interval, {1, 3600});
    section.integer("health_interval_s", reports.health_interval, a_week_of_seconds);
    section.choice("snapshots", reports.snapshots, snapshotting_words);
    section.choice("position", reports.position, precision_words);
}

std::optional<PublicKey> key_of(std::string_view digits) {
    PublicKey key{};
    if (digits.size() != 2 * key.size()) {
        return std::nullopt;
    }
    for (std::byte& byte : key) {
        const std::string pair(digits.substr(0, 2));
        const char* const end = pair.data() + pair.size();
        std::uint8_t value = 0;
        const auto [stopped, error] = std::from_chars(pair.data(), end, value, 16);
        if (error != std::errc{} || stopped != end) {
            return std::nullopt;
        }
        byte = std::byte{value};
        digits.remove_prefix(2);
    }
    return key;
}

void read_remote(Section& section, RemoteAccess& remote) {
    std::vector<std::string> keys;
    section.texts("public_keys", keys);
    for (const std::string& digits : keys) {
        if (const auto key = key_of(digits)) {
            remote.public_keys.push_back(*key);
        } else {
            section.fault("public_keys",
                          "expected keys of 64 hexadecimal digits, got one of another form");
        }
    }
    section.integer("trial_s", remote.trial, {10, 24 * 3600});
    section.path("state_file", remote.state_file);
}

void read_data_plan(Section& section, DataPlanLimit& plan) {
    section.integer("monthly_mib", plan.monthly_mib, {0, 1'000'000});
}

void read_truck(Section& section, std::optional<TruckId>& truck) {
    std::string text;
    section.text("truck", text);
    if (text.empty()) {
        return;
    }
    if (auto id = TruckId::from(text)) {
        truck = *std::move(id);
    } else {
        section.fault("truck", id.error().message);
    }
}

void read_config(Section& section, Config& config) {
    read_truck(section, config.truck);
    section.object("broker", [&](Section& inner) { read_broker(inner, config.broker); });
    section.texts("buses", config.buses);
    section.boolean("listen_only", config.listen_only);
    section.object("bus", [&](Section& inner) { read_bus(inner, config.bus); });
    section.object("outbox", [&](Section& inner) { read_outbox(inner, config.outbox); });
    section.path("status_file", config.status_file);
    section.object("reports", [&](Section& inner) { read_reports(inner, config.reports); });
    section.object("data_plan", [&](Section& inner) { read_data_plan(inner, config.data_plan); });
    section.object("remote", [&](Section& inner) { read_remote(inner, config.remote); });
}

// scheme://HOST:PORT, where HOST may be [v6].
bool is_address(std::string_view url) {
    const auto begin = url.find("://");
    const auto colon = url.rfind(':');
    if (begin == std::string_view::npos || colon <= begin + 3) {
        return false;
    }
    const std::string_view port = url.substr(colon + 1);
    return !port.empty() && port.size() <= 5 &&
           std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
}

void check_broker(const Broker& broker, Faults& faults) {
    const bool is_tls = is_encrypted(broker);
    if ((!is_tls && !broker.url.starts_with("tcp://")) || !is_address(broker.url)) {
        faults.add("broker.url: expected tcp://HOST:PORT or ssl://HOST:PORT, got \"" + broker.url +
                   '"');
    }
    if (is_tls && broker.ca_file.empty()) {
        faults.add("broker.ca_file: expected a file, because broker.url is ssl://");
    }
    if (broker.certificate_file.empty() != broker.key_file.empty()) {
        faults.add("broker: expected certificate_file and key_file together, got one");
    }
}

// Nobody transmits by accident: each of these has to be said.
void check_bus(const Config& config, Faults& faults) {
    if (config.listen_only) {
        return;
    }
    if (std::ranges::find(config.buses, config.bus.interface) == config.buses.end()) {
        faults.add("bus.transmit_on: expected one of buses, because listen_only is false, got \"" +
                   config.bus.interface + '"');
    }
    if (config.bus.manufacturer_code == 0) {
        faults.add("bus.manufacturer_code: expected a number, because listen_only is false");
    }
}

}  // namespace

Result<Config> parse_config(std::string_view text) {
    Faults faults;
    Config config;
    read_json(text, faults, [&](Section& section) { read_config(section, config); });
    if (!faults.empty()) {
        return fail(faults.joined());
    }
    return config;
}

Result<Config> load_config(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    if (!file) {
        return fail(path.string() + ": cannot be read");
    }
    return parse_config(text).map_error(
        [&](const Error& error) { return Error{path.string() + ":\n" + error.message}; });
}

Result<Config> complete(Config config) {
    Faults faults;
    if (!config.truck) {
        faults.add("truck: expected an id, got none");
    }
    check_broker(config.broker, faults);
    check_bus(config, faults);
    if (config.outbox.path.empty()) {
        faults.add("outbox.path: expected a file, got none");
    }
    if (!faults.empty()) {
        return fail(faults.joined());
    }
    if (config.status_file.empty()) {
        config.status_file = config.outbox.path;
        config.status_file += ".status";
    }
    if (config.remote.state_file.empty()) {
        config.remote.state_file = config.outbox.path;
        config.remote.state_file += ".config";
    }
    return config;
}

Result<Config> changed(const Config& local, std::string_view text) {
    Faults faults({.whole = "the configuration from afar",
                   .stranger = "not a key that can be changed from afar"});
    Config config = local;
    read_json(text, faults, [&](Section& section) {
        section.object("broker",
                       [&](Section& inner) { read_broker_from_afar(inner, config.broker); });
        section.object("reports", [&](Section& inner) { read_reports(inner, config.reports); });
        section.object("data_plan",
                       [&](Section& inner) { read_data_plan(inner, config.data_plan); });
    });
    check_broker(config.broker, faults);
    if (!faults.empty()) {
        return fail(faults.joined());
    }
    return config;
}

}  // namespace roadworthy::agent
