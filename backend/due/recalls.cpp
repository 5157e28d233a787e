#include "backend/due/recalls.hpp"

#include "backend/due/plans.hpp"
#include "common/result.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace roadworthy::due {
namespace {

constexpr std::string_view prefix = "recall/";
constexpr std::size_t vin_length = 17;
constexpr std::string_view vin_characters = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ";

char capital(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

std::string plain_vin(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
    const std::size_t end = text.find_last_not_of(' ') + 1;
    std::string vin(text.substr(begin, std::max(end, begin) - begin));
    std::ranges::transform(vin, vin.begin(), capital);
    return vin;
}

Result<std::string> checked_vin(std::string_view text) {
    std::string vin = plain_vin(text);
    if (vin.size() != vin_length || vin.find_first_not_of(vin_characters) != std::string::npos) {
        return fail("expected a VIN of 17 digits and letters without I, O and Q, got \"" +
                    vin.substr(0, 64) + '"');
    }
    return vin;
}

std::string recall_item(std::string_view recall) {
    return std::string(prefix).append(recall);
}

bool is_recall_item(std::string_view item) {
    return item.starts_with(prefix);
}

PlanItem plan_item(const Recall& recall) {
    return {.key = recall_item(recall.id),
            .name_zh = recall.name_zh,
            .name_en = recall.name_en,
            .labour_minutes = recall.labour_minutes,
            .bring = recall.bring,
            .parts = recall.parts};
}

}  // namespace roadworthy::due
