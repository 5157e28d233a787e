#pragma once
// One POST by HTTP or HTTPS: TLS is verified, a redirect is not followed, of the answer's body no
// more is read than 64 KiB. Each has a connection of its own.

#include <optional>
#include <string>
#include <vector>

#include "backend/notify/channels/channel.hpp"
#include "backend/notify/channels/curl_handle.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

struct HttpRequest {
    std::string url;
    std::vector<std::string> headers;  // "Name: value"
    std::string body;
};

struct HttpAnswer {
    long status = 0;           // 0: no answer came
    std::string failure;       // why there is none
    bool is_hopeless = false;  // the URL cannot be asked, today or later
    std::string body;          // its first 64 KiB
    std::optional<Duration> retry_after;
};

class HttpPost {
public:
    explicit HttpPost(TransferSettings settings) : settings_(std::move(settings)) {}
    HttpAnswer post(const HttpRequest& request);

private:
    TransferSettings settings_;
    CurlHandle curl_;
};

// 2xx: delivered. 408, 425, 429, 5xx and no answer: again. All others are refused; a redirect too,
// because whoever can answer for a receiver must not send its alerts elsewhere.
Receipt receipt_of(const HttpAnswer& answer);

}  // namespace roadworthy::notify
