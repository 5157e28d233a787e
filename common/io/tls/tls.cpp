#include "common/io/tls/tls.hpp"

#include <openssl/crypto.h>
#include <openssl/prov_ssl.h>
#include <openssl/ssl.h>
#include <openssl/ssl3.h>
#include <openssl/tls1.h>
#include <openssl/types.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <array>
#include <chrono>
#include <ctime>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "common/io/clock.hpp"
#include "common/io/tls/traffic.hpp"
#include "common/time.hpp"

namespace roadworthy::tls {
namespace {

std::mutex mutex;
std::optional<Time> clock_floor;
Outcome outcome;

// The first word for a failure is the best one: what follows are its consequences.
void refuse(const std::string& why) {
    const std::lock_guard lock(mutex);
    if (outcome.refusal.empty()) {
        outcome.refusal = why;
    }
}

std::string subject_of(const X509* certificate) {
    if (certificate == nullptr) {
        return "?";
    }
    std::array<char, 256> text{};
    X509_NAME_oneline(X509_get_subject_name(certificate), text.data(),
                      static_cast<int>(text.size()));
    return text.data();
}

bool has_name(X509* certificate, const std::string& name) {
    return X509_check_host(certificate, name.c_str(), name.size(), 0, nullptr) == 1 ||
           X509_check_ip_asc(certificate, name.c_str(), 0) == 1;
}

// Paho compares the name, too, but after the handshake and without a word.
bool is_for_the_server(X509_STORE_CTX* chain, const SSL* connection) {
    const char* name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
    if (name == nullptr || X509_STORE_CTX_get_error_depth(chain) != 0 ||
        has_name(X509_STORE_CTX_get_current_cert(chain), name)) {
        return true;
    }
    X509_STORE_CTX_set_error(chain, X509_V_ERR_HOSTNAME_MISMATCH);
    return false;
}

bool is_checked_as_of_floor(SSL* connection) {
    return (X509_VERIFY_PARAM_get_flags(SSL_get0_param(connection)) & X509_V_FLAG_USE_CHECK_TIME) !=
           0;
}

int on_certificate(int is_good, X509_STORE_CTX* chain) {
    auto* const connection =
        static_cast<SSL*>(X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
    if (is_good == 0 && X509_STORE_CTX_get_error(chain) == X509_V_ERR_CERT_NOT_YET_VALID &&
        is_checked_as_of_floor(connection)) {
        X509_STORE_CTX_set_error(chain, X509_V_OK);
        is_good = 1;
    }
    if (is_good != 0 && is_for_the_server(chain, connection)) {
        return 1;
    }
    refuse(std::string("certificate of the broker refused: ") +
           X509_verify_cert_error_string(X509_STORE_CTX_get_error(chain)) +
           " subject=" + subject_of(X509_STORE_CTX_get_current_cert(chain)));
    return 0;
}

void on_progress(const SSL* connection, int where, int value) {
    if ((where & SSL_CB_HANDSHAKE_START) != 0) {
        io::limit_silence(SSL_get_fd(connection));
        io::count_socket(SSL_get_fd(connection));
    }
    if ((where & SSL_CB_HANDSHAKE_DONE) != 0) {
        const std::lock_guard lock(mutex);
        outcome.has_shaken_hands = true;
    }
    const bool is_goodbye = (value & 0xff) == SSL3_AD_CLOSE_NOTIFY;
    if ((where & SSL_CB_ALERT) != 0 && !is_goodbye) {
        const bool is_theirs = (where & SSL_CB_READ) != 0;
        refuse(std::string(is_theirs ? "TLS refused by the broker: " : "TLS failed: ") +
               SSL_alert_desc_string_long(value));
    }
}

// NOLINTNEXTLINE(readability-function-size): the signature is OpenSSL's
void on_made(void* parent, void*, CRYPTO_EX_DATA*, int, long, void*) {
    auto* const connection = static_cast<SSL*>(parent);
    if (SSL_is_server(connection) != 0) {
        return;
    }
    SSL_set_min_proto_version(connection, TLS1_2_VERSION);
    SSL_set_info_callback(connection, on_progress);
    if (SSL_get_verify_mode(connection) != SSL_VERIFY_NONE) {
        SSL_set_verify(connection, SSL_get_verify_mode(connection), on_certificate);
    }
    const std::lock_guard lock(mutex);
    if (clock_floor && !is_clock_plausible(io::now(), *clock_floor)) {
        const auto floor = std::chrono::floor<std::chrono::seconds>(*clock_floor);
        // Not to_time_t(): one definition of it serves all files, whatever their time_t.
        X509_VERIFY_PARAM_set_time(SSL_get0_param(connection),
                                   static_cast<std::time_t>(floor.time_since_epoch().count()));
    }
}

// The socket is still open: Paho closes it next.
// NOLINTNEXTLINE(readability-function-size): the signature is OpenSSL's
void on_freed(void* parent, void*, CRYPTO_EX_DATA*, int, long, void*) {
    const auto* const connection = static_cast<const SSL*>(parent);
    if (SSL_is_server(connection) == 0) {
        io::socket_closes(SSL_get_fd(connection));
    }
}

}  // namespace

void watch() {
    static const int index =
        CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, 0, nullptr, on_made, nullptr, on_freed);
    static_cast<void>(index);
}

bool is_clock_plausible(Time clock, Time floor) {
    constexpr auto longest_life = std::chrono::years{10};
    return clock >= floor && clock <= floor + longest_life;
}

void set_clock_floor(Time floor) {
    const std::lock_guard lock(mutex);
    clock_floor = floor;
}

void forget_clock_floor() {
    const std::lock_guard lock(mutex);
    clock_floor.reset();
}

Outcome take_outcome() {
    const std::lock_guard lock(mutex);
    return std::exchange(outcome, {});
}

}  // namespace roadworthy::tls
