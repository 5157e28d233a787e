#pragma once
// A real mosquitto on a free loopback port, for one test. It keeps nothing on disk, and goes with
// the object.

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "tests/support/temp_folder.hpp"

namespace roadworthy::support {

class Mosquitto {
public:
    // `settings` are further lines of mosquitto.conf. Ready for connections when it returns.
    explicit Mosquitto(const std::string& settings = "allow_anonymous true\n");
    ~Mosquitto();
    Mosquitto(const Mosquitto&) = delete;
    Mosquitto& operator=(const Mosquitto&) = delete;

    void kill();          // SIGKILL: everything it held is gone
    void restart();       // on the same port; kills it first if it runs
    void freeze() const;  // SIGSTOP: a broker that answers nothing
    void thaw() const;

    std::uint16_t port() const { return port_; }
    std::string url() const { return "tcp://127.0.0.1:" + std::to_string(port_); }

private:
    TempFolder folder_;
    std::uint16_t port_;
    pid_t process_ = -1;
};

// A loopback port that was free a moment ago, and is not given out again soon.
std::uint16_t free_port();

}  // namespace roadworthy::support
