#include "backend/exchange/say/alert_words.hpp"

#include <array>
#include <cstddef>
#include <string_view>

#include "backend/customers/alerts.hpp"
#include "backend/customers/delivery.hpp"
#include "backend/customers/ledger.hpp"
#include "backend/exchange/words.hpp"
#include "backend/faults/catalog/catalog.hpp"

namespace roadworthy::exchange {
namespace {

using faults::Both;

// Each in the order of its enumeration.
constexpr std::array<Both, static_cast<std::size_t>(AlertWord::count)> words = {{
    {"告警", "alert"},
    {"事件", "event"},
    {"发生时间", "happened"},
    {"仍存在", "active"},
    {"结果", "outcome"},
    {"规则", "rule"},
    {"告警数", "alerts"},
    {"已评价", "judged"},
    {"有用", "useful"},
    {"准确率", "precision"},
    {"评价太少", "too few"},
    {"建议改为汇总发送", "better in the digest"},
    {"没有告警。", "There are no alerts."},
}};
constexpr std::array<Both, 6> kinds = {{{"新故障", "new"},
                                        {"升级", "worse"},
                                        {"降级", "less severe"},
                                        {"已消除", "all clear"},
                                        {"处理进展", "progress"},
                                        {"逾期上报", "escalation"}}};
constexpr std::array<Both, 3> states = {
    {{"待发送", "waiting"}, {"已发送", "told"}, {"未发送", "withdrawn"}}};
constexpr std::array<Both, 3> untold = {{{"无人可通知", "nobody to tell"},
                                         {"无人需要", "nobody wants it"},
                                         {"此前未通知过任何人", "nobody was told before"}}};
constexpr std::array<Both, 3> actives = {{{"是", "yes"}, {"否", "no"}, {"未知", "unknown"}}};
constexpr std::array<Both, 6> outcomes = {{{"未结束", "open"},
                                           {"有用", "useful"},
                                           {"无用", "not useful"},
                                           {"联系不上", "no answer"},
                                           {"自行消除", "cleared by itself"},
                                           {"并入其他故障", "part of another"}}};

template <class Words, class Enum>
std::string_view said(const Words& in, Enum what, Language language) {
    return in.at(static_cast<std::size_t>(what))
        .in(language == Language::zh ? faults::Tongue::zh : faults::Tongue::en);
}

}  // namespace

std::string_view word(AlertWord word, Language language) {
    return said(words, word, language);
}
std::string_view word(customers::AlertKind kind, Language language) {
    return said(kinds, kind, language);
}
std::string_view word(customers::AlertState state, Language language) {
    return said(states, state, language);
}
std::string_view word(customers::Untold reason, Language language) {
    return said(untold, static_cast<int>(reason) - 1, language);
}
std::string_view word(customers::AlertActive active, Language language) {
    return said(actives, active, language);
}
std::string_view word(customers::Outcome outcome, Language language) {
    return said(outcomes, outcome, language);
}

}  // namespace roadworthy::exchange
