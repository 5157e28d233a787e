#include "backend/ingest/presence.hpp"

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "backend/store/inputs/stream_rows.hpp"
#include "common/result.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::ingest {
namespace {

constexpr std::size_t most_version_bytes = 64;
constexpr std::size_t most_reason_bytes = 512;

std::string text_of(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<std::int64_t> number_if(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_unsigned() ||
        found->get<std::uint64_t>() > wire::most_number) {
        return std::nullopt;
    }
    return found->get<std::int64_t>();
}

std::optional<std::string> text_if(const nlohmann::json& object, const char* key) {
    std::string text = text_of(object, key);
    return text.empty() || text.size() > most_reason_bytes ? std::nullopt
                                                           : std::optional(std::move(text));
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
    row.config_version = number_if(object, "config_version");
    row.config_desired = number_if(object, "config_desired");
    row.config_state = text_if(object, "config_state");
    row.config_reason = text_if(object, "config_reason");
    return row;
}

}  // namespace roadworthy::ingest
