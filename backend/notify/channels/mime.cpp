#include "backend/notify/channels/mime.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

#include "backend/notify/channels/channel.hpp"
#include "backend/notify/channels/signing.hpp"
#include "backend/notify/utf8.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {
namespace {

constexpr std::string_view line_end = "\r\n";

bool is_letter_or_digit(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// RFC 5322's atext, and points that stand between.
bool is_local_part(std::string_view text) {
    constexpr std::string_view marks = "!#$%&'*+-/=?^_`{|}~.";
    constexpr std::size_t most_bytes = 64;
    return !text.empty() && text.size() <= most_bytes && text.front() != '.' &&
           text.back() != '.' && text.find("..") == std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return is_letter_or_digit(c) || marks.find(c) != std::string_view::npos;
           });
}

bool is_domain(std::string_view text) {
    constexpr std::size_t most_bytes = 253;
    return !text.empty() && text.size() <= most_bytes && is_letter_or_digit(text.front()) &&
           is_letter_or_digit(text.back()) && text.find("..") == std::string_view::npos &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.'; });
}

// Mon, 23 Nov 2026 17:44:40 +0000 (RFC 5322 3.3)
std::string mail_date(Time time) {
    constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::year_month_day date{day_of(time)};
    const std::chrono::hh_mm_ss clock{
        std::chrono::floor<std::chrono::seconds>(time - day_of(time))};
    std::array<char, 64> text{};
    const int length = std::snprintf(
        text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
        days.at(std::chrono::weekday{day_of(time)}.c_encoding()), unsigned{date.day()},
        months.at(unsigned{date.month()} - 1), int{date.year()},
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

// Base64 of whole UTF-8 characters: RFC 2047 wants no character in two words, and no line longer
// than 76.
std::string encoded_words(std::string_view text) {
    constexpr std::size_t most_bytes = 39;
    std::string words;
    while (!text.empty()) {
        const std::string_view piece = beginning(text, most_bytes);
        words.append(words.empty() ? "" : "\r\n ").append("=?UTF-8?B?");
        words.append(base64(piece)).append("?=");
        text.remove_prefix(piece.size());
    }
    return words;
}

std::string mailbox_text(const Mailbox& mailbox) {
    const std::string address = '<' + mailbox.address + '>';
    return mailbox.name.empty() ? address
                                : encoded_words(one_line(mailbox.name)) + "\r\n " + address;
}

std::string part(std::string_view type, std::string_view content) {
    constexpr std::size_t line_bytes = 57;  // 76 characters of base64
    std::string lines = "Content-Type: " + std::string(type) + "; charset=utf-8";
    lines.append(line_end).append("Content-Transfer-Encoding: base64\r\n\r\n");
    for (; !content.empty(); content.remove_prefix(std::min(line_bytes, content.size()))) {
        lines.append(base64(content.substr(0, line_bytes))).append(line_end);
    }
    return lines;
}

}  // namespace

bool is_mail_address(std::string_view text) {
    const std::size_t at = text.find('@');
    return at != std::string_view::npos && is_local_part(text.substr(0, at)) &&
           is_domain(text.substr(at + 1));
}

std::string header_text(std::string_view text) {
    constexpr std::size_t most_plain_bytes = 60;
    const std::string line = one_line(text);
    const bool is_plain =
        line.size() <= most_plain_bytes && line.find("=?") == std::string::npos &&
        std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; });
    return is_plain ? line : encoded_words(line);
}

std::string mail_text(const Mailbox& from, const Outgoing& message) {
    const std::string& id = message.id.text();
    const std::string boundary = "=_" + id;  // base64 has no _
    std::string mail;
    const auto header = [&](std::string_view name, std::string_view value) {
        mail.append(name).append(": ").append(value).append(line_end);
    };
    header("Date", mail_date(message.composed));
    header("From", mailbox_text(from));
    header("To", '<' + message.to + '>');
    header("Subject", header_text(message.subject));
    header("Message-ID", '<' + id + from.address.substr(from.address.find('@')) + '>');
    header("Auto-Submitted", "auto-generated");  // RFC 3834: nobody's absence note is to answer
    header("Content-Language", header_text(message.language));
    header("MIME-Version", "1.0");
    header("Content-Type", "multipart/alternative;\r\n boundary=\"" + boundary + '"');
    const std::string between = "\r\n--" + boundary;
    mail.append(between).append(line_end).append(part("text/plain", in_lines(message.text)));
    mail.append(between).append(line_end).append(part("text/html", message.html));
    return mail.append(between).append("--\r\n");
}

}  // namespace roadworthy::notify
