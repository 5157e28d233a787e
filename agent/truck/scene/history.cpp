#include "agent/truck/scene/history.hpp"

#include "agent/truck/events.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace roadworthy::onboard {
namespace {

// By SPN and FMI; of the same code twice the one with the higher count, and any count before none.
std::vector<Dtc> list_of(std::span<const Dtc> codes) {
    const auto rank = [](const Dtc& code) {
        const int count = code.occurrences == occurrences_absent ? -1 : code.occurrences;
        return std::tuple{code.spn, code.fmi, -count};
    };
    std::vector<Dtc> list(codes.begin(), codes.end());
    std::ranges::sort(list, {}, rank);
    const auto same = std::ranges::unique(
        list, {}, [](const Dtc& code) { return std::tuple{code.spn, code.fmi}; });
    list.erase(same.begin(), same.end());
    return list;
}

std::uint64_t mark_of(std::span<const Dtc> list) {
    std::string text;
    for (const Dtc& code : list) {
        text += std::to_string(code.spn) + '.' + std::to_string(code.fmi) + '.' +
                std::to_string(code.occurrences) + ' ';
    }
    return fnv1a64(text);
}

}  // namespace

void History::hear(std::uint8_t source_address, std::span<const Dtc> codes, Monotonic time,
                   Events& events) {
    if (source_address >= addresses) {
        return;
    }
    Told& told = told_[source_address];
    std::vector<Dtc> list = list_of(codes);
    const std::uint64_t mark = mark_of(list);
    const bool is_news = told.mark ? *told.mark != mark : !list.empty();
    if (!is_news || time - told.at < between_lists || !pace_.allows(time)) {
        return;
    }
    told = {.mark = mark, .at = time};
    events.add(time, EcuReport{.event = EcuEvent::remembers,
                               .source_address = source_address,
                               .active = std::nullopt,
                               .previously_active = std::move(list)});
}

}  // namespace roadworthy::onboard
