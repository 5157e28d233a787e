#include "backend/exchange/cover_words.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "backend/customers/coverage.hpp"
#include "backend/exchange/words.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

using customers::CoverReason;
using customers::PaperKind;
using customers::PaperVerdict;

// 200,000
std::string grouped(std::int64_t number) {
    std::string digits = std::to_string(number);
    constexpr std::size_t group = 3;
    for (std::size_t place = digits.size(); place > group;) {
        place -= group;
        digits.insert(place, ",");
    }
    return digits;
}

class Sentence {
public:
    Sentence(const PaperVerdict& verdict, Language language)
        : verdict_(verdict), is_zh_(language == Language::zh) {}

    std::string text() const {
        switch (verdict_.reason) {
            case CoverReason::nothing_entered:
                return in("尚不清楚：没有录入质保信息", "not known: no warranty has been entered");
            case CoverReason::items_unknown:
                return in("尚不清楚：有服务协议“" + verdict_.name + "”，但没有录入保障范围",
                          "not known: there is the service agreement " + verdict_.name +
                              ", but what it covers has not been entered");
            case CoverReason::odometer_unknown:
                return in("尚不清楚：" + paper() + bounds() + "为止，但当时的里程未知",
                          "not known: " + paper() + " holds " + bounds() +
                              ", but the odometer of that day is not known");
            case CoverReason::system_unknown:
                return in("尚不清楚：" + paper() + "只保部分系统，而故障所属系统未知",
                          "not known: " + paper() +
                              " covers some systems only, and which one has failed is not known");
            case CoverReason::within:
                return in((is_warranty() ? "在质保期内（" : "在服务协议范围内（") + bounds() + "）",
                          "by " + kind() + ' ' + bounds());
            default:
                return refusal();
        }
    }

private:
    std::string in(const std::string& zh, const std::string& en) const { return is_zh_ ? zh : en; }
    bool is_warranty() const { return verdict_.kind == PaperKind::warranty; }

    std::string kind() const {
        return is_warranty() ? in("质保", "the warranty") : in("服务协议", "the service agreement");
    }
    // As people call it, or by its id.
    std::string paper() const {
        const std::string& called = verdict_.name.empty() ? verdict_.paper : verdict_.name;
        return is_zh_ ? kind() + "“" + called + "”" : kind() + ' ' + called;
    }
    static std::string day(const std::optional<Day>& on) { return on ? iso(*on) : std::string(); }
    std::string distance() const {
        return grouped(*verdict_.most_m / 1000) + (is_zh_ ? " 公里" : " km");
    }
    // until 2027-03-01 or 200,000 km
    std::string bounds() const {
        std::string text = in("至 ", "until ") + day(verdict_.until);
        if (verdict_.most_m) {
            text += in(" 或 ", " or ") + distance();
        }
        return text;
    }
    std::string refusal() const {
        const std::string no = is_warranty() ? "不在质保范围内：" : "不在服务协议范围内：";
        switch (verdict_.reason) {
            case CoverReason::not_yet:
                return in(no + paper() + "从 " + day(verdict_.from) + " 起才生效",
                          "no: " + paper() + " begins on " + day(verdict_.from));
            case CoverReason::ended:
                return in(no + paper() + "已于 " + day(verdict_.until) + " 到期",
                          "no: " + paper() + " ended on " + day(verdict_.until));
            case CoverReason::too_far:
                return in(no + "里程已超过" + paper() + "的 " + distance(),
                          "no: beyond the " + distance() + " of " + paper());
            default:
                return in(no + paper() + "不包含该系统",
                          "no: " + paper() + " does not include this system");
        }
    }

    const PaperVerdict& verdict_;
    bool is_zh_;
};

}  // namespace

std::string_view word(customers::Covered covered, Language language) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> words = {
        {{"未知", "unknown"}, {"自费", "no"}, {"质保", "warranty"}, {"服务协议", "agreement"}}};
    const auto& [zh, en] = words.at(static_cast<std::size_t>(covered));
    return language == Language::zh ? zh : en;
}

std::string sentence(const PaperVerdict& verdict, Language language) {
    return Sentence(verdict, language).text();
}

}  // namespace roadworthy::exchange
