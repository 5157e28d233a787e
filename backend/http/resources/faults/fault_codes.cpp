#include "backend/http/resources/faults/fault_codes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "backend/faults/catalog/catalog.hpp"
#include "backend/faults/catalog/description.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/page.hpp"
#include "common/fault_code.hpp"

namespace roadworthy::http {
namespace {

constexpr std::int64_t most_fmi = 31;
constexpr std::int64_t most_source_address = 253;

std::optional<std::int64_t> number_up_to(std::int64_t most, std::string_view text) {
    const auto number = views::integer_of(text);
    return number && *number >= 0 && *number <= most ? std::optional(*number) : std::nullopt;
}

// 0 where it is not given.
Answer<std::uint8_t> small_number(const Call& call, std::string_view name, std::int64_t most) {
    const auto text = parameter(call, name);
    if (!text) {
        return std::uint8_t{0};
    }
    const auto number = number_up_to(most, *text);
    if (!number) {
        return bad_request(std::string(name) + ": expected 0 to " + std::to_string(most) +
                           ", got \"" + *text + '"');
    }
    return static_cast<std::uint8_t>(*number);
}

std::optional<FaultKey> key_of(std::string_view id) {
    const std::size_t dash = id.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto spn = number_up_to(faults::spn_not_available, id.substr(0, dash));
    const auto fmi = number_up_to(most_fmi, id.substr(dash + 1));
    if (!spn || !fmi) {
        return std::nullopt;
    }
    return FaultKey{.spn = static_cast<std::uint32_t>(*spn),
                    .fmi = static_cast<std::uint8_t>(*fmi)};
}

Json text_or_null(std::string_view text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

}  // namespace

Json description_json(const faults::Description& description, faults::Tongue tongue) {
    const auto* system = description.system;
    const auto* sender = description.sender;
    return {{"language", tongue == faults::Tongue::zh ? "zh" : "en"},
            {"known", faults::name(description.known)},
            {"title", description.title},
            {"meaning", text_or_null(description.meaning)},
            {"notice", text_or_null(description.notice)},
            {"what_to_do", description.what_to_do},
            {"system", system == nullptr ? Json(nullptr) : Json(system->key)},
            {"system_name", system == nullptr ? Json(nullptr) : Json(system->name.in(tongue))},
            {"sender", sender == nullptr ? Json(nullptr) : Json(sender->name.in(tongue))},
            {"spn_readings", description.spn_readings},
            {"is_operators", description.is_operators}};
}

Json fault_code_json(const faults::Code& code, const faults::Description& description,
                     faults::Tongue tongue) {
    return {{"spn", code.key.spn},
            {"fmi", code.key.fmi},
            {"source_address", code.key.source_address},
            {"conversion_method", code.conversion_method},
            {"model", code.model},
            {"description", description_json(description, tongue)}};
}

Answer<Response> get_fault_code(const Call& call) {
    auto key = key_of(call.ids.front());
    if (!key) {
        return not_found();
    }
    const auto source_address = small_number(call, "source_address", most_source_address);
    const auto conversion_method = small_number(call, "conversion_method", 1);
    const auto language = language_of(call);
    if (!source_address || !conversion_method) {
        return tl::unexpected(!source_address ? source_address.error() : conversion_method.error());
    }
    if (!language) {
        return tl::unexpected(language.error());
    }
    key->source_address = *source_address;
    const std::string model = parameter(call, "model").value_or("");
    const faults::Code code{.key = *key, .conversion_method = *conversion_method, .model = model};
    views::FaultWords words(call.services.database, *language);
    return json_response(fault_code_json(code, words.describe(code), words.tongue()));
}

}  // namespace roadworthy::http
