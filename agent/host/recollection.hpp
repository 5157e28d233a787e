#pragma once
// What was told of the truck, kept in a small file beside the outbox, for the next start.
//
// What survives a power cut: the file as it was written last, whole. It may be a minute older than
// the reports in the outbox: then a fault or an id is told a second time, which the backend takes
// for the same. It is never newer: what is noted as told has been stored.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <utility>

#include "agent/truck/memory.hpp"
#include "common/time.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::agent {

class Recollection {
public:
    static constexpr std::chrono::minutes between_writes{1};  // each costs the flash some pages

    // Without a file name nothing is kept.
    explicit Recollection(std::filesystem::path file) : file_(std::move(file)) {}

    // Nothing where there is no file, or none that can be read.
    std::optional<onboard::Memory> read();

    // `version` changes with the memory. To be noted once the events that led to it are stored.
    bool is_noted(std::uint64_t version) const { return version == version_; }
    void note(const onboard::Memory& memory, std::uint64_t version);
    void tick(Monotonic now);
    void write();  // at a stop

    std::uint64_t failures() const { return failures_; }

private:
    std::filesystem::path file_;
    std::uint64_t version_ = 0;
    std::optional<wire::Bytes> unwritten_;
    std::optional<Monotonic> written_at_;
    std::uint64_t failures_ = 0;
};

}  // namespace roadworthy::agent
