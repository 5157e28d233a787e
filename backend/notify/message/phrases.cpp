#include "backend/notify/message/phrases.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

#include "backend/cases/entries.hpp"
#include "backend/exchange/words.hpp"
#include "backend/notify/message/alert_message.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {
namespace {

using exchange::Language;

struct Both {
    std::string_view zh;
    std::string_view en;
};

// In the order of their enumeration.
constexpr std::array<Both, static_cast<std::size_t>(Phrase::count)> phrases = {
    {{"处置等级", "Action"},
     {"含义", "Meaning"},
     {"车辆表现", "What the driver notices"},
     {"处理建议", "What to do"},
     {"原为", "was"},
     {"发生时间", "Happened"},
     {"收到时间", "Heard"},
     {"车辆", "Truck"},
     {"车架号", "VIN"},
     {"编号", "id"},
     {"客户", "Customer"},
     {"保障", "Covered"},
     {"请联系", "Please call"},
     {"判断依据", "Because of"},
     {"详情", "Details"},
     {"说明", "Note"},
     {"需要立即停车，因此在您的免打扰时段内发送。",
      "It says stop now, so it comes in your quiet hours."},
     {"车辆报修", "Breakdown or complaint"}}};
constexpr std::array<Both, 8> stages = {{{"已报告", "reported"},
                                         {"已响应", "answered"},
                                         {"救援在途", "rescue on the way"},
                                         {"已进站", "in the workshop"},
                                         {"已诊断", "diagnosed"},
                                         {"等待配件", "waiting for parts"},
                                         {"已修复", "repaired"},
                                         {"已交车", "released"}}};
constexpr std::array<Both, 3> actives = {{{"目前仍存在", "still active: yes"},
                                          {"目前已消失", "still active: no"},
                                          {"目前状态未知", "still active: unknown"}}};

template <class Table, class Enum>
std::string_view in(const Table& table, Enum value, Language language) {
    const Both& both = table.at(static_cast<std::size_t>(value));
    return language == Language::zh ? both.zh : both.en;
}

// UTC+8, UTC-3:30, UTC
std::string zone_name(std::chrono::minutes offset) {
    if (offset == std::chrono::minutes{0}) {
        return "UTC";
    }
    constexpr int hour = 60;
    const auto minutes = static_cast<int>(std::chrono::abs(offset).count());
    std::array<char, 32> text{};
    const int length =
        std::snprintf(text.data(), text.size(), minutes % hour == 0 ? "%d" : "%d:%02d",
                      minutes / hour, minutes % hour);
    return (offset.count() < 0 ? "UTC-" : "UTC+") +
           std::string(text.data(), static_cast<std::size_t>(length));
}

}  // namespace

std::string_view phrase(Phrase phrase, Language language) {
    return in(phrases, phrase, language);
}
std::string_view phrase(cases::Stage stage, Language language) {
    return in(stages, stage, language);
}
std::string_view phrase(Active active, Language language) {
    return in(actives, active, language);
}

std::string local_time(Time time, const Reader& reader) {
    const std::string local =
        iso(std::chrono::floor<std::chrono::minutes>(time + reader.utc_offset));
    const std::string minute = local.substr(0, 10) + ' ' + local.substr(11, 5);
    const std::string zone = zone_name(reader.utc_offset);
    return reader.language == Language::zh ? minute + "（" + zone + "）"
                                           : minute + " (" + zone + ')';
}

std::string ago(Duration age, Language language) {
    const bool is_chinese = language == Language::zh;
    const auto hours = std::chrono::floor<std::chrono::hours>(age).count();
    if (hours == 0) {
        return std::to_string(std::chrono::floor<std::chrono::minutes>(age).count()) +
               (is_chinese ? " 分钟前" : " min ago");
    }
    constexpr std::chrono::hours::rep hours_as_such = 48;
    if (hours < hours_as_such) {
        return std::to_string(hours) + (is_chinese ? " 小时前" : " h ago");
    }
    return std::to_string(hours / 24) + (is_chinese ? " 天前" : " days ago");
}

}  // namespace roadworthy::notify
