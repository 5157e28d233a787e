#pragma once
// A truck's faults, and what is told of them: reports and a time in, rows of alerts out.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "backend/customers/alerts.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/rule_book.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::make {

constexpr std::uint8_t amber = 0x04;
constexpr std::uint8_t red = 0x10;
constexpr std::uint8_t protect = 0x01;

inline FaultReport lit(FaultReport report, std::uint8_t lamps) {
    report.lamps.state = lamps;
    return report;
}

class ToldMatters {
public:
    // A report of that time on the truck, which was received then. Each ends with a commit unless
    // more of the same message follows.
    void hear(const auto& report, Time on_truck, Time received) {
        keep(faults::take(state_, report, synchronised(on_truck), terms()), on_truck, received);
        commit(received);
    }
    void hear(const auto& report, Time at) { hear(report, at, at); }
    void hear_together(Time received, const std::vector<std::pair<FaultReport, Time>>& reports) {
        for (const auto& [report, on_truck] : reports) {
            keep(faults::take(state_, report, synchronised(on_truck), terms()), on_truck, received);
        }
        commit(received);
    }

    // Whoever tells comes by: what may be told is.
    void tell(Time now) {
        for (auto& [matter, rows] : matters_) {
            for (customers::Alert& row : rows) {
                if (row.state == customers::AlertState::waiting && row.not_before <= now) {
                    row.state = customers::AlertState::told;
                }
            }
        }
    }

    // Not withdrawn, of one matter: "raised workshop_soon, all_clear".
    std::string said(std::uint64_t episode) const {
        static const std::vector<std::string> kinds{"raised", "upgraded", "downgraded",
                                                    "all_clear"};
        std::string all;
        for (const customers::Alert& row : rows(episode)) {
            if (row.state == customers::AlertState::withdrawn) {
                continue;
            }
            all += (all.empty() ? "" : ", ") + kinds.at(static_cast<std::size_t>(row.kind));
            if (row.kind != customers::AlertKind::all_clear) {
                all += ' ' + std::string(faults::name(row.action));
            }
            if (row.active == customers::AlertActive::no &&
                row.kind != customers::AlertKind::all_clear) {
                all += " (gone)";
            }
        }
        return all;
    }
    const std::vector<customers::Alert>& rows(std::uint64_t episode) const {
        static const std::vector<customers::Alert> none;
        const auto found = matters_.find(customers::matter_of(episode));
        return found == matters_.end() ? none : found->second;
    }
    const std::map<std::string, std::vector<customers::Alert>>& matters() const { return matters_; }
    const faults::FaultState& state() const { return state_; }

    std::vector<truck::Ownership> ownerships;
    customers::AlertRules rules;

private:
    static faults::Terms terms() {
        static const faults::RuleBook book;
        static const faults::TruckTraits traits;
        return {.rules = book, .truck = traits};
    }
    void keep(const std::vector<faults::Episode>& changed, Time on_truck, Time received) {
        for (const faults::Episode& episode : changed) {
            auto& rows = matters_[customers::matter_of(episode.number)];
            const customers::Hearing hearing{.received = received,
                                             .written = received,
                                             .on_truck = on_truck,
                                             .ownerships = ownerships,
                                             .rules = rules};
            customers::take(rows, episode, hearing);
            const auto once = rows;
            customers::take(rows, episode, hearing);
            is_idempotent = is_idempotent && rows == once;
        }
    }
    void commit(Time /*received*/) {
        for (auto& [matter, rows] : matters_) {
            for (customers::Alert& row : rows) {
                row.id = row.id == 0 ? ++last_id_ : row.id;
            }
        }
    }

    faults::FaultState state_;
    std::map<std::string, std::vector<customers::Alert>> matters_;
    std::int64_t last_id_ = 0;

public:
    bool is_idempotent = true;
};

}  // namespace roadworthy::make
