#include "backend/exchange/import/import.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/cases/policy_book.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/customers/visit_offer.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/recalls.hpp"
#include "backend/due/templates.hpp"
#include "backend/due/visits/workshop.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/faults/comebacks.hpp"
#include "backend/faults/rule_book.hpp"
#include "backend/faults/rules.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/inputs/known_facts.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/customers.hpp"
#include "backend/store/views/faults/rule_book.hpp"
#include "backend/store/views/plan_book.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"
#include "backend/uptime/operating.hpp"
#include "backend/uptime/said.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

// Asks of a fact whether what it speaks of exists; says the column and what is wrong.
class References {
public:
    explicit References(sql::Connection& connection)
        : connection_(connection), plans_(connection) {}

    struct Missing {
        std::string column;
        std::string reason;
    };
    std::optional<Missing> missing(const store::Fact& fact) {
        return std::visit([this](const auto& value) { return this->missing_in(value); }, fact);
    }

private:
    std::optional<Missing> missing_in(const truck::TruckRecord& record) {
        if (record.plan && plans_.plan(*record.plan) == nullptr) {
            return Missing{"plan", "no plan " + record.plan->text() + " is known"};
        }
        return std::nullopt;
    }
    std::optional<Missing> missing_in(const truck::Ownership& ownership) {
        if (ownership.customer && !views::customer(connection_, all_, *ownership.customer)) {
            return Missing{"customer", "no customer " + ownership.customer->text() + " is known"};
        }
        return std::nullopt;
    }
    std::optional<Missing> missing_in(const due::Plan& plan) {
        const due::Plan* present = plans_.plan(plan.id);
        if (present != nullptr && present->version >= plan.version && *present != plan) {
            return Missing{"version", "version " + std::to_string(present->version) +
                                          " is in force; a changed plan needs a higher one"};
        }
        return std::nullopt;
    }
    std::optional<Missing> missing_in(const due::Completion& done) {
        const auto truck = views::truck(connection_, all_, done.truck);
        if (!truck) {
            return unknown(done.truck);
        }
        if (truck->plan && plans_.item(truck->plan, done.item) == nullptr &&
            !store::has_override(connection_, done.truck, done.item)) {
            return Missing{
                "item", "no item \"" + done.item + "\" in the truck's plan " + truck->plan->text()};
        }
        return std::nullopt;
    }
    std::optional<Missing> missing_in(const truck::ManualReading& reading) {
        return views::truck(connection_, all_, reading.truck) ? std::nullopt
                                                              : unknown(reading.truck);
    }
    std::optional<Missing> missing_in(const truck::MeterLevel& level) {
        return views::truck(connection_, all_, level.truck) ? std::nullopt : unknown(level.truck);
    }
    std::optional<Missing> missing_in(const due::CompletionVoid& voided) {
        return views::truck(connection_, all_, voided.truck) ? std::nullopt : unknown(voided.truck);
    }
    std::optional<Missing> missing_in(const due::ItemOverride& change) {
        return views::truck(connection_, all_, change.truck) ? std::nullopt : unknown(change.truck);
    }
    std::optional<Missing> missing_in(const faults::Repair& repair) {
        return views::truck(connection_, all_, repair.truck) ? std::nullopt : unknown(repair.truck);
    }
    std::optional<Missing> missing_in(const faults::RuleSet& set) {
        const auto present = views::rule_sets(connection_);
        if (!present.empty() && present.back().set.version >= set.version &&
            std::ranges::find(present, set, &faults::RulesInForce::set) == present.end()) {
            return Missing{"version", "version " + std::to_string(present.back().set.version) +
                                          " is in force; a changed set needs a higher one"};
        }
        return std::nullopt;
    }
    std::optional<Missing> missing_in(const cases::TruckEntry& entered) {
        return views::truck(connection_, all_, entered.truck) ? std::nullopt
                                                              : unknown(entered.truck);
    }
    std::optional<Missing> missing_in(const customers::VisitAnswer& answer) {
        return views::truck(connection_, all_, answer.truck) ? std::nullopt : unknown(answer.truck);
    }
    std::optional<Missing> missing_in(const customers::TruckPaper& entered) {
        return views::truck(connection_, all_, entered.truck) ? std::nullopt
                                                              : unknown(entered.truck);
    }
    static std::optional<Missing> missing_in(const cases::PolicyVersion&) { return std::nullopt; }
    std::optional<Missing> missing_in(const uptime::Correction& it) {
        return views::truck(connection_, all_, it.truck) ? std::nullopt : unknown(it.truck);
    }
    std::optional<Missing> missing_in(const uptime::CorrectionWithdrawn& it) {
        return views::truck(connection_, all_, it.truck) ? std::nullopt : unknown(it.truck);
    }
    static std::optional<Missing> missing_in(const uptime::OperatingHours&) { return std::nullopt; }
    static std::optional<Missing> missing_in(const uptime::Targets&) { return std::nullopt; }
    static std::optional<Missing> missing_in(const truck::Customer&) { return std::nullopt; }
    static std::optional<Missing> missing_in(const due::Workshop&) { return std::nullopt; }
    static std::optional<Missing> missing_in(const faults::OwnWords&) { return std::nullopt; }
    static std::optional<Missing> missing_in(const due::DayTick&) { return std::nullopt; }
    static std::optional<Missing> missing_in(const truck::QuietDays&) { return std::nullopt; }
    static std::optional<Missing> missing_in(const due::Recall&) { return std::nullopt; }
    static std::optional<Missing> missing_in(const due::RecallList&) { return std::nullopt; }

    static std::optional<Missing> unknown(const TruckId& truck) {
        return Missing{"truck", "no truck " + truck.text() + " is known"};
    }

    sql::Connection& connection_;
    const store::Scope all_ = store::Scope::everything();
    views::PlanBook plans_;
};

// Of two templates that say as much of a truck, the order of due/templates.hpp decides: right for
// the program, but perhaps not what was meant.
void note_ties(sql::Connection& connection, const std::vector<store::Fact>& news,
               std::vector<std::string>& notes) {
    due::PlanById plans = views::plans_in_force(connection);
    for (const store::Fact& fact : news) {
        if (const auto* plan = std::get_if<due::Plan>(&fact)) {
            due::take(plans, *plan);
        }
    }
    for (const store::Fact& fact : news) {
        const auto* plan = std::get_if<due::Plan>(&fact);
        for (const PlanId& rival :
             plan == nullptr ? std::vector<PlanId>{} : due::rivals(plans, plan->id)) {
            notes.push_back("plan " + plan->id.text() + ": for some trucks plan " + rival.text() +
                            " is as good a template");
        }
    }
}

std::optional<RowError> wrong_reference(References& references, const RowFacts& row) {
    for (const store::Fact& fact : row.facts) {
        if (auto missing = references.missing(fact)) {
            return RowError{row.line, std::move(missing->column), std::move(missing->reason)};
        }
    }
    return std::nullopt;
}

}  // namespace

ImportReport import_file(sql::Connection& connection, FileKind kind, std::string_view text,
                         Time now, ImportMode mode) {
    FileFacts file = facts_from_csv(kind, text, now);
    ImportReport report{.errors = std::move(file.errors)};
    References references(connection);
    std::vector<store::Fact> news;
    for (RowFacts& row : file.rows) {
        if (auto error = wrong_reference(references, row)) {
            report.errors.push_back(std::move(*error));
            continue;
        }
        std::erase_if(row.facts,
                      [&](const store::Fact& fact) { return store::is_known(connection, fact); });
        ++(row.facts.empty() ? report.unchanged : report.taken);
        if (!row.facts.empty()) {
            report.news.push_back({.line = row.line, .what = "is new, or says it otherwise"});
        }
        std::ranges::move(row.facts, std::back_inserter(news));
    }
    std::ranges::stable_sort(report.errors, {}, &RowError::line);
    if (!news.empty()) {
        note_ties(connection, news, report.notes);
        if (mode == ImportMode::take) {
            report.last = store::append(connection, news, now);
        }
    }
    return report;
}

}  // namespace roadworthy::exchange
