#include "backend/exchange/uptime/uptime_words.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "backend/exchange/words.hpp"
#include "backend/uptime/intervals.hpp"

namespace roadworthy::exchange {
namespace {

struct Both {
    std::string_view zh;
    std::string_view en;
    std::string_view in(Language language) const { return language == Language::zh ? zh : en; }
};

// In the order of UptimeWord.
constexpr std::array<Both, static_cast<std::size_t>(UptimeWord::times) + 1> words{{
    {"车辆运行月报", "Monthly fleet report"},
    {"月份", "Month"},
    {"统计期间", "Period"},
    {"生成时间", "Made on"},
    {"车辆数", "Trucks"},
    {"车辆", "Truck"},
    {"车牌", "Plate"},
    {"车型", "Model"},
    {"里程", "Odometer"},
    {"出勤率", "Availability"},
    {"全天", "round the clock"},
    {"计划运营时段", "in operating hours"},
    {"目标", "Target"},
    {"可用", "Up"},
    {"行驶", "On the road"},
    {"计划停驶", "Planned"},
    {"非计划停驶", "Unplanned"},
    {"无数据", "No data"},
    {"非计划停驶次数", "Unplanned stops"},
    {"平均无故障时间 (MTBF)", "MTBF"},
    {"平均停驶时间 (MTTR)", "MTTR"},
    {"响应时间", "Response"},
    {"维修时间", "Repair"},
    {"从报修到交车", "Report to release"},
    {"一次修复率", "First-time fix"},
    {"每日情况", "Day by day"},
    {"停驶明细", "Standstill"},
    {"开始", "From"},
    {"结束", "To"},
    {"时长", "Length"},
    {"原因", "Reason"},
    {"停驶时间主要花在哪里", "What cost the most uptime"},
    {"各车情况", "Truck by truck"},
    {"近几个月", "Month by month"},
    {"已完成的保养", "Services done"},
    {"到期的保养", "Services due"},
    {"项目", "Item"},
    {"完成日期", "Done on"},
    {"服务站", "Workshop"},
    {"预计日期", "Expected"},
    {"状态", "State"},
    {"故障", "Faults"},
    {"故障", "Fault"},
    {"处理要求", "Action"},
    {"出现", "Since"},
    {"消除", "Until"},
    {"仍存在", "still there"},
    {"我们做了什么", "What we did"},
    {"报修", "Reported"},
    {"响应", "Answered"},
    {"交车", "Released"},
    {"故障原因", "Cause"},
    {"处理", "Done"},
    {"我们的建议", "What we propose"},
    {"建议进站时间", "Proposed visit"},
    {"作业内容", "Work"},
    {"本月没有。", "None this month."},
    {"计算方法", "How it is reckoned"},
    {"出勤率 = 可用 ÷ (可用 + 计划停驶 + 非计划停驶); 无数据的时间不计入。"
     "MTBF = 可用时间 ÷ 本期开始的非计划停驶次数; MTTR = 非计划停驶时间 ÷ 非计划停驶次数; "
     "一次修复率 = 1 - 返修次数 ÷ 维修次数。",
     "Availability = up ÷ (up + planned + unplanned); time without data is in neither. "
     "MTBF = time up ÷ unplanned stops that began in the period; MTTR = unplanned time ÷ unplanned "
     "stops; first-time fix = 1 - comebacks ÷ repairs."},
    {"没有收到数据不等于停驶, 单独列出。", "No data is not standstill; it is shown by itself."},
    {"下一步", "Next step"},
    {"达标", "met"},
    {"未达标", "missed"},
    {"未设目标", "no target"},
    {"未结束", "not ended"},
    {"停驶", "Stood"},
    {"次数", "Times"},
}};

constexpr std::array<Both, 4> conditions{{
    {"无数据", "no data"},
    {"可用", "up"},
    {"计划停驶", "planned"},
    {"非计划停驶", "unplanned"},
}};

constexpr std::array<Both, 11> sources{{
    {"没有收到消息", "nothing was heard"},
    {"待命", "ready"},
    {"停车故障未再确认", "a stop-now fault, not confirmed since"},
    {"须立即停车的故障", "a stop-now fault"},
    {"抛锚等待救援", "broken down on the road"},
    {"行驶", "on the road"},
    {"进站保养", "in the workshop for a service"},
    {"进站维修", "in the workshop for a repair"},
    {"人工更正", "corrected by hand"},
    {"保养记录作废", "a service taken back"},
    {"更正已撤回", "a correction taken back"},
}};

}  // namespace

std::string_view word(UptimeWord word, Language language) {
    return words.at(static_cast<std::size_t>(word)).in(language);
}

std::string_view word(uptime::Condition condition, Language language) {
    return conditions.at(static_cast<std::size_t>(condition)).in(language);
}

std::string_view word(uptime::Source source, Language language) {
    return sources.at(static_cast<std::size_t>(source)).in(language);
}

std::string length_of(std::chrono::seconds length, Language language) {
    struct Unit {
        std::chrono::seconds length;
        Both name;
    };
    constexpr std::array<Unit, 3> units{{{std::chrono::days{1}, {" 天", " d"}},
                                         {std::chrono::hours{1}, {" 小时", " h"}},
                                         {std::chrono::minutes{1}, {" 分", " min"}}}};
    const auto number = [&](const Unit& unit, std::chrono::seconds of) {
        return std::to_string(of / unit.length) + std::string(unit.name.in(language));
    };
    for (std::size_t i = 0; i + 1 < units.size(); ++i) {
        if (length >= units.at(i).length) {
            const auto rest = length % units.at(i).length;
            const Unit& next = units.at(i + 1);
            return number(units.at(i), length) +
                   (rest >= next.length ? ' ' + number(next, rest) : "");
        }
    }
    return number(units.back(), length);
}

}  // namespace roadworthy::exchange
