#include "agent/host/supervisor.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "common/time.hpp"

namespace roadworthy::agent {
namespace {

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
    return value == nullptr ? "" : value;
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failed == std::errc{} && !text.empty() && end == text.data() + text.size()
               ? std::optional(value)
               : std::nullopt;
}

}  // namespace

Supervisor::Supervisor() : address_(variable("NOTIFY_SOCKET")) {
    if (address_.size() < 2 || address_.size() >= sizeof(sockaddr_un::sun_path)) {
        return;
    }
    if (address_.front() == '@') {
        address_.front() = '\0';  // Linux's abstract names
    }
    socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const auto interval = number(variable("WATCHDOG_USEC"));
    const auto process = number(variable("WATCHDOG_PID"));
    if (interval && *interval > 0 && process.value_or(getpid()) == getpid()) {
        watchdog_ = std::chrono::microseconds{*interval};
    }
}

Supervisor::~Supervisor() {
    if (socket_ >= 0) {
        close(socket_);
    }
}

void Supervisor::tell(std::string_view words) const {
    if (socket_ < 0) {
        return;
    }
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::ranges::copy(address_, to.sun_path);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    // Nobody to hear it is no reason to fail.
    static_cast<void>(sendto(socket_, words.data(), words.size(), MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&to), size));
}

void Supervisor::alive(Monotonic now, const std::string& status) {
    if (status != status_) {
        status_ = status;
        tell("STATUS=" + status);
    }
    if (watchdog_ && (!alive_at_ || now - *alive_at_ >= *watchdog_ / 2)) {
        alive_at_ = now;
        tell("WATCHDOG=1");
    }
}

}  // namespace roadworthy::agent
