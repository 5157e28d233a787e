#include "backend/exchange/say/care_words.hpp"

#include <array>
#include <cstddef>
#include <string_view>

#include "backend/customers/care/tasks.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/exchange/words.hpp"

namespace roadworthy::exchange {
namespace {

struct Both {
    std::string_view zh;
    std::string_view en;
};

// In the order of their enumerations.
constexpr std::array<Both, static_cast<std::size_t>(CareWord::count)> words = {{
    {"联系日期", "call on"},
    {"电话", "phone"},
    {"事由", "about"},
    {"车辆", "truck"},
    {"最晚", "until"},
    {"状态", "state"},
    {"话术", "what to say"},
    {"上次联系", "last contact"},
    {"已逾期", "overdue"},
    {"已上报", "escalated"},
    {"因联系频次限制顺延", "waits: called enough lately"},
    {"客户约定改期", "put off"},
    {"没有需要联系的客户。", "Nobody is to be called."},
    {"规则", "rule"},
    {"现行任务数", "tasks now"},
    {"试算任务数", "tasks then"},
    {"联系次数", "contacts"},
    {"因频次限制而延误", "late for the cap"},
    {"无车主", "without an owner"},
}};
constexpr std::array<Both, 12> occasions = {{
    {"新车交付", "delivery"},
    {"首保", "first service"},
    {"到期项目", "service due"},
    {"保养回访", "after a service"},
    {"维修回访", "after a repair"},
    {"服务合同到期", "agreement ends"},
    {"质保到期", "warranty ends"},
    {"换车评估", "replacement review"},
    {"流失挽回", "drifting away"},
    {"投诉", "complaint"},
    {"专项活动", "campaign"},
    {"季节检查", "seasonal check"},
}};
constexpr std::array<Both, 7> outcomes = {{
    {"已约定", "agreed"},
    {"客户谢绝", "declined"},
    {"已在别处完成", "done elsewhere"},
    {"改日再联系", "call again"},
    {"未接通", "not reached"},
    {"号码有误", "wrong number"},
    {"无需联系", "not needed"},
}};

template <class Table, class Enum>
std::string_view in(const Table& table, Enum value, Language language) {
    const Both& both = table.at(static_cast<std::size_t>(value));
    return language == Language::zh ? both.zh : both.en;
}

}  // namespace

std::string_view word(CareWord word, Language language) {
    return in(words, word, language);
}
std::string_view word(care::OccasionKind kind, Language language) {
    return in(occasions, kind, language);
}
std::string_view word(care::OutcomeKind kind, Language language) {
    return in(outcomes, kind, language);
}

}  // namespace roadworthy::exchange
