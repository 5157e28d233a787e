#include "agent/settings/config.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/ids.hpp"
#include "common/result.hpp"

namespace roadworthy::agent {
namespace {

using Json = nlohmann::json;

struct Range {
    std::int64_t least;
    std::int64_t most;
};
constexpr Range a_week_of_seconds{1, 7 * 24 * 3600};

// Reads the keys of one object; what is wrong goes to `faults`, under the key's whole name.
class Section {
public:
    Section(const Json& json, std::string prefix, std::vector<std::string>& faults)
        : json_(json), prefix_(std::move(prefix)), faults_(faults) {
        if (!json_.is_object()) {
            fault(prefix_.empty() ? "the file" : prefix_.substr(0, prefix_.size() - 1), "an object",
                  json_);
        }
    }

    void text(const char* key, std::string& value) {
        if (const Json* found = find(key, &Json::is_string, "a text")) {
            value = found->get<std::string>();
        }
    }
    void path(const char* key, std::filesystem::path& value) {
        std::string name = value.string();
        text(key, name);
        value = name;
    }
    template <class Integer>
    void integer(const char* key, Integer& value, Range range) {
        const std::string expected =
            "an integer from " + std::to_string(range.least) + " to " + std::to_string(range.most);
        const Json* found = find(key, &Json::is_number_integer, expected);
        if (found == nullptr) {
            return;
        }
        const bool is_huge = found->is_number_unsigned() &&
                             found->get<std::uint64_t>() > static_cast<std::uint64_t>(range.most);
        if (is_huge || found->get<std::int64_t>() < range.least ||
            found->get<std::int64_t>() > range.most) {
            fault(prefix_ + key, expected, *found);
        } else {
            value = Integer(found->get<std::int64_t>());
        }
    }
    void texts(const char* key, std::vector<std::string>& values) {
        const Json* found = find(key, &Json::is_array, "a list of texts");
        if (found == nullptr) {
            return;
        }
        values.clear();
        for (const Json& each : *found) {
            if (each.is_string()) {
                values.push_back(each.get<std::string>());
            } else {
                fault(prefix_ + key, "a list of texts", *found);
            }
        }
    }
    // This version has nothing that writes to a bus.
    void always_true(const char* key) {
        const Json* found = find(key, &Json::is_boolean, "true");
        if (found != nullptr && !found->get<bool>()) {
            fault(prefix_ + key, "true (the agent only listens)", *found);
        }
    }
    template <class Read>
    void object(const char* key, Read read) {
        if (const Json* found = find(key, &Json::is_object, "an object")) {
            Section inner(*found, prefix_ + key + '.', faults_);
            read(inner);
            inner.refuse_others();
        }
    }
    void refuse_others() {
        if (!json_.is_object()) {
            return;
        }
        for (const auto& [key, value] : json_.items()) {
            if (!known_.contains(key)) {
                faults_.push_back(prefix_ + key + ": not a key of this file");
            }
        }
    }

private:
    const Json* find(const char* key, bool (Json::*is_kind)() const noexcept,
                     const std::string& expected) {
        known_.insert(key);
        if (!json_.is_object() || !json_.contains(key)) {
            return nullptr;
        }
        const Json& found = json_.at(key);
        if (!(found.*is_kind)()) {
            fault(prefix_ + key, expected, found);
            return nullptr;
        }
        return &found;
    }
    void fault(const std::string& where, const std::string& expected, const Json& came) {
        constexpr std::size_t most_shown = 60;
        faults_.push_back(
            where + ": expected " + expected + ", got " +
            came.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, most_shown));
    }

    const Json& json_;
    std::string prefix_;
    std::vector<std::string>& faults_;
    std::set<std::string> known_;
};

void read_broker(Section& section, Broker& broker) {
    section.text("url", broker.url);
    section.text("user", broker.user);
    section.text("password", broker.password);
    section.text("ca_file", broker.ca_file);
    section.text("certificate_file", broker.certificate_file);
    section.text("key_file", broker.key_file);
    section.integer("keep_alive_s", broker.keep_alive, {5, 65535});
}

void read_outbox(Section& section, Storage& outbox) {
    section.path("path", outbox.path);
    section.integer("quota_mib", outbox.quota_mib, {1, 65536});
    section.integer("keep_committed_days", outbox.keep_committed, {0, 365});
}

void read_reports(Section& section, Reporting& reports) {
    section.integer("meters_interval_s", reports.meters_interval, a_week_of_seconds);
    section.integer("meters_distance_m", reports.meters_distance_m, {1, 1'000'000});
    section.integer("meters_repeat_s", reports.meters_repeat, a_week_of_seconds);
    section.integer("store_interval_s", reports.store_interval, {1, 3600});
    section.integer("send_reports", reports.send_reports, {1, 512});
    section.integer("send_interval_s", reports.send_interval, {1, 3600});
    section.integer("health_interval_s", reports.health_interval, a_week_of_seconds);
}

Config read_config(const Json& json, std::vector<std::string>& faults) {
    Config config;
    Section section(json, "", faults);
    std::string truck;
    section.text("truck", truck);
    if (!truck.empty()) {
        if (auto id = TruckId::from(truck)) {
            config.truck = *std::move(id);
        } else {
            faults.push_back("truck: " + id.error().message);
        }
    }
    section.object("broker", [&](Section& inner) { read_broker(inner, config.broker); });
    section.texts("buses", config.buses);
    section.always_true("listen_only");
    section.object("outbox", [&](Section& inner) { read_outbox(inner, config.outbox); });
    section.path("status_file", config.status_file);
    section.object("reports", [&](Section& inner) { read_reports(inner, config.reports); });
    section.refuse_others();
    return config;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += (text.empty() ? "" : "\n") + line;
    }
    return text;
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

void check_broker(const Broker& broker, std::vector<std::string>& faults) {
    const bool is_tls = broker.url.starts_with("ssl://");
    if ((!is_tls && !broker.url.starts_with("tcp://")) || !is_address(broker.url)) {
        faults.push_back("broker.url: expected tcp://HOST:PORT or ssl://HOST:PORT, got \"" +
                         broker.url + '"');
    }
    if (is_tls && broker.ca_file.empty()) {
        faults.emplace_back("broker.ca_file: expected a file, because broker.url is ssl://");
    }
    if (broker.certificate_file.empty() != broker.key_file.empty()) {
        faults.emplace_back("broker: expected certificate_file and key_file together, got one");
    }
}

}  // namespace

Result<Config> parse_config(std::string_view text) {
    constexpr bool allow_exceptions = true;
    constexpr bool ignore_comments = true;
    std::vector<std::string> faults;
    Config config;
    try {
        config = read_config(Json::parse(text, nullptr, allow_exceptions, ignore_comments), faults);
    } catch (const Json::parse_error& error) {
        faults.emplace_back(error.what());
    }
    if (!faults.empty()) {
        return fail(joined(faults));
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
    std::vector<std::string> faults;
    if (!config.truck) {
        faults.emplace_back("truck: expected an id, got none");
    }
    check_broker(config.broker, faults);
    if (config.outbox.path.empty()) {
        faults.emplace_back("outbox.path: expected a file, got none");
    }
    if (!faults.empty()) {
        return fail(joined(faults));
    }
    if (config.status_file.empty()) {
        config.status_file = config.outbox.path;
        config.status_file += ".status";
    }
    return config;
}

}  // namespace roadworthy::agent
