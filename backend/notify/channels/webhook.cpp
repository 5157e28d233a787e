#include "backend/notify/channels/webhook.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "backend/notify/channels/channel.hpp"
#include "backend/notify/channels/http_post.hpp"
#include "backend/notify/channels/signing.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {
namespace {

std::string seconds_of(Time time) {
    return std::to_string(
        std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

}  // namespace

Webhook::Webhook(WebhookSettings settings)
    : url_(std::move(settings.url)),
      secret_(std::move(settings.secret)),
      http_(std::move(settings.transfer)) {}

Receipt Webhook::send(const Outgoing& message, Time now) {
    const std::string& id = message.id.text();
    return receipt_of(http_.post(
        {.url = url_,
         .headers = {"Content-Type: application/json", "Expect:", "Roadworthy-Delivery: " + id,
                     "Idempotency-Key: " + id, "Roadworthy-Timestamp: " + seconds_of(now),
                     "Roadworthy-Signature: " + webhook_signature(secret_, now, message.payload)},
         .body = message.payload}));
}

std::string webhook_signature(std::string_view secret, Time now, std::string_view body) {
    return "v1=" + hexadecimal(hmac_sha256(secret, (seconds_of(now) + '.').append(body)));
}

}  // namespace roadworthy::notify
