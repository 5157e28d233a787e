#pragma once
// E-mail by SMTP. Without TLS nothing is sent, unless the relay is said to be `plain`, which the
// configuration allows on the same host alone.

#include <cstdint>
#include <string>
#include <string_view>

#include "backend/notify/channels/channel.hpp"
#include "backend/notify/channels/curl_handle.hpp"
#include "backend/notify/channels/mime.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

enum class MailSecurity : std::uint8_t {
    tls,       // from the first byte on (RFC 8314), port 465
    starttls,  // port 587
    plain,     // port 25
};

struct MailSettings {
    std::string host;
    std::uint16_t port = 0;  // 0: the usual one
    MailSecurity security = MailSecurity::starttls;
    std::string user;  // empty: without authentication
    std::string password;
    Mailbox from;
    TransferSettings transfer;
};

class Mail : public Channel {
public:
    explicit Mail(MailSettings settings);
    Receipt send(const Outgoing& message, Time now) override;

private:
    void begin();

    MailSettings settings_;
    std::string url_;
    CurlHandle curl_;
};

// What the last reply (0: there was none) makes of a transfer that failed, whose reason is `words`.
// 5xx: refused; everything else, also a connection that broke after a good reply: again.
Receipt receipt_of_failed_mail(long last_reply, std::string_view words);

}  // namespace roadworthy::notify
