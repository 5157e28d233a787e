#include "backend/notify/channels/channel.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace roadworthy::notify {
namespace {

constexpr std::size_t most_id_bytes = 64;

bool is_id_character(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

}  // namespace

Result<DeliveryId> DeliveryId::from(std::string_view text) {
    const bool is_good = !text.empty() && text.size() <= most_id_bytes && text.front() != '.' &&
                         text.back() != '.' && text.find("..") == std::string_view::npos &&
                         std::all_of(text.begin(), text.end(), is_id_character);
    if (!is_good) {
        return fail("a delivery's id: expected 1 to 64 letters, digits, points, _ and -, got '" +
                    std::string(text.substr(0, most_id_bytes)) + "'");
    }
    return DeliveryId(std::string(text));
}

}  // namespace roadworthy::notify
