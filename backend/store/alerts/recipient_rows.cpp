#include "backend/store/alerts/recipient_rows.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/customers/recipient.hpp"
#include "backend/faults/severity.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::store {
namespace {

using customers::ChannelAddress;
using customers::DayHours;
using customers::Recipient;
using std::chrono::minutes;

constexpr std::string_view select_all =
    "SELECT recipient, name, roles, hears, subject, language, zone, quiet_from_min,"
    " quiet_until_min, channels, at_once, digest_from, digest_at_min, most_a_day,"
    " duty_from_min, duty_until_min FROM recipients"
    " ORDER BY recipient";
constexpr std::string_view select_one =
    "SELECT recipient, name, roles, hears, subject, language, zone, quiet_from_min,"
    " quiet_until_min, channels, at_once, digest_from, digest_at_min, most_a_day,"
    " duty_from_min, duty_until_min FROM recipients"
    " WHERE recipient = ?";
constexpr std::string_view insert =
    "INSERT INTO recipients (recipient, name, roles, hears, subject, language, zone,"
    " quiet_from_min, quiet_until_min, channels, at_once, digest_from, digest_at_min, most_a_day,"
    " duty_from_min, duty_until_min) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

// No text of a recipient has a control character.
constexpr char between_parts = '\t';
constexpr char between_items = '\n';

std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(at), text.size());
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::string joined(const std::vector<std::string>& parts, char with) {
    std::string all;
    for (const std::string& part : parts) {
        if (!all.empty()) {
            all += with;
        }
        all += part;
    }
    return all;
}

std::optional<DayHours> hours_at(const sql::Statement& row, int column) {
    return row.is_null(column) ? std::nullopt
                               : std::optional{DayHours{.from = minutes{row.integer(column)},
                                                        .until = minutes{row.integer(column + 1)}}};
}

Recipient recipient_at(const sql::Statement& row) {
    Recipient one{.id = std::string(row.text(0)),
                  .name = std::string(row.text(1)),
                  .roles = split(row.text(2), between_items),
                  .scope = {.hears = static_cast<customers::Hears>(row.integer(3)),
                            .subject = std::string(row.text(4))},
                  .language = std::string(row.text(5)),
                  .zone = std::string(row.text(6)),
                  .channels = chain_of(row.text(9)),
                  .at_once = static_cast<faults::Action>(row.integer(10)),
                  .digest_from = std::nullopt,
                  .digest_at = minutes{row.integer(12)},
                  .most_a_day = static_cast<std::uint32_t>(row.integer(13))};
    one.quiet = hours_at(row, 7);
    one.duty = hours_at(row, 14);
    if (!row.is_null(11)) {
        one.digest_from = static_cast<faults::Action>(row.integer(11));
    }
    return one;
}

std::optional<std::int64_t> minutes_of(const std::optional<DayHours>& hours,
                                       minutes DayHours::* which) {
    return hours ? std::optional{((*hours).*which).count()} : std::nullopt;
}

}  // namespace

std::string to_text(const std::vector<ChannelAddress>& chain) {
    std::vector<std::string> items;
    items.reserve(chain.size());
    for (const ChannelAddress& one : chain) {
        items.push_back(one.channel + between_parts + one.address);
    }
    return joined(items, between_items);
}

std::vector<ChannelAddress> chain_of(std::string_view text) {
    std::vector<ChannelAddress> chain;
    for (const std::string& item : split(text, between_items)) {
        const auto tab = std::min(item.find(between_parts), item.size());
        chain.push_back({.channel = item.substr(0, tab),
                         .address = item.substr(std::min(tab + 1, item.size()))});
    }
    return chain;
}

std::vector<Recipient> recipients(sql::Connection& connection) {
    std::vector<Recipient> all;
    sql::Statement& row = connection.prepared(select_all).with();
    while (row.step()) {
        all.push_back(recipient_at(row));
    }
    row.reset();
    return all;
}

std::optional<Recipient> recipient(sql::Connection& connection, const std::string& id) {
    sql::Statement& row = connection.prepared(select_one).with(id);
    std::optional<Recipient> found;
    if (row.step()) {
        found = recipient_at(row);
    }
    row.reset();
    return found;
}

void put_recipient(sql::Connection& connection, const Recipient& one) {
    remove_recipient(connection, one.id);
    const auto digest_from =
        one.digest_from ? std::optional{static_cast<std::int64_t>(*one.digest_from)} : std::nullopt;
    connection.prepared(insert)
        .with(one.id, one.name, joined(one.roles, between_items),
              static_cast<std::int64_t>(one.scope.hears), one.scope.subject, one.language, one.zone,
              minutes_of(one.quiet, &DayHours::from), minutes_of(one.quiet, &DayHours::until),
              to_text(one.channels), static_cast<std::int64_t>(one.at_once), digest_from,
              one.digest_at.count(), one.most_a_day, minutes_of(one.duty, &DayHours::from),
              minutes_of(one.duty, &DayHours::until))
        .run();
}

void remove_recipient(sql::Connection& connection, const std::string& id) {
    connection.prepared("DELETE FROM recipients WHERE recipient = ?").with(id).run();
}

}  // namespace roadworthy::store
