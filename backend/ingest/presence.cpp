#include "backend/ingest/presence.hpp"

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "backend/store/stream_rows.hpp"
#include "common/result.hpp"

namespace roadworthy::ingest {
namespace {

constexpr std::size_t most_version_bytes = 64;

std::string text_of(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

Result<store::PresenceRow> parse_presence(std::span<const std::byte> payload) {
    // The bound is also one of the depth: nlohmann takes a kilobyte of brackets, not a megabyte.
    if (payload.size() > most_presence_bytes) {
        return fail("a presence larger than 1 KiB");
    }
    const auto* text = reinterpret_cast<const char*>(payload.data());
    const auto object = nlohmann::json::parse(text, text + payload.size(), nullptr, false);
    if (!object.is_object()) {
        return fail("a presence that is no JSON object");
    }
    const std::string state = text_of(object, "state");
    if (state != "online" && state != "offline") {
        return fail("a presence without state online or offline");
    }
    store::PresenceRow row{.is_online = state == "online",
                           .agent_version = text_of(object, "agent_version")};
    if (row.agent_version.size() > most_version_bytes) {
        return fail("an agent_version longer than 64 bytes");
    }
    const auto config = object.find("config_version");
    if (config != object.end() && config->is_number_integer()) {
        row.config_version = config->get<std::int64_t>();
    }
    return row;
}

}  // namespace roadworthy::ingest
