#include "common/ids.hpp"

#include "common/result.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>
#include <system_error>

namespace roadworthy {
namespace {

bool is_truck_character(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

Result<TruckId> TruckId::from(std::string_view text) {
    if (text.size() < 8 || text.size() > 32 || !std::ranges::all_of(text, is_truck_character)) {
        return fail("expected a truck id of 8 to 32 characters A-Z 0-9, got \"" +
                    std::string(text.substr(0, 64)) + '"');
    }
    return TruckId(std::string(text));
}

Result<std::string> checked_key(std::string_view text) {
    if (text.empty() || text.size() > 64 || std::ranges::any_of(text, is_control)) {
        return fail("expected a key of 1 to 64 bytes without control characters, got \"" +
                    std::string(text.substr(0, 64)) + '"');
    }
    return std::string(text);
}

std::string StreamId::text() const {
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(value));
    return digits;
}

Result<StreamId> StreamId::from(std::string_view text) {
    StreamId id;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id.value, 16);
    if (text.size() != 16 || error != std::errc{} || end != text.data() + text.size()) {
        return fail("expected a stream id of 16 hexadecimal digits, got \"" +
                    std::string(text.substr(0, 64)) + '"');
    }
    return id;
}

}  // namespace roadworthy
