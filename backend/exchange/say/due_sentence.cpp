#include "backend/exchange/say/due_sentence.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "backend/due/due.hpp"
#include "backend/due/list/next_step.hpp"
#include "backend/exchange/words.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

using due::Criterion;
using due::DueState;

constexpr std::array<std::string_view, 12> months = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

// What of the row holds today: its window, or its calendar alone once its readings are too old.
struct Dated {
    std::optional<due::Window> window;
    Criterion criterion = Criterion::none;
};

Dated dated(const due::DueRow& row, Day today) {
    const bool is_known = !row.usage_known_until || today <= *row.usage_known_until;
    if (is_known || row.is_reached || row.is_past_tolerance) {
        return {row.window, row.limiting};
    }
    if (row.calendar) {
        return {due::Window{*row.calendar, *row.calendar, *row.calendar}, Criterion::calendar};
    }
    return {};
}

class Sentence {
public:
    Sentence(const views::DueEntry& entry, Day today, Language language)
        : entry_(entry), today_(today), language_(language), dated_(dated(entry.row, today)) {}

    std::string text() const {
        return item_name(entry_, language_) + in("：", ": ") + about() + bring();
    }

private:
    std::string in(std::string_view zh, std::string_view en) const {
        return std::string(language_ == Language::zh ? zh : en);
    }

    std::string on(Day day) const {
        const std::chrono::year_month_day date{day};
        const bool is_this_year = date.year() == std::chrono::year_month_day{today_}.year();
        const std::string year = std::to_string(static_cast<int>(date.year()));
        const unsigned month = static_cast<unsigned>(date.month());
        const std::string day_of_month = std::to_string(static_cast<unsigned>(date.day()));
        if (language_ == Language::zh) {
            return (is_this_year ? "" : year + "年") + std::to_string(month) + "月" + day_of_month +
                   "日";
        }
        return day_of_month + ' ' + std::string(months.at(month - 1)) +
               (is_this_year ? "" : ' ' + year);
    }

    std::string by() const {
        return in("，按", ", by ") + std::string(word(dated_.criterion, language_)) + in("。", ".");
    }

    std::string when() const {
        const due::Window& window = *dated_.window;
        if (window.p10 == window.p90) {
            return in("", "due ") + on(window.p50) + in("到期", "") + by();
        }
        return in("大约 ", "due about ") + on(window.p50) + in("（", " (") + on(window.p10) +
               in("至", " to ") + on(window.p90) + in("）到期", ")") + by();
    }

    std::string about() const {
        if (!dated_.window) {
            return undated();
        }
        const std::string day = on(dated_.window->p50);
        switch (entry_.state) {
            case DueState::overdue:
                return in("已超期，应于" + day + "完成", "overdue, it was due " + day) + by();
            case DueState::due:
                return in("已到期，自" + day + "起", "due since " + day) + by();
            case DueState::soon:
            case DueState::not_due:
                return when();
            case DueState::unknown:
                break;
        }
        return undated();
    }

    std::string undated() const {
        if (entry_.state == DueState::overdue) {
            return in("已超期。", "overdue.");
        }
        if (entry_.state == DueState::due) {
            return in("已到期。", "due.");
        }
        const bool has_owner = entry_.truck.customer.has_value();
        const auto step =
            due::next_step({.row = entry_.row, .has_owner = has_owner, .today = today_});
        return step == due::NextStep::get_a_reading
                   ? in("到期日未知，请告知仪表上的里程和工时。",
                        "its date is unknown, please tell us what the instruments show.")
                   : in("到期日未知。", "its date is unknown.");
    }

    std::string bring() const {
        std::string all;
        if (entry_.rule) {
            for (const std::string& thing : entry_.rule->bring) {
                all += (all.empty() ? "" : in("、", ", ")) + thing;
            }
        }
        return all.empty() ? "" : in("请带：", " Please bring: ") + all + in("。", ".");
    }

    const views::DueEntry& entry_;
    Day today_;
    Language language_;
    Dated dated_;
};

}  // namespace

std::string item_name(const views::DueEntry& entry, Language language) {
    if (!entry.rule) {
        return entry.row.item;
    }
    const bool is_chinese = language == Language::zh;
    const std::string& name = is_chinese ? entry.rule->name_zh : entry.rule->name_en;
    const std::string& other = is_chinese ? entry.rule->name_en : entry.rule->name_zh;
    return !name.empty() ? name : !other.empty() ? other : entry.row.item;
}

Language language_of(const views::DueContact& whom) {
    return language_of(whom.language).value_or(Language::zh);
}

std::string due_sentence(const views::DueEntry& entry, Day today, Language language) {
    return Sentence(entry, today, language).text();
}

}  // namespace roadworthy::exchange
