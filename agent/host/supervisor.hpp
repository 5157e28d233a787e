#pragma once
// The service manager's side of the agent (sd_notify): that it is ready, alive, stopping, and how it
// is. A few lines on a datagram socket, so no library: the protocol is sd_notify(3)'s, and nothing
// is sent where nobody listens.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/time.hpp"

namespace roadworthy::agent {

class Supervisor {
public:
    // From the environment: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID.
    Supervisor();
    ~Supervisor();
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;

    void ready() const { tell("READY=1"); }
    void stopping() const { tell("STOPPING=1"); }
    // From the loop itself, once it has done its work: so a loop that hangs is killed. Tells the
    // watchdog twice an interval, and `status` when it has changed.
    void alive(Monotonic now, const std::string& status);

private:
    void tell(std::string_view words) const;

    int socket_ = -1;
    std::string address_;
    std::optional<Duration> watchdog_;
    std::optional<Monotonic> alive_at_;
    std::string status_;
};

}  // namespace roadworthy::agent
