#include "agent/uplink/credentials.hpp"

#include <filesystem>
#include <optional>
#include <system_error>
#include <tl/expected.hpp>
#include <utility>

#include "common/io/tls/key_pair.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::uplink {

Credentials::Credentials(CredentialFiles files, Time now)
    : files_(std::move(files)), seen_(marks()) {
    take(now);
}

Credentials::Marks Credentials::marks() const {
    const auto mark = [](const std::filesystem::path& file) {
        std::error_code missing;
        return Mark{.changed = std::filesystem::last_write_time(file, missing),
                    .size = std::filesystem::file_size(file, missing)};
    };
    return {mark(files_.authorities), mark(files_.certificate), mark(files_.key)};
}

Result<std::optional<tls::Certificate>> Credentials::read(Time now) const {
    if (const auto authorities = tls::read_authorities(files_.authorities); !authorities) {
        return tl::unexpected(authorities.error());
    }
    if (files_.certificate.empty()) {
        return std::nullopt;
    }
    auto pair = tls::read_key_pair(files_.certificate, files_.key);
    if (!pair) {
        return tl::unexpected(pair.error());
    }
    if (pair->not_after < now) {
        return fail(files_.certificate.string() + ": expired at " + iso(pair->not_after));
    }
    return *std::move(pair);
}

bool Credentials::take(Time now) {
    if (files_.authorities.empty()) {
        return false;
    }
    auto certificate = read(now);
    if (!certificate) {
        problem_ = certificate.error().message;
        ++counters_.certificates_refused;
        return false;
    }
    problem_.clear();
    certificate_ = *std::move(certificate);
    return true;
}

bool Credentials::refresh(Time now) {
    const Marks current = marks();
    if (current == seen_) {
        return false;
    }
    seen_ = current;  // first: what changes while it is read is looked at again
    const bool is_taken = take(now);
    counters_.certificates_renewed += is_taken ? 1 : 0;
    return is_taken;
}

}  // namespace roadworthy::uplink
