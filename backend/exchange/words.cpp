#include "backend/exchange/words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "backend/customers/jobs.hpp"
#include "backend/due/due.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/meters.hpp"
#include "backend/truck/registry.hpp"
#include "common/report.hpp"

namespace roadworthy::exchange {
namespace {

struct Both {
    std::string_view zh;
    std::string_view en;
};

// In the order of their enumeration.
constexpr std::array<Both, static_cast<std::size_t>(Word::count)> words = {{
    {"车辆", "truck"},
    {"车牌", "plate"},
    {"车型", "model"},
    {"用途", "segment"},
    {"客户", "customer"},
    {"项目", "item"},
    {"状态", "state"},
    {"预计到期", "expected"},
    {"区间", "between"},
    {"依据", "limited by"},
    {"读数", "reading"},
    {"读数时间", "age"},
    {"服务站", "workshop"},
    {"处置", "action"},
    {"故障码", "fault"},
    {"原因", "because of"},
    {"出现", "opened"},
    {"最近", "last seen"},
    {"车数", "trucks"},
    {"完好率", "available"},
    {"完好", "up"},
    {"计划停驶", "planned"},
    {"非计划停驶", "unplanned"},
    {"未知", "unknown"},
    {"分组", "group"},
    {"里程", "odometer"},
    {"发动机工时", "engine time"},
    {"最近联系", "last heard"},
    {"没有到期的保养。", "Nothing is due."},
    {"没有未关闭的故障。", "No fault is open."},
    {"无", "none"},
    {"联系人", "contact"},
    {"电话", "phone"},
    {"级别", "tier"},
    {"天", "day"},
    {"天", "days"},
    {"小时", "h"},
    {"仪表", "meter"},
    {"来源", "source"},
    {"人工", "by hand"},
    {"采用", "followed"},
    {"显示", "shows"},
    {"差值", "offset"},
    {"每天", "a day"},
    {"存疑", "held"},
    {"最近存疑", "last held"},
    {"累计", "to date"},
    {"已验证", "settled"},
    {"误差(天)", "error (days)"},
    {"偏差(天)", "bias (days)"},
    {"区间命中", "within p10-p90"},
    {"还没有可验证的预测。", "No prediction has been settled yet."},
    {"故障停驶次数", "breakdowns"},
    {"观察期", "watched"},
    {"通常", "usual"},
    {"最近一次", "last one"},
    {"进站建议", "visit"},
    {"进站日期", "visit between"},
    {"内容", "jobs"},
    {"建议到站", "best time"},
    {"停驶", "standstill"},
    {"节省", "saved"},
    {"未安排", "not planned"},
    {"近期无需进站。", "No visit is wanted."},
    {"下一步", "next step"},
    {"评分", "score"},
    {"现行", "before"},
    {"试行", "after"},
    {"换用其他计划", "another plan"},
    {"新增超期", "newly overdue"},
    {"周", "week"},
    {"工时", "labour"},
    {"提前", "early"},
    {"按时", "on time"},
    {"逾期", "late"},
    {"保养次数", "services"},
    {"预测评分", "scorecard"},
}};

constexpr std::array<Both, 5> due_states = {{{"未到期", "not due"},
                                             {"即将到期", "soon"},
                                             {"到期", "due"},
                                             {"超期", "overdue"},
                                             {"未知", "unknown"}}};
constexpr std::array<Both, 5> criteria = {{{"无", "none"},
                                           {"里程", "distance"},
                                           {"工时", "engine time"},
                                           {"日期", "calendar"},
                                           {"油耗", "fuel used"}}};
constexpr std::array<Both, 4> actions = {{{"记录", "log"},
                                          {"下次保养处理", "at the next service"},
                                          {"尽快进站", "workshop soon"},
                                          {"立即停车", "stop now"}}};
constexpr std::array<Both, 3> episode_states = {
    {{"未关闭", "open"}, {"未知", "unknown"}, {"已关闭", "closed"}}};
constexpr std::array<Both, 3> tiers = {
    {{"普通", "ordinary"}, {"重要", "VIP"}, {"潜在", "prospect"}}};

constexpr std::array<Both, 3> meter_kinds = {
    {{"里程", "odometer"}, {"发动机工时", "engine time"}, {"油耗", "fuel used"}}};
constexpr std::array<Both, 6> held_reasons = {{{"无", "none"},
                                               {"倒退", "went back"},
                                               {"过快", "too fast"},
                                               {"数值未稳定", "unsettled"},
                                               {"日期在未来", "dated in the future"},
                                               {"不可能的数值", "impossible"}}};
constexpr std::array<Both, 4> unplanned = {{{"无法预计日期", "nobody can say when"},
                                            {"服务站不营业", "the workshop is closed"},
                                            {"应立即停车", "must stop now"},
                                            {"控制器无通信", "its ECU is silent"}}};

template <class Table, class Enum>
std::string_view in(const Table& table, Enum value, Language language) {
    const Both& both = table.at(static_cast<std::size_t>(value));
    return language == Language::zh ? both.zh : both.en;
}

}  // namespace

std::optional<Language> language_of(std::string_view text) {
    if (text == "zh") {
        return Language::zh;
    }
    return text == "en" ? std::optional{Language::en} : std::nullopt;
}

std::string_view word(Word word, Language language) {
    return in(words, word, language);
}
std::string_view word(due::DueState state, Language language) {
    return in(due_states, state, language);
}
std::string_view word(due::Criterion criterion, Language language) {
    return in(criteria, criterion, language);
}
std::string_view word(faults::Action action, Language language) {
    return in(actions, action, language);
}
std::string rule_name(const std::string& key, std::span<const faults::Rule> own,
                      Language language) {
    for (const auto& rules : {own, faults::built_in_rules()}) {
        const auto rule = std::ranges::find(rules, key, &faults::Rule::key);
        if (rule == rules.end()) {
            continue;
        }
        const bool is_chinese = language == Language::zh;
        const std::string& name = is_chinese ? rule->name_zh : rule->name_en;
        const std::string& other = is_chinese ? rule->name_en : rule->name_zh;
        if (!name.empty() || !other.empty()) {
            return name.empty() ? other : name;
        }
    }
    return key;
}
std::string_view word(faults::EpisodeState state, Language language) {
    return in(episode_states, state, language);
}
std::string_view word(truck::Tier tier, Language language) {
    return in(tiers, tier, language);
}
std::string_view word(MeterKind kind, Language language) {
    return in(meter_kinds, kind, language);
}
std::string_view word(truck::HeldReason reason, Language language) {
    return in(held_reasons, reason, language);
}
std::string_view word(customers::NotPlanned because, Language language) {
    return in(unplanned, because, language);
}

}  // namespace roadworthy::exchange
