#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"

namespace roadworthy::faults {
namespace {

using std::chrono::days;

std::uint32_t fmis(std::initializer_list<int> all) {
    std::uint32_t bits = 0;
    for (const int fmi : all) {
        bits |= 1U << static_cast<unsigned>(fmi);
    }
    return bits;
}

std::vector<SpnRange> spns(std::initializer_list<std::uint32_t> all) {
    std::vector<SpnRange> ranges;
    for (const std::uint32_t spn : all) {
        ranges.push_back({.first = spn, .last = spn});
    }
    return ranges;
}

Rule rule(std::string key, Action action, Conditions when, std::optional<days> within = {}) {
    return {.key = std::move(key),
            .effect = Effect::at_least,
            .action = action,
            .when = std::move(when),
            .within = within,
            .within_m = {},
            .name_zh = {},
            .name_en = {}};
}

Rule cap(std::string key, Action action, Conditions when, days within) {
    Rule made = rule(std::move(key), action, std::move(when), within);
    made.effect = Effect::at_most;
    return made;
}

Rule named(Rule rule, std::string zh, std::string en) {
    rule.name_zh = std::move(zh);
    rule.name_en = std::move(en);
    return rule;
}

// A lamp stands for all codes of its DM1: which of them lit it, J1939 does not say.
void add_lamps(std::vector<Rule>& rules) {
    rules.push_back(named(rule("red_stop_lamp", Action::stop_now, {.lamp = LampKind::red_stop}),
                          "红色停车灯亮", "red stop lamp on"));
    rules.push_back(named(rule("amber_flashing", Action::workshop_soon,
                               {.lamp = LampKind::amber_warning, .flash = Flash::fast}, days{2}),
                          "黄色警告灯快闪", "amber warning lamp flashing fast"));
    rules.push_back(named(rule("amber_warning_lamp", Action::workshop_soon,
                               {.lamp = LampKind::amber_warning}, days{7}),
                          "黄色警告灯亮", "amber warning lamp on"));
    rules.push_back(
        named(rule("protect_lamp", Action::at_next_service, {.lamp = LampKind::protect}, days{90}),
              "保护灯亮", "protect lamp on"));
    rules.push_back(
        named(rule("malfunction_lamp", Action::at_next_service, {.lamp = LampKind::mil}, days{90}),
              "排放故障灯亮", "malfunction indicator lamp on"));
}

// What destroys an engine or takes the brakes within minutes. FMI 0 and 1 are the most severe level
// above and below, 16 and 18 the moderate one (J1939-73).
void add_critical(std::vector<Rule>& rules) {
    const auto above = spns({110, 175, 177, 190});           // temperatures, engine speed
    const auto below = spns({98, 100, 109, 111, 117, 118});  // levels, pressures
    constexpr std::string_view worst = "critical_out_of_range";
    constexpr std::string_view near = "critical_near_limit";
    const auto add = [&](std::string_view key, std::string_view side, Action action,
                         const std::vector<SpnRange>& of, int fmi) {
        const bool is_worst = action == Action::stop_now;
        rules.push_back(named(
            rule(std::string(key) + std::string(side), action, {.spns = of, .fmis = fmis({fmi})},
                 is_worst ? std::optional<days>{} : days{2}),
            is_worst ? "关键部位达到最严重级别" : "关键部位接近极限",
            is_worst ? "critical part at the most severe level" : "critical part near its limit"));
    };
    add(worst, "_above", Action::stop_now, above, 0);
    add(worst, "_below", Action::stop_now, below, 1);
    add(near, "_above", Action::workshop_soon, above, 16);
    add(near, "_below", Action::workshop_soon, below, 18);
}

// The engine says that it holds power back, or that it will: the law's or its own protection.
void add_derating(std::vector<Rule>& rules) {
    rules.push_back(named(rule("derating", Action::workshop_soon, {.spns = spns({1569})}, days{2}),
                          "发动机正在限扭", "engine is holding power back"));
    rules.push_back(named(rule("inducement", Action::workshop_soon,
                               {.spns = spns({4090, 4094, 4095, 4096, 5246})}, days{1}),
                          "排放限制已触发，将限速限扭", "emission inducement: power will be cut"));
}

// What the driver or the engine itself puts right: no workshop is needed until it grows worse.
void add_care_on_the_road(std::vector<Rule>& rules) {
    rules.push_back(named(cap("refill", Action::at_next_service,
                              {.spns = spns({1761}), .fmis = fmis({17, 18})}, days{2}),
                          "尿素液位低，加注即可", "urea is low: fill it up"));
    rules.push_back(named(cap("regenerate", Action::at_next_service,
                              {.spns = spns({3251, 3719}), .fmis = fmis({15, 16})}, days{2}),
                          "颗粒捕集器需再生", "soot filter wants to be burnt free"));
}

void add_repeats(std::vector<Rule>& rules) {
    rules.push_back(
        named(rule("keeps_coming_back", Action::at_next_service, {.episodes = 3}, days{90}),
              "30天内第三次出现", "third time within 30 days"));
    rules.push_back(named(rule("loose_contact", Action::at_next_service, {.flaps = 5}, days{90}),
                          "时有时无，反复五次以上", "comes and goes, five times or more"));
    rules.push_back(
        named(rule("does_not_go", Action::at_next_service, {.open_for = days{7}}, days{90}),
              "故障已持续一周", "there for a week"));
    rules.push_back(named(rule("long_open", Action::workshop_soon,
                               {.lamp = LampKind::protect, .open_for = days{90}}, days{7}),
                          "保护灯相关故障已有90天", "protect lamp for 90 days"));
    rules.push_back(named(rule("long_open_mil", Action::workshop_soon,
                               {.lamp = LampKind::mil, .open_for = days{90}}, days{7}),
                          "排放故障已有90天", "malfunction lamp for 90 days"));
}

std::vector<Rule> all_rules() {
    std::vector<Rule> rules;
    add_lamps(rules);
    add_critical(rules);
    add_derating(rules);
    add_care_on_the_road(rules);
    add_repeats(rules);
    rules.push_back(named(rule("code_alone", Action::log, {}), "仅有故障码", "code alone"));
    return rules;
}

}  // namespace

std::span<const Rule> built_in_rules() {
    static const std::vector<Rule> rules = all_rules();
    return rules;
}

}  // namespace roadworthy::faults
