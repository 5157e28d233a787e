#include "backend/exchange/import/recipients_from_csv.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "backend/customers/recipient.hpp"
#include "backend/exchange/import/import.hpp"
#include "backend/exchange/import/rows.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "backend/exchange/zones.hpp"
#include "backend/faults/severity.hpp"
#include "backend/store/alerts/recipient_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::exchange {
namespace {

using customers::Hears;
using customers::Recipient;
using std::chrono::minutes;

constexpr std::array<Column, 14> columns = {{{"recipient", required},
                                             {"name"},
                                             {"roles"},
                                             {"scope"},
                                             {"language"},
                                             {"time_zone"},
                                             {"quiet_hours"},
                                             {"duty_hours"},
                                             {"channels"},
                                             {"at_once"},
                                             {"digest_from"},
                                             {"digest_at"},
                                             {"most_a_day"},
                                             {"withdrawn"}}};
constexpr std::array<std::string_view, 2> languages = {"zh", "en"};
constexpr std::array<std::string_view, 2> no_or_yes = {"no", "yes"};
struct Scoped {
    std::string_view prefix;
    Hears hears;
};
constexpr std::array<Scoped, 3> scoped = {
    {{"dealer:", Hears::dealer}, {"workshop:", Hears::workshop}, {"customer:", Hears::customer}}};
constexpr std::size_t most_roles = 8;
constexpr int most_messages = 1000;

std::vector<std::string> items_of(std::string_view text) {
    std::vector<std::string> items;
    while (!text.empty()) {
        const auto end = std::min(text.find(';'), text.size());
        if (const auto item = trimmed(text.substr(0, end)); !item.empty()) {
            items.emplace_back(item);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return items;
}

// 07:30; 24:00 is no time of a day.
std::optional<minutes> time_of_day(std::string_view text) {
    const auto two_digits = [](std::string_view digits, int most) -> std::optional<int> {
        int value = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        const bool is_good = error == std::errc{} && end == digits.data() + digits.size() &&
                             value >= 0 && value <= most;
        return is_good ? std::optional{value} : std::nullopt;
    };
    if (text.size() != 5 || text[2] != ':') {
        return std::nullopt;
    }
    const auto hour = two_digits(text.substr(0, 2), 23);
    const auto minute = two_digits(text.substr(3), 59);
    return hour && minute ? std::optional{minutes{*hour * 60 + *minute}} : std::nullopt;
}

customers::RecipientScope scope_of(Fields& row) {
    const std::string text = row.text("scope");
    if (text == "all") {
        return {.hears = Hears::everything, .subject = {}};
    }
    for (const Scoped& one : scoped) {
        const std::string_view subject = std::string_view(text).substr(
            text.starts_with(one.prefix) ? one.prefix.size() : text.size());
        if (checked_key(subject)) {
            return {.hears = one.hears, .subject = std::string(subject)};
        }
    }
    row.refuse("scope",
               "expected all, dealer:ID, workshop:KEY or customer:ID, got \"" + text + '"');
    return {};
}

std::optional<customers::DayHours> hours(Fields& row, std::string_view column) {
    const std::string text = row.text(column);
    if (text.empty()) {
        return std::nullopt;
    }
    const std::string_view view = text;
    const std::size_t dash = std::min(view.find('-'), view.size());
    const auto from = time_of_day(trimmed(view.substr(0, dash)));
    const auto until = time_of_day(trimmed(view.substr(std::min(dash + 1, view.size()))));
    if (!from || !until || *from == *until) {
        row.refuse(column, "expected two times like 22:00-07:00, got \"" + text + '"');
        return std::nullopt;
    }
    return customers::DayHours{.from = *from, .until = *until};
}

std::vector<customers::ChannelAddress> channels(Fields& row) {
    std::vector<customers::ChannelAddress> chain;
    for (const std::string& item : items_of(row.text("channels"))) {
        const std::size_t sign = std::min(item.find('='), item.size());
        const std::string_view view = item;
        chain.push_back(
            {.channel = std::string(trimmed(view.substr(0, sign))),
             .address = std::string(trimmed(view.substr(std::min(sign + 1, view.size()))))});
        if (chain.back().channel.empty()) {
            row.refuse("channels", "expected NAME or NAME=ADDRESS, got \"" + item + '"');
        }
    }
    if (chain.empty() || chain.size() > customers::most_channels) {
        row.refuse("channels", "expected 1 to " + std::to_string(customers::most_channels) +
                                   " of them, got " + std::to_string(chain.size()));
    }
    return chain;
}

std::vector<std::string> roles(Fields& row) {
    std::vector<std::string> all = items_of(row.text("roles"));
    if (all.size() > most_roles) {
        row.refuse("roles", "expected at most " + std::to_string(most_roles));
    }
    return all;
}

std::optional<faults::Action> action(Fields& row, std::string_view column) {
    const std::string text = row.text(column);
    const auto named = faults::action_named(text);
    if (!named && !text.empty()) {
        row.refuse(column,
                   "expected stop_now, workshop_soon, at_next_service or log, got \"" + text + '"');
    }
    return named;
}

std::string zone(Fields& row) {
    const std::string name = row.is_empty("time_zone") ? Recipient{}.zone : row.text("time_zone");
    constexpr std::chrono::year any{2026};
    if (const auto table = zone_table(name, any, any); !table) {
        row.refuse("time_zone", table.error().message);
    }
    return name;
}

minutes digest_at(Fields& row) {
    const std::string text = row.text("digest_at");
    const auto time = text.empty() ? std::optional{Recipient{}.digest_at} : time_of_day(text);
    if (!time) {
        row.refuse("digest_at", "expected a time like 08:00, got \"" + text + '"');
    }
    return time.value_or(minutes{0});
}

std::uint32_t most_a_day(Fields& row, std::uint32_t usual) {
    const int most = row.whole("most_a_day").value_or(static_cast<int>(usual));
    if (most > most_messages) {
        row.refuse("most_a_day", "expected at most " + std::to_string(most_messages));
    }
    return static_cast<std::uint32_t>(most);
}

Recipient recipient_of(Fields& row, std::string id, std::uint32_t most) {
    const Recipient usual;
    Recipient one{
        .id = std::move(id),
        .name = row.text("name"),
        .roles = roles(row),
        .scope = scope_of(row),
        .language = std::string(languages.at(row.word("language", languages).value_or(0))),
        .zone = zone(row),
        .quiet = hours(row, "quiet_hours"),
        .duty = hours(row, "duty_hours"),
        .channels = channels(row),
        .at_once = action(row, "at_once").value_or(usual.at_once),
        .digest_from = std::nullopt,
        .digest_at = digest_at(row),
        .most_a_day = most_a_day(row, most)};
    if (row.text("digest_from") != "none") {
        one.digest_from =
            row.is_empty("digest_from") ? usual.digest_from : action(row, "digest_from");
    }
    return one;
}

}  // namespace

RecipientFile recipients_from_csv(std::string_view text, std::uint32_t most_a_day) {
    RecipientFile file;
    Seen seen;
    Sheet sheet(text, columns);
    while (auto row = sheet.next()) {
        std::string id = required_id<Key<struct RecipientKind>>(*row, "recipient").text();
        seen.enter(*row, "recipient", id);
        const bool is_withdrawn = row->word("withdrawn", no_or_yes).value_or(0) == 1;
        Recipient one =
            is_withdrawn ? Recipient{.id = std::move(id)} : recipient_of(*row, id, most_a_day);
        if (row->error()) {
            sheet.refuse(*row->error());
        } else if (is_withdrawn) {
            file.withdrawn.push_back(std::move(one.id));
        } else {
            file.recipients.push_back(std::move(one));
        }
    }
    file.errors = std::move(sheet.errors());
    return file;
}

ImportReport import_recipients(sql::Connection& connection, std::string_view text,
                               std::uint32_t most_a_day) {
    RecipientFile file = recipients_from_csv(text, most_a_day);
    ImportReport report{.errors = std::move(file.errors)};
    sql::Transaction transaction(connection);
    for (const Recipient& one : file.recipients) {
        const bool is_known = store::recipient(connection, one.id) == one;
        ++(is_known ? report.unchanged : report.taken);
        if (!is_known) {
            store::put_recipient(connection, one);
        }
    }
    for (const std::string& id : file.withdrawn) {
        const bool is_there = store::recipient(connection, id).has_value();
        ++(is_there ? report.taken : report.unchanged);
        store::remove_recipient(connection, id);
    }
    transaction.commit();
    return report;
}

}  // namespace roadworthy::exchange
