// Any text -> the agent's configuration: the unit's own file, and what comes from afar. From afar
// nothing changes but what is reported how often, the data plan and the broker, and never whether
// that is encrypted; a refusal says why.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "agent/settings/config.hpp"
#include "common/ids.hpp"
#include "common/result.hpp"

using namespace roadworthy;

namespace {

agent::Config its_own() {
    agent::Config config;
    config.truck = TruckId::from("TRUCK001").value();
    config.broker.url = "ssl://mqtt.example:8883";
    config.broker.ca_file = "ca.pem";
    config.broker.password = "secret";
    config.outbox.path = "outbox.db";
    return agent::complete(config).value();
}

template <class Value>
void check_told(const Result<Value>& result) {
    if (!result && result.error().message.empty()) {
        std::abort();
    }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    check_told(agent::parse_config(text));
    check_told(agent::parse_config(text).and_then(agent::complete));

    static const agent::Config local = its_own();
    auto changed = agent::changed(local, text);
    check_told(changed);
    if (changed) {
        const bool is_encrypted = changed->broker.url.starts_with("ssl://");
        changed->reports = local.reports;
        changed->data_plan = local.data_plan;
        changed->broker.url = local.broker.url;
        changed->broker.keep_alive = local.broker.keep_alive;
        changed->broker.reconnect_within = local.broker.reconnect_within;
        if (!is_encrypted || *changed != local) {
            std::abort();
        }
    }
    return 0;
}
