#pragma once
// The unit's certificate, key and trusted authorities, watched: whoever renews them replaces the
// files, and the agent takes them up without a restart.
//
// Goals: a new set is used within a minute; a set that is not whole is never used in place of one
//   that works.
// Invariants: refresh() says yes once for each set of files that is whole, belongs together and has
//   not expired.

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "common/io/tls/key_pair.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::uplink {

struct CredentialFiles {
    std::filesystem::path authorities;  // empty: no TLS
    std::filesystem::path certificate;  // empty: none
    std::filesystem::path key;
};

struct CredentialCounters {
    std::uint64_t certificates_renewed = 0;
    std::uint64_t certificates_refused = 0;  // sets that were not whole, or had expired
};

class Credentials {
public:
    // `now`: what time it is, as well as it is known.
    Credentials(CredentialFiles files, Time now);

    // Whether the files have changed to a set to connect with. Costs three stat() calls.
    bool refresh(Time now);

    // Of the set that was taken last.
    const std::optional<tls::Certificate>& certificate() const { return certificate_; }
    // Empty, or why the files as they are now are not taken.
    const std::string& problem() const { return problem_; }
    const CredentialCounters& counters() const { return counters_; }

private:
    struct Mark {
        std::filesystem::file_time_type changed;
        std::uintmax_t size = 0;
        friend bool operator==(const Mark&, const Mark&) = default;
    };
    using Marks = std::array<Mark, 3>;

    Marks marks() const;
    Result<std::optional<tls::Certificate>> read(Time now) const;
    bool take(Time now);

    CredentialFiles files_;
    Marks seen_;
    std::optional<tls::Certificate> certificate_;
    std::string problem_;
    CredentialCounters counters_;
};

}  // namespace roadworthy::uplink
