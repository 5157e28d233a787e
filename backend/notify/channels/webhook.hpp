#pragma once
// The payload as a POST to an operator's own program, signed, so that whoever knows the secret can
// tell that it came from us, lately and unchanged. openapi.yaml (AlertMessage) tells the receiver
// how.

#include <string>
#include <string_view>

#include "backend/notify/channels/channel.hpp"
#include "backend/notify/channels/http_post.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

struct WebhookSettings {
    std::string url;
    std::string secret;
    TransferSettings transfer;
};

class Webhook : public Channel {
public:
    explicit Webhook(WebhookSettings settings);
    Receipt send(const Outgoing& message, Time now) override;

private:
    std::string url_;
    std::string secret_;
    HttpPost http_;
};

// v1=HEX: HMAC-SHA256 over "SECONDS.BODY". The time is signed with the body, so that a request that
// was overheard is worth nothing later.
std::string webhook_signature(std::string_view secret, Time now, std::string_view body);

}  // namespace roadworthy::notify
