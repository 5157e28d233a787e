#include "backend/exchange/say/due_words.hpp"

#include <array>
#include <cstddef>
#include <string_view>

#include "backend/due/list/next_step.hpp"
#include "backend/due/list/ranking.hpp"
#include "backend/exchange/words.hpp"
#include "backend/store/views/due/work_items.hpp"

namespace roadworthy::exchange {
namespace {

struct Both {
    std::string_view zh;
    std::string_view en;
};

// In the order of their enumeration.
constexpr std::array<Both, static_cast<std::size_t>(DueWord::count)> words = {
    {{"周", "week"},
     {"项数", "items"},
     {"工时", "labour"},
     {"结转", "carried"},
     {"配件", "part"},
     {"数量", "quantity"},
     {"完成", "completions"},
     {"准时率", "on time %"},
     {"准时", "on time"},
     {"提前", "early"},
     {"超期", "late"},
     {"没有待核对的事项。", "There is nothing to look at."},
     {"不需要配件。", "No parts are needed."}}};
constexpr std::array<Both, 8> work_reasons = {{{"车架号不符", "another VIN on the bus"},
                                               {"没有保养计划", "no plan"},
                                               {"没有交车日期", "no delivery date"},
                                               {"缺少读数", "no reading"},
                                               {"车辆保养提示不符", "service counter disagrees"},
                                               {"没有保养记录", "never done"},
                                               {"客户联系逾期", "call overdue"},

                                               {"告警无人可通知", "nobody to tell of alerts"}}};
constexpr std::array<Both, 7> steps = {{{"暂不处理", "wait"},
                                        {"致电预约", "call and book"},
                                        {"索取读数", "get a reading"},
                                        {"核对车辆保养提示", "look at the service counter"},
                                        {"补录交车日期", "enter the delivery date"},
                                        {"补录上次保养", "enter the last service"},
                                        {"补录客户", "enter the owner"}}};
constexpr std::array<Both, 10> reasons = {{{"已过到期日", "past its day"},
                                           {"临近到期", "near its day"},
                                           {"日期未知", "undated"},
                                           {"可以宽限", "may wait"},
                                           {"日期不准", "vague"},
                                           {"读数较旧", "old reading"},
                                           {"重要客户", "VIP"},
                                           {"潜在客户", "prospect"},
                                           {"有服务协议", "agreement"},
                                           {"多项同时到期", "more due together"}}};

std::string_view in(const Both& both, Language language) {
    return language == Language::zh ? both.zh : both.en;
}

}  // namespace

std::string_view word(DueWord word, Language language) {
    return in(words.at(static_cast<std::size_t>(word)), language);
}

std::string_view word(views::WorkReason reason, Language language) {
    return in(work_reasons.at(static_cast<std::size_t>(reason)), language);
}

std::string_view word(due::NextStep step, Language language) {
    return in(steps.at(static_cast<std::size_t>(step)), language);
}

std::string_view word(due::ScoreReason reason, Language language) {
    return in(reasons.at(static_cast<std::size_t>(reason)), language);
}

}  // namespace roadworthy::exchange
