#include "backend/notify/channels/http_post.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

#include "backend/notify/channels/channel.hpp"
#include "backend/notify/channels/curl_handle.hpp"
#include "backend/notify/utf8.hpp"

namespace roadworthy::notify {
namespace {

constexpr std::size_t most_body_bytes = 65'536;
constexpr std::size_t most_detail_bytes = 200;
constexpr long longest_pause_s = 30L * 86'400;  // who asks for more means: never

struct Received {
    std::string body;
    bool is_cut = false;
};

// Taking fewer bytes than came ends the transfer: what is needed of the answer is here.
std::size_t take(const char* bytes, std::size_t one, std::size_t count, void* into) {
    auto& received = *static_cast<Received*>(into);
    const std::size_t room = most_body_bytes - received.body.size();
    const std::size_t taken = std::min(room, one * count);
    received.body.append(bytes, taken);
    received.is_cut = taken < one * count;
    return taken;
}

bool is_passing(long status) {
    constexpr long timeout = 408;
    constexpr long too_early = 425;
    constexpr long too_many = 429;
    return status == timeout || status == too_early || status == too_many || status >= 500;
}

bool is_hopeless(CURLcode code) {
    return code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL;
}

}  // namespace

HttpAnswer HttpPost::post(const HttpRequest& request) {
    const HeaderList headers(request.headers);
    Received received;
    curl_.begin(settings_);
    curl_.set(CURLOPT_URL, request.url.c_str());
    curl_.set(CURLOPT_PROTOCOLS_STR, "http,https");
    curl_.set(CURLOPT_FOLLOWLOCATION, 0L);
    // A request on a kept connection that closes without an answer libcurl sends again by itself:
    // the far end may have had it, and nobody would know of the repeat.
    curl_.set(CURLOPT_FRESH_CONNECT, 1L);
    curl_.set(CURLOPT_FORBID_REUSE, 1L);
    curl_.set(CURLOPT_HTTPHEADER, headers.get());
    curl_.set(CURLOPT_USERAGENT, "roadworthy");
    curl_.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_.set(CURLOPT_POSTFIELDS, request.body.data());
    curl_.set(CURLOPT_WRITEFUNCTION, &take);
    curl_.set(CURLOPT_WRITEDATA, static_cast<void*>(&received));
    const CURLcode code = curl_.perform();
    if (code != CURLE_OK && !received.is_cut) {
        return {.failure = curl_.words(code), .is_hopeless = is_hopeless(code)};
    }
    HttpAnswer answer{.status = curl_.response_code(), .body = std::move(received.body)};
    if (const long pause = curl_.retry_after_s(); pause > 0) {
        answer.retry_after = std::chrono::seconds{std::min(pause, longest_pause_s)};
    }
    return answer;
}

Receipt receipt_of(const HttpAnswer& answer) {
    if (answer.status == 0) {
        return {.outcome = answer.is_hopeless ? Outcome::refused : Outcome::again,
                .detail = answer.failure};
    }
    const int code = static_cast<int>(answer.status);
    if (answer.status >= 200 && answer.status < 300) {
        return {.outcome = Outcome::delivered, .code = code};
    }
    const std::string detail = "HTTP " + std::to_string(code) + ' ' + one_line(answer.body);
    return {.outcome = is_passing(answer.status) ? Outcome::again : Outcome::refused,
            .code = code,
            .detail = shortened(detail, most_detail_bytes),
            .retry_after = answer.retry_after};
}

}  // namespace roadworthy::notify
