#include "backend/broker.hpp"

#include <fstream>
#include <stdexcept>
#include <string>

#include "backend/config.hpp"
#include "common/io/mqtt.hpp"

namespace roadworthy::backend {
namespace {

std::string first_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line)) {
        throw std::runtime_error("cannot read " + path);
    }
    return line;
}

}  // namespace

mqtt::Options broker_options(const BrokerConfig& config) {
    mqtt::Options options{.url = config.url, .client_id = config.client_id, .user = config.user};
    if (!config.password_file.empty()) {
        options.password = first_line(config.password_file);
    }
    if (config.url.starts_with("ssl://")) {
        options.tls = mqtt::Tls{.ca_file = config.ca_file,
                                .certificate_file = config.certificate_file,
                                .key_file = config.key_file};
    }
    return options;
}

}  // namespace roadworthy::backend
