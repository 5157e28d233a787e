#include "backend/notify/channels/curl_handle.hpp"

#include <curl/curl.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "backend/notify/utf8.hpp"

namespace roadworthy::notify {
namespace {

void make_ready() {
    static const CURLcode outcome = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (outcome != CURLE_OK) {
        throw std::runtime_error(std::string("libcurl does not start: ") +
                                 curl_easy_strerror(outcome));
    }
}

}  // namespace

HeaderList::HeaderList(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
        curl_slist* const list = list_.release();
        curl_slist* const longer = curl_slist_append(list, line.c_str());
        list_.reset(longer != nullptr ? longer : list);
        if (longer == nullptr) {
            throw std::runtime_error("no memory for a request's header");
        }
    }
}

CurlHandle::CurlHandle() : error_(CURL_ERROR_SIZE) {
    make_ready();
    handle_.reset(curl_easy_init());
    if (!handle_) {
        throw std::runtime_error("libcurl gives no handle");
    }
}

void CurlHandle::begin(const TransferSettings& settings) {
    curl_easy_reset(handle_.get());
    error_.front() = '\0';
    set(CURLOPT_ERRORBUFFER, error_.data());
    set(CURLOPT_NOSIGNAL, 1L);  // this is one thread of several
    set(CURLOPT_PROXY, settings.proxy.c_str());
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_within.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(settings.done_within.count()));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!settings.ca_file.empty()) {
        set(CURLOPT_CAINFO, settings.ca_file.c_str());
        set(CURLOPT_CAPATH, nullptr);
    }
}

CURLcode CurlHandle::perform() {
    return curl_easy_perform(handle_.get());
}

std::string CurlHandle::words(CURLcode code) const {
    constexpr std::size_t most_bytes = 200;
    const char* said = error_.front() != '\0' ? error_.data() : curl_easy_strerror(code);
    return shortened(one_line(said), most_bytes);
}

long CurlHandle::response_code() const {
    long code = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &code);
    return code;
}

long CurlHandle::retry_after_s() const {
    curl_off_t seconds = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RETRY_AFTER, &seconds);
    return static_cast<long>(seconds);
}

}  // namespace roadworthy::notify
