#include "backend/exchange/say/case_words.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "backend/cases/case.hpp"
#include "backend/cases/clocks.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/exchange/words.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

struct Both {
    std::string_view zh;
    std::string_view en;
};

// In the order of their enumerations.
constexpr std::array<Both, static_cast<std::size_t>(CaseWord::count)> words = {{
    {"工单", "case"},
    {"类型", "kind"},
    {"进度", "stage"},
    {"响应", "response"},
    {"解决", "solution"},
    {"负责人", "owner"},
    {"得知时间", "heard"},
    {"发生时间", "happened"},
    {"升级", "escalation"},
    {"预计完成", "estimate"},
    {"客户答复", "answer"},
    {"服务协议", "agreement"},
    {"保障", "covered"},
    {"经过", "timeline"},
    {"故障", "faults"},
    {"剩余", "left"},
    {"超时", "over"},
    {"没有未关闭的工单。", "No case is open."},
    {"处理结果", "outcome"},
    {"暂停", "paused"},
    {"故障已消失,自", "quiet since"},
    {"同意", "accepted"},
    {"希望改为", "wishes another time"},
}};
constexpr std::array<Both, 3> kinds = {
    {{"故障", "fault"}, {"抛锚求助", "breakdown"}, {"投诉", "complaint"}}};
constexpr std::array<Both, 4> states = {{{"处理中", "open"},
                                         {"故障消失,待确认", "quiet, to be confirmed"},
                                         {"已关闭", "closed"},
                                         {"自行消失", "cleared by itself"}}};
constexpr std::array<Both, 8> stages = {{{"已报修", "reported"},
                                         {"已响应", "answered"},
                                         {"救援在途", "rescue on the way"},
                                         {"已进站", "in the workshop"},
                                         {"已诊断", "diagnosed"},
                                         {"等待配件", "waiting for parts"},
                                         {"已修复", "repaired"},
                                         {"已交车", "released"}}};
constexpr std::array<Both, 6> reasons = {{{"等待客户", "waiting for the customer"},
                                          {"客户自行订购配件", "the customer orders the parts"},
                                          {"客户正在用车", "the customer uses the truck"},
                                          {"等待配件", "waiting for parts"},
                                          {"天气或道路", "weather or road"},
                                          {"其他", "other"}}};
constexpr std::array<Both, 4> clocks = {
    {{"计时中", "running"}, {"已暂停", "paused"}, {"按时", "met"}, {"超时", "missed"}}};
constexpr std::array<Both, 4> payers = {{{"客户", "customer"},
                                         {"保修", "warranty"},
                                         {"服务协议", "agreement"},
                                         {"善意承担", "goodwill"}}};
constexpr std::array<Both, 12> oddities = {
    {{"编号重复", "its id is used twice"},
     {"所撤回的记录不存在", "what it withdraws is not there"},
     {"撤回的是另一次撤回", "it withdraws a withdrawal"},
     {"工单不存在", "there is no such case"},
     {"该编号不能由人工开立", "people cannot open a case under this id"},
     {"重复开立", "opened twice"},
     {"已经合并", "joined already"},
     {"没有可恢复的暂停", "there was nothing to resume"},
     {"重复关闭", "closed twice"},
     {"在关闭之后", "after the closing"},
     {"早于工单发生", "before the case began"},
     {"进度次序颠倒", "a stage that usually comes earlier"}}};

template <class Table, class Enum>
std::string_view in(const Table& table, Enum value, Language language) {
    const Both& both = table.at(static_cast<std::size_t>(value));
    return language == Language::zh ? both.zh : both.en;
}

std::string minute_of(Time time) {
    std::string text = iso(time).substr(0, 16);
    text[10] = ' ';
    return text;
}

class Sentence {
public:
    explicit Sentence(Language language) : language_(language) {}

    std::string operator()(const cases::Opened& said) const {
        return with(say(said.kind), said.words) +
               (said.where.empty() ? "" : " (" + said.where + ")") + " - " +
               with(said.caller, said.phone);
    }
    std::string operator()(const cases::Reached& said) const { return say(said.stage); }
    std::string operator()(const cases::Owned& said) const {
        return with(say(CaseWord::owner) + " " + said.owner, said.words);
    }
    std::string operator()(const cases::Note& said) const { return said.words; }
    std::string operator()(const cases::Link& said) const { return with(said.title, said.url); }
    std::string operator()(const cases::NextStep& said) const {
        const std::string step = say(Word::next_step) + ": " + said.words;
        return said.on ? step + " (" + iso(*said.on) + ")" : step;
    }
    std::string operator()(const cases::Paused& said) const {
        return with(say(CaseWord::waiting) + ": " + say(said.reason), said.words);
    }
    std::string operator()(const cases::Resumed& /*said*/) const {
        return either("恢复计时", "resumed");
    }
    std::string operator()(const cases::Estimate& said) const {
        return with(say(CaseWord::estimate) + ": " + minute_of(said.ready), said.words);
    }
    std::string operator()(const cases::Answer& said) const {
        std::string answer = say(CaseWord::answer) + ": ";
        answer += said.is_accepted ? say(CaseWord::accepted) : say(CaseWord::another_time);
        return with(said.wish ? answer + " " + minute_of(*said.wish) : answer, said.words);
    }
    std::string operator()(const cases::Joined& said) const {
        return either("并入工单 ", "belongs to case ") + said.into.text();
    }
    std::string operator()(const cases::KeptApart& /*said*/) const {
        return either("单独处理,不并入其他工单", "kept apart from other cases");
    }
    std::string operator()(const cases::Withdrawn& said) const {
        return either("撤回记录 ", "withdraws entry ") + said.entry.text();
    }
    std::string operator()(const cases::Closed& said) const {
        std::string parts;
        for (const std::string& part : said.parts) {
            parts += (parts.empty() ? "" : either("、", ", ")) + part;
        }
        std::string all = with(either("关闭: ", "closed: ") + said.cause, said.action);
        all += parts.empty() ? "" : " [" + parts + "]";
        return said.paid_by ? all + " - " + say(*said.paid_by) : all;
    }

private:
    std::string say(auto what) const { return std::string(word(what, language_)); }
    std::string either(const char* zh, const char* en) const {
        return language_ == Language::zh ? zh : en;
    }
    static std::string with(const std::string& first, const std::string& second) {
        return first.empty() ? second : second.empty() ? first : first + ", " + second;
    }

    Language language_;
};

}  // namespace

std::string_view word(CaseWord word, Language language) {
    return in(words, word, language);
}
std::string_view word(cases::CaseKind kind, Language language) {
    return in(kinds, kind, language);
}
std::string_view word(cases::CaseState state, Language language) {
    return in(states, state, language);
}
std::string_view word(cases::Stage stage, Language language) {
    return in(stages, stage, language);
}
std::string_view word(cases::PauseReason reason, Language language) {
    return in(reasons, reason, language);
}
std::string_view word(cases::ClockState state, Language language) {
    return in(clocks, state, language);
}
std::string_view word(cases::PaidBy paid_by, Language language) {
    return in(payers, paid_by, language);
}
std::string_view word(cases::Oddity oddity, Language language) {
    return in(oddities, oddity, language);
}

std::string span_of_time(Duration duration, Language language) {
    const bool is_chinese = language == Language::zh;
    const auto minutes = std::chrono::floor<std::chrono::minutes>(duration).count();
    const auto amount = [](std::int64_t number, const char* unit) {
        return std::to_string(number) + ' ' + unit;
    };
    const char* const day = is_chinese ? "天" : "d";
    const char* const hour = is_chinese ? "小时" : "h";
    const char* const minute = is_chinese ? "分钟" : "min";
    if (minutes >= 24 * 60) {
        return amount(minutes / (24 * 60), day) + ' ' + amount(minutes / 60 % 24, hour);
    }
    return minutes >= 60 ? amount(minutes / 60, hour) + ' ' + amount(minutes % 60, minute)
                         : amount(minutes, minute);
}

std::string sentence(const cases::Said& said, Language language) {
    return std::visit(Sentence(language), said);
}

}  // namespace roadworthy::exchange
