#include "common/io/tls/key_pair.hpp"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pemerr.h>
#include <openssl/types.h>
#include <openssl/x509.h>

#include <array>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "common/io/tls/owned.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::tls {
namespace {

using File = Owned<BIO, BIO_free_all>;
using X509Ptr = Owned<X509, X509_free>;
using KeyPtr = Owned<EVP_PKEY, EVP_PKEY_free>;

File open(const std::filesystem::path& path) {
    return File(BIO_new_file(path.c_str(), "r"));
}

int no_password(char*, int, int, void*) {
    return -1;
}

Time time_of(const ASN1_TIME* asn1) {
    std::tm parts{};
    ASN1_TIME_to_tm(asn1, &parts);
    const std::chrono::year_month_day day{
        std::chrono::year{parts.tm_year + 1900},
        std::chrono::month{static_cast<unsigned>(parts.tm_mon) + 1},
        std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
    return std::chrono::sys_days{day} + std::chrono::hours{parts.tm_hour} +
           std::chrono::minutes{parts.tm_min} + std::chrono::seconds{parts.tm_sec};
}

std::string subject_of(const X509* certificate) {
    std::array<char, 256> text{};
    X509_NAME_oneline(X509_get_subject_name(certificate), text.data(),
                      static_cast<int>(text.size()));
    return text.data();
}

// All of the file: an end that is no certificate is one cut short.
Result<std::vector<X509Ptr>> read_certificates(const std::filesystem::path& path) {
    const File file = open(path);
    if (!file) {
        ERR_clear_error();
        return fail(path.string() + ": cannot be read");
    }
    std::vector<X509Ptr> all;
    while (X509Ptr next{PEM_read_bio_X509(file.get(), nullptr, no_password, nullptr)}) {
        all.push_back(std::move(next));
    }
    const bool is_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (all.empty() || !is_end) {
        return fail(path.string() + ": expected certificates in PEM, got " +
                    std::to_string(all.size()) + " and then none that is whole");
    }
    return all;
}

Result<KeyPtr> read_key(const std::filesystem::path& path) {
    const File file = open(path);
    KeyPtr key(file ? PEM_read_bio_PrivateKey(file.get(), nullptr, no_password, nullptr) : nullptr);
    ERR_clear_error();
    if (!key) {
        return fail(path.string() + ": expected a private key in PEM without password");
    }
    return key;
}

Certificate certificate_of(const X509* x509) {
    return {.subject = subject_of(x509),
            .not_before = time_of(X509_get0_notBefore(x509)),
            .not_after = time_of(X509_get0_notAfter(x509))};
}

}  // namespace

Result<Certificate> read_key_pair(const std::filesystem::path& certificate_file,
                                  const std::filesystem::path& key_file) {
    const auto certificates = read_certificates(certificate_file);
    if (!certificates) {
        return tl::unexpected(certificates.error());
    }
    const auto key = read_key(key_file);
    if (!key) {
        return tl::unexpected(key.error());
    }
    const X509* own = certificates->front().get();
    const bool is_pair = X509_check_private_key(own, key->get()) == 1;
    ERR_clear_error();
    if (!is_pair) {
        return fail(key_file.string() + ": not the key of " + certificate_file.string());
    }
    return certificate_of(own);
}

Result<Certificate> read_authorities(const std::filesystem::path& file) {
    return read_certificates(file).map(
        [](const std::vector<X509Ptr>& all) { return certificate_of(all.front().get()); });
}

}  // namespace roadworthy::tls
