#include "backend/customers/case_alerts.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <ranges>
#include <utility>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/customers/alerts.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/registry.hpp"

namespace roadworthy::customers {
namespace {

// That a case was reported he knows; what is diagnosed and which parts are missing he hears in a call.
bool is_told(cases::Stage stage) {
    switch (stage) {
        case cases::Stage::answered:
        case cases::Stage::rescue_on_the_way:
        case cases::Stage::in_workshop:
        case cases::Stage::repaired:
        case cases::Stage::released:
            return true;
        case cases::Stage::reported:
        case cases::Stage::diagnosed:
        case cases::Stage::waiting_for_parts:
            break;
    }
    return false;
}

const cases::StageTime* newest(const cases::Case& it) {
    const auto found =
        std::ranges::find_if(it.stages | std::views::reverse,
                             [](const cases::StageTime& one) { return is_told(one.stage); });
    return found == it.stages.rend() ? nullptr : &*found;
}

Alert row_for(const cases::Case& it, const cases::StageTime& stage, const Hearing& hearing) {
    Alert row{.matter = it.id.text(),
              .kind = AlertKind::case_stage,
              .action = it.worst.value_or(faults::Action::log),
              .happened = stage.at,
              .heard = hearing.received,
              .written = hearing.written,
              .not_before = hearing.received + hearing.rules.settle,
              .stage = static_cast<std::uint8_t>(stage.stage),
              .customer = truck::owner_at(hearing.ownerships, stage.at)};
    if (!it.episodes.empty()) {
        row.fault = it.episodes.front().key;
    }
    return row;
}

// What the rows say already.
struct Known {
    Alert* changing = nullptr;  // waits, and may be another before it is told
    Alert* free = nullptr;      // nobody was told of it, and nobody is to be
    std::optional<std::uint8_t> told;
};

Known known(std::vector<Alert>& rows, const Hearing& hearing) {
    Known all;
    for (Alert& row : rows) {
        if (row.kind != AlertKind::case_stage) {
            continue;
        }
        if (row.state == AlertState::withdrawn) {
            all.free = &row;
        } else if (row.state == AlertState::waiting &&
                   (row.id == 0 || hearing.received < row.not_before)) {
            all.changing = &row;
        } else {
            all.told = row.stage;
        }
    }
    return all;
}

}  // namespace

void take(std::vector<Alert>& rows, const cases::Case& it, const Hearing& hearing) {
    Known now = known(rows, hearing);
    const cases::StageTime* stage = newest(it);
    std::optional<std::uint8_t> wanted;
    if (stage != nullptr && now.told != static_cast<std::uint8_t>(stage->stage)) {
        wanted = static_cast<std::uint8_t>(stage->stage);
    }
    if (now.changing != nullptr && wanted == now.changing->stage) {
        return;
    }
    if (now.changing != nullptr) {
        now.changing->state = AlertState::withdrawn;
        now.changing->withdrawn = Withdrawal::overtaken;
        now.free = now.changing;
    }
    if (!wanted) {
        return;
    }
    Alert row = row_for(it, *stage, hearing);
    if (now.free == nullptr) {
        row.n = static_cast<int>(rows.size()) + 1;
        rows.push_back(std::move(row));
        return;
    }
    row.id = now.free->id;
    row.n = now.free->n;
    *now.free = std::move(row);
}

}  // namespace roadworthy::customers
