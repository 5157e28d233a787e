#include "agent/host/recollection.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <system_error>

#include "agent/host/memory_form.hpp"
#include "agent/truck/memory.hpp"
#include "common/io/durable_file.hpp"
#include "common/time.hpp"

namespace roadworthy::agent {
namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 20U;

}  // namespace

std::optional<onboard::Memory> Recollection::read() {
    if (file_.empty()) {
        return std::nullopt;
    }
    try {
        const auto content = io::read_whole(file_, most_bytes);
        const auto memory = content ? decode_memory(*content) : onboard::Memory{};
        failures_ += memory ? 0U : 1U;
        return content && memory ? std::optional{*memory} : std::nullopt;
    } catch (const std::system_error&) {
        ++failures_;  // as good as torn: all is told anew
        return std::nullopt;
    }
}

void Recollection::note(const onboard::Memory& memory, std::uint64_t version) {
    if (!file_.empty() && !is_noted(version)) {
        version_ = version;
        unwritten_ = encode_memory(memory);
    }
}

void Recollection::tick(Monotonic now) {
    if (unwritten_ && (!written_at_ || now - *written_at_ >= between_writes)) {
        written_at_ = now;
        write();
    }
}

void Recollection::write() {
    if (!unwritten_) {
        return;
    }
    try {
        io::rewrite_durably(file_, *unwritten_);
        unwritten_.reset();
    } catch (const std::system_error&) {
        ++failures_;  // tried again in a minute
    }
}

}  // namespace roadworthy::agent
