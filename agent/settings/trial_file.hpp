#pragma once
// The file in which the state of the configuration from afar survives a power cut. One small file,
// replaced as a whole: it is written a few times a configuration, so its size costs nothing.

#include <cstddef>
#include <filesystem>
#include <string>

#include "agent/settings/trial.hpp"
#include "common/result.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::agent {

// Two whole messages and what is told about them.
constexpr std::size_t most_trial_file_bytes = std::size_t{64} * 1024;

wire::Bytes encode_trial(const TrialMemory& memory);
Result<TrialMemory> decode_trial(wire::BytesView bytes);

struct LoadedTrial {
    TrialMemory memory;   // the first one, where there is no file or it cannot be used
    std::string problem;  // empty: none
};

class TrialFile {
public:
    explicit TrialFile(std::filesystem::path path) : path_(std::move(path)) {}

    // A file that is broken is set aside as .corrupt: the operator's retained message then brings
    // the configuration back. What was rolled back or replaced before is forgotten with it.
    LoadedTrial load() const;
    // Empty, or why it could not be made durable.
    std::string store(const TrialMemory& memory) const;

private:
    std::filesystem::path path_;
};

}  // namespace roadworthy::agent
