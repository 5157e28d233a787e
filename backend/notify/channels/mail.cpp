#include "backend/notify/channels/mail.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "backend/notify/channels/channel.hpp"
#include "backend/notify/channels/curl_handle.hpp"
#include "backend/notify/channels/mime.hpp"
#include "backend/notify/utf8.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {
namespace {

constexpr int accepted = 250;

std::uint16_t usual_port(MailSecurity security) {
    switch (security) {
        case MailSecurity::tls:
            return 465;
        case MailSecurity::starttls:
            return 587;
        case MailSecurity::plain:
            break;
    }
    return 25;
}

std::string url_of(const MailSettings& settings) {
    const auto port = settings.port != 0 ? settings.port : usual_port(settings.security);
    const bool is_ipv6 = settings.host.find(':') != std::string::npos;
    const std::string host = is_ipv6 ? '[' + settings.host + ']' : settings.host;
    return (settings.security == MailSecurity::tls ? "smtps://" : "smtp://") + host + ':' +
           std::to_string(port);
}

std::size_t give(char* into, std::size_t one, std::size_t room, void* from) {
    auto& rest = *static_cast<std::string_view*>(from);
    const std::size_t given = rest.copy(into, one * room);
    rest.remove_prefix(given);
    return given;
}

// Each reply of the server; the last one says why, in its own words.
std::size_t note_reply(const char* bytes, std::size_t one, std::size_t count, void* into) {
    constexpr std::size_t most_bytes = 512;  // RFC 5321 4.5.3.1.5
    static_cast<std::string*>(into)->assign(bytes, std::min(one * count, most_bytes));
    return one * count;
}

std::string trimmed(std::string_view line) {
    return one_line(line.substr(0, line.find_last_not_of("\r\n ") + 1));
}

}  // namespace

Mail::Mail(MailSettings settings) : settings_(std::move(settings)), url_(url_of(settings_)) {}

void Mail::begin() {
    curl_.begin(settings_.transfer);
    curl_.set(CURLOPT_URL, url_.c_str());
    curl_.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_.set(CURLOPT_USE_SSL, settings_.security == MailSecurity::plain
                                   ? static_cast<long>(CURLUSESSL_NONE)
                                   : static_cast<long>(CURLUSESSL_ALL));
    if (!settings_.user.empty()) {
        curl_.set(CURLOPT_USERNAME, settings_.user.c_str());
        curl_.set(CURLOPT_PASSWORD, settings_.password.c_str());
    }
    curl_.set(CURLOPT_MAIL_FROM, settings_.from.address.c_str());
}

Receipt Mail::send(const Outgoing& message, Time /*now*/) {
    if (!is_mail_address(message.to)) {
        return {.outcome = Outcome::refused, .detail = "not a mail address"};
    }
    const HeaderList recipient({message.to});
    const std::string mail = mail_text(settings_.from, message);
    std::string_view rest = mail;
    std::string reply;
    begin();
    curl_.set(CURLOPT_MAIL_RCPT, recipient.get());
    curl_.set(CURLOPT_UPLOAD, 1L);
    curl_.set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.size()));
    curl_.set(CURLOPT_READFUNCTION, &give);
    curl_.set(CURLOPT_READDATA, static_cast<void*>(&rest));
    curl_.set(CURLOPT_HEADERFUNCTION, &note_reply);
    curl_.set(CURLOPT_HEADERDATA, static_cast<void*>(&reply));
    const CURLcode code = curl_.perform();
    if (code == CURLE_OK) {
        return {.outcome = Outcome::delivered, .code = accepted};
    }
    // STARTTLS that is refused may be somebody between us and the server.
    const long last_reply = code == CURLE_USE_SSL_FAILED ? 0 : curl_.response_code();
    return receipt_of_failed_mail(last_reply, curl_.words(code) + ": " + trimmed(reply));
}

Receipt receipt_of_failed_mail(long last_reply, std::string_view words) {
    constexpr std::size_t most_detail_bytes = 200;
    constexpr long first_final = 500;
    constexpr long first_passing = 400;
    return {.outcome = last_reply >= first_final ? Outcome::refused : Outcome::again,
            .code = last_reply >= first_passing ? static_cast<int>(last_reply) : 0,
            .detail = shortened(words, most_detail_bytes)};
}

}  // namespace roadworthy::notify
