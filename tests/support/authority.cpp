#include "tests/support/authority.hpp"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/types.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "common/io/tls/owned.hpp"

namespace roadworthy::support {
namespace {

using Key = tls::Owned<EVP_PKEY, EVP_PKEY_free>;
using Certificate = tls::Owned<X509, X509_free>;

void set_name(X509_NAME* name, const std::string& common_name) {
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(common_name.data()),
                               static_cast<int>(common_name.size()), -1, 0);
}

void extend(X509* certificate, int nid, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
    if (extension == nullptr) {
        throw std::runtime_error("no such extension: " + value);
    }
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

Certificate draft(EVP_PKEY* key, const CertificateWish& wish) {
    static long serial = 1;
    Certificate made(X509_new());
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial++);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), wish.begins.count());
    X509_gmtime_adj(X509_getm_notAfter(made.get()), wish.ends.count());
    X509_set_pubkey(made.get(), key);
    set_name(X509_get_subject_name(made.get()), wish.name);
    return made;
}

void write(const std::filesystem::path& path, const auto& put) {
    BIO* file = BIO_new_file(path.c_str(), "w");
    if (file == nullptr || put(file) != 1) {
        throw std::runtime_error("cannot write " + path.string());
    }
    BIO_free_all(file);
}

void write_certificate(const std::filesystem::path& path, X509* certificate) {
    write(path, [&](BIO* file) { return PEM_write_bio_X509(file, certificate); });
}

std::string alternative_name(const std::string& name) {
    const bool is_address = name.find_first_not_of("0123456789.") == std::string::npos;
    return (is_address ? "IP:" : "DNS:") + name;
}

}  // namespace

struct Authority::Signer {
    Key key{EVP_EC_gen("P-256")};
    Certificate certificate;
};

Authority::Authority(std::filesystem::path folder)
    : folder_(std::move(folder)), file_(folder_ / "ca.pem"), signer_(std::make_unique<Signer>()) {
    std::filesystem::create_directories(folder_);
    constexpr std::chrono::seconds long_before{-20L * 365 * 24 * 3600};
    signer_->certificate =
        draft(signer_->key.get(),
              {.name = "test authority", .begins = long_before, .ends = -long_before});
    X509* const own = signer_->certificate.get();
    X509_set_issuer_name(own, X509_get_subject_name(own));
    extend(own, NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(own, signer_->key.get(), EVP_sha256());
    write_certificate(file_, own);
}

Authority::~Authority() = default;

Identity Authority::issue(const std::string& label, const CertificateWish& wish) const {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate made = draft(key.get(), wish);
    X509_set_issuer_name(made.get(), X509_get_subject_name(signer_->certificate.get()));
    extend(made.get(), NID_subject_alt_name, alternative_name(wish.name));
    X509_sign(made.get(), signer_->key.get(), EVP_sha256());
    const Identity identity{.certificate = folder_ / (label + ".pem"),
                            .key = folder_ / (label + ".key")};
    write_certificate(identity.certificate, made.get());
    write(identity.key, [&](BIO* file) {
        return PEM_write_bio_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    return identity;
}

}  // namespace roadworthy::support
