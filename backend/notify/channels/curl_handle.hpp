#pragma once
// libcurl's easy handle, freed with its object. It keeps its connections from one transfer to the
// next.

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace roadworthy::notify {

// What every transfer has, whatever its protocol.
struct TransferSettings {
    std::string ca_file;  // empty: the system's authorities
    std::string proxy;    // empty: none, whatever the environment says
    std::chrono::milliseconds connect_within = std::chrono::seconds{5};
    std::chrono::milliseconds done_within = std::chrono::seconds{15};  // connection and answer
};

class HeaderList {
public:
    explicit HeaderList(const std::vector<std::string>& lines);
    curl_slist* get() const { return list_.get(); }

private:
    struct Free {
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };
    std::unique_ptr<curl_slist, Free> list_;
};

class CurlHandle {
public:
    CurlHandle();

    // Forgets the last transfer's options, not its connections.
    void begin(const TransferSettings& settings);
    template <class Value>
    void set(CURLoption option, Value value) {
        if (curl_easy_setopt(handle_.get(), option, value) != CURLE_OK) {
            throw std::runtime_error("libcurl does not take option " + std::to_string(option));
        }
    }
    CURLcode perform();
    // Why perform() failed. Names the host at most: never a path, a query or a secret.
    std::string words(CURLcode code) const;
    long response_code() const;  // 0: there was none
    long retry_after_s() const;  // 0: it was not said

private:
    struct Free {
        void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    };
    std::unique_ptr<CURL, Free> handle_;
    std::vector<char> error_;
};

}  // namespace roadworthy::notify
