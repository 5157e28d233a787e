#pragma once
// A certificate authority for one test: its certificates are made in place, and go with the folder.

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace roadworthy::support {

struct CertificateWish {
    std::string name;  // CN, and what the server is called: a host name or an address
    std::chrono::seconds begins{-3600};  // from now
    std::chrono::seconds ends{24 * 3600};
};

// The files of one identity: FOLDER/LABEL.pem and .key.
struct Identity {
    std::filesystem::path certificate;
    std::filesystem::path key;
};

class Authority {
public:
    explicit Authority(std::filesystem::path folder);
    ~Authority();
    Authority(const Authority&) = delete;
    Authority& operator=(const Authority&) = delete;

    const std::filesystem::path& file() const { return file_; }
    // Writes them anew if the label has been used.
    Identity issue(const std::string& label, const CertificateWish& wish) const;

private:
    struct Signer;
    std::filesystem::path folder_;
    std::filesystem::path file_;
    std::unique_ptr<Signer> signer_;
};

}  // namespace roadworthy::support
