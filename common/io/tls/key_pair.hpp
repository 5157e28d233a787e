#pragma once
// A certificate and its key as files: are they whole, and do they belong together? Asked before
// they are used, because a file that is being replaced is read half.

#include <filesystem>
#include <string>

#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::tls {

struct Certificate {
    std::string subject;  // /CN=TRUCK001
    Time not_before;
    Time not_after;
    friend bool operator==(const Certificate&, const Certificate&) = default;
};

// PEM files: a certificate with its chain, the key of the first. A key with a password is refused:
// nobody is there to type it.
Result<Certificate> read_key_pair(const std::filesystem::path& certificate_file,
                                  const std::filesystem::path& key_file);

// The certificates that we trust: at least one. Gives the first.
Result<Certificate> read_authorities(const std::filesystem::path& file);

}  // namespace roadworthy::tls
