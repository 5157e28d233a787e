#include "backend/exchange/import/workshops_from_csv.hpp"

#include "backend/due/visits/visits.hpp"
#include "backend/due/visits/workshop.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/exchange/import/rows.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace roadworthy::exchange {
namespace {

constexpr std::array<std::string_view, 7> weekdays = {"mon", "tue", "wed", "thu",
                                                      "fri", "sat", "sun"};
constexpr std::array<Column, 16> columns = {{{"workshop", required},
                                             {"name"},
                                             {"dealer"},
                                             {"utc_offset"},
                                             {"mon"},
                                             {"tue"},
                                             {"wed"},
                                             {"thu"},
                                             {"fri"},
                                             {"sat"},
                                             {"sun"},
                                             {"closed_on"},
                                             {"mechanics"},
                                             {"hand_over_min"},
                                             {"phone"},
                                             {"address"}}};
constexpr std::size_t most_closed_days = 400;
constexpr int most_mechanics = 50;
constexpr int most_hand_over_min = 7 * 24 * 60;

// 08:00 as minutes of the day, 24:00 included.
std::optional<int> minute_of_day(std::string_view text) {
    int hour = 0;
    int minute = 0;
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const auto [colon, bad_hour] = std::from_chars(begin, end, hour);
    if (bad_hour != std::errc{} || colon == end || *colon != ':' || end - colon != 3) {
        return std::nullopt;
    }
    const auto [rest, bad_minute] = std::from_chars(colon + 1, end, minute);
    const int sum = hour * 60 + minute;
    const bool is_good = bad_minute == std::errc{} && rest == end && hour >= 0 && minute >= 0 &&
                         minute < 60 && sum <= 24 * 60;
    return is_good ? std::optional{sum} : std::nullopt;
}

std::optional<due::OpenHours> open_hours(std::string_view text) {
    if (text == "closed") {
        return due::OpenHours{.from = 0, .until = 0};
    }
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto from = minute_of_day(trimmed(text.substr(0, dash)));
    const auto until = minute_of_day(trimmed(text.substr(dash + 1)));
    if (!from || !until || *from >= *until || *from % 60 != 0 || *until % 60 != 0) {
        return std::nullopt;
    }
    return due::OpenHours{.from = *from / 60, .until = *until / 60};
}

std::chrono::minutes utc_offset(Fields& row) {
    const std::string text = row.text("utc_offset");
    if (text.empty()) {
        return due::Workshop{}.utc_offset;
    }
    constexpr int most = 14 * 60;
    const bool is_behind = text.front() == '-';
    const auto amount = minute_of_day(std::string_view(text).substr(1));
    if (!amount || *amount > most || (!is_behind && text.front() != '+')) {
        row.refuse("utc_offset", "expected one like +08:00, got \"" + text + '"');
        return {};
    }
    return std::chrono::minutes{is_behind ? -*amount : *amount};
}

// 2026-10-01/2026-10-07;2027-01-01, in order, each once.
std::vector<Day> closed_days(Fields& row) {
    std::vector<Day> closed;
    const std::string text = row.text("closed_on");
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::string_view one = rest.substr(0, rest.find(';'));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        if (trimmed(one).empty()) {
            continue;
        }
        const std::size_t slash = one.find('/');
        const auto first = parse_day(trimmed(one.substr(0, slash)));
        const auto last =
            slash == std::string_view::npos ? first : parse_day(trimmed(one.substr(slash + 1)));
        constexpr auto most = std::chrono::days{most_closed_days};
        if (!first || !last || *last < *first || *last - *first > most) {
            row.refuse("closed_on", "expected days like 2026-10-01/2026-10-07;2027-01-01, got \"" +
                                        std::string(one) + '"');
            return {};
        }
        for (Day day = *first; day <= *last; day += std::chrono::days{1}) {
            closed.push_back(day);
        }
    }
    std::ranges::sort(closed);
    closed.erase(std::ranges::unique(closed).begin(), closed.end());
    if (closed.size() > most_closed_days) {
        row.refuse("closed_on", "more than 400 days");
    }
    return closed;
}

due::Opening opening(Fields& row) {
    due::Opening opening = due::usual_opening();
    for (std::size_t day = 0; day < weekdays.size(); ++day) {
        const std::string text = row.text(weekdays.at(day));
        if (text.empty()) {
            continue;
        }
        if (const auto hours = open_hours(text)) {
            opening.week.at(day) = *hours;
        } else {
            row.refuse(weekdays.at(day),
                       "expected whole hours like 08:00-18:00, or closed, got \"" + text + '"');
        }
    }
    opening.closed = closed_days(row);
    const bool is_ever_open = std::ranges::any_of(
        opening.week, [](const due::OpenHours& hours) { return hours.from < hours.until; });
    if (!is_ever_open) {
        row.refuse("mon", "a workshop is open on one day of the week at least");
    }
    return opening;
}

struct Bounds {
    int least = 0;
    int most = 0;
};
int whole_within(Fields& row, std::string_view column, Bounds bounds, int usual) {
    const int value = row.whole(column).value_or(usual);
    if (value < bounds.least || value > bounds.most) {
        row.refuse(column, "expected " + std::to_string(bounds.least) + " to " +
                               std::to_string(bounds.most));
    }
    return value;
}

}  // namespace

FileFacts workshops_from_csv(std::string_view text) {
    FileFacts file;
    Seen seen;
    Sheet sheet(text, columns);
    while (auto row = sheet.next()) {
        const due::Workshop usual;
        due::Workshop workshop{
            .key = required_id<Key<struct WorkshopKind>>(*row, "workshop").text(),
            .name = row->text("name"),
            .dealer = row->text("dealer"),
            .utc_offset = utc_offset(*row),
            .opening = opening(*row),
            .mechanics = whole_within(*row, "mechanics", {1, most_mechanics}, usual.mechanics),
            .hand_over = due::Minutes{whole_within(*row, "hand_over_min", {0, most_hand_over_min},
                                                   static_cast<int>(usual.hand_over.count()))},
            .phone = row->text("phone"),
            .address = row->text("address")};
        seen.enter(*row, "workshop", workshop.key);
        finish(file, sheet, *row, {std::move(workshop)});
    }
    file.errors = std::move(sheet.errors());
    return file;
}

}  // namespace roadworthy::exchange
