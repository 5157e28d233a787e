// simulated_year [--trucks N] [--days D] [--seed S] [--not-late]
// A fleet's year through the backend's own chain, truck by truck, and how right it was: by rule, by
// action, by cause. Figures alone; tests/simulator/tests/judge_test.cpp says what must hold.

#include <CLI/CLI.hpp>
#include <cstddef>
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <string>
#include <string_view>

#include "backend/faults/severity.hpp"
#include "common/time.hpp"
#include "tests/simulator/judge/deliveries.hpp"
#include "tests/simulator/judge/lived_year.hpp"
#include "tests/simulator/judge/matters.hpp"
#include "tests/simulator/judge/verdict.hpp"
#include "tests/simulator/model/causes.hpp"
#include "tests/simulator/reports/history.hpp"

namespace {

using namespace roadworthy;
using namespace roadworthy::sim;

constexpr std::chrono::hours between_meters{1};  // the judge asks for faults

std::string percent(Share share) {
    if (share.whole == 0) {
        return "-";
    }
    std::ostringstream text;
    text << std::fixed << std::setprecision(1) << share.value() * 100 << '%';
    return text.str();
}

void print_line(std::string_view name, const auto&... columns) {
    std::cout << std::left << std::setw(28) << name << std::right;
    ((std::cout << std::setw(12) << columns), ...);
    std::cout << '\n';
}

void print_totals(const Tally& tally) {
    print_line("trucks", tally.trucks);
    print_line("truck days", tally.truck_days);
    print_line("reports", tally.reports);
    print_line("episodes", tally.episodes);
    print_line("  folded under another", tally.folded);
    print_line("  flaps within them", tally.flaps);
    print_line("  comebacks", tally.comebacks);
    print_line("upgrades", tally.upgrades);
    print_line("worse by age", tally.by_age);
    print_line("duplicates", tally.duplicates);
    print_line("of nothing", tally.of_nothing);
    print_line("from silence", tally.from_silence);
    print_line("changed by delay", tally.changed_by_delay);
}

void print_actions(const Tally& tally) {
    std::cout << '\n';
    print_line("causes that need / told as", "log", "service", "soon", "stop", "precision",
               "recall", "per month");
    for (std::size_t need = 0; need < tally.causes.size(); ++need) {
        const auto& row = tally.causes.at(need);
        print_line(name(static_cast<Need>(need)), row[0], row[1], row[2], row[3],
                   percent(precision(tally.causes, need)), percent(recall(tally.causes, need)),
                   need == 0 ? 0.0 : told_per_truck_and_month(tally, need));
    }
}

void print_rules(const Tally& tally) {
    std::cout << '\n';
    print_line("rule", "right", "too much", "too little", "precision", "recall");
    for (const auto& [rule, score] : tally.rules) {
        print_line(rule, score.right, score.too_much, score.too_little, percent(precision(score)),
                   percent(recall(tally, rule)));
    }
}

void print_causes(const Tally& tally) {
    std::cout << '\n';
    print_line("cause", "there", "heard", "right", "too much", "too little", "told",
               "under others");
    for (const auto& [cause, score] : tally.by_cause) {
        print_line(cause, score.there, score.heard, score.right, score.too_much, score.too_little,
                   score.matters, score.folded_under_others);
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("A simulated fleet's year, and how right the backend was");
    unsigned trucks = 1'000;
    int days = 365;
    std::uint64_t seed = 1;
    bool is_late_left_out = false;
    app.add_option("--trucks", trucks)->capture_default_str();
    app.add_option("--days", days)->capture_default_str();
    app.add_option("--seed", seed, "of the fleet")->capture_default_str();
    app.add_flag("--not-late", is_late_left_out, "does not deliver the year a second time, late");
    CLI11_PARSE(app, argc, argv);
    const HistoryOptions options{
        .fleet_seed = seed,
        .days = days,
        .until = *parse_time("2026-03-02T00:00:00Z") + std::chrono::days{days},
        .script = {},
        .reporting = {.meters_interval = between_meters}};
    Tally tally;
    for (unsigned number = 1; number <= trucks; ++number) {
        const LivedYear year = live(options, number);
        const Outcome on_time = follow(year.truck, deliveries(year, Delivery::on_time));
        judge(tally, year, on_time);
        if (!is_late_left_out) {
            compare(tally, on_time, follow(year.truck, deliveries(year, Delivery::late)));
        }
    }
    print_totals(tally);
    print_actions(tally);
    print_rules(tally);
    print_causes(tally);
    return 0;
}
