#include "tests/support/mosquitto.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace roadworthy::support {
namespace {

class Socket {
public:
    Socket() : handle_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        if (handle_ < 0) {
            throw std::runtime_error("no socket");
        }
    }
    ~Socket() { close(handle_); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    int handle() const { return handle_; }

private:
    int handle_;
};

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

bool accepts(std::uint16_t port) {
    const Socket probe;
    const sockaddr_in address = loopback(port);
    return connect(probe.handle(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
           0;
}

// Ends when the broker accepts, or has died, or after ten seconds.
bool becomes_ready(std::uint16_t port, pid_t process) {
    constexpr int tries = 2000;
    for (int i = 0; i < tries; ++i) {
        if (accepts(port)) {
            return true;
        }
        if (waitpid(process, nullptr, WNOHANG) != 0) {
            return false;
        }
        poll(nullptr, 0, 5);
    }
    return false;
}

pid_t spawn_mosquitto(const std::string& config, const std::string& log) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    std::string program = "mosquitto";
    std::string option = "-c";
    std::string path = config;
    char* const arguments[] = {program.data(), option.data(), path.data(), nullptr};
    pid_t process = -1;
    // Debian keeps it in /usr/sbin, which is not on every user's path.
    int failed = posix_spawnp(&process, "mosquitto", &files, nullptr, arguments, environ);
    if (failed != 0) {
        failed = posix_spawn(&process, "/usr/sbin/mosquitto", &files, nullptr, arguments, environ);
    }
    posix_spawn_file_actions_destroy(&files);
    if (failed != 0) {
        throw std::runtime_error("cannot start mosquitto: is it installed?");
    }
    return process;
}

}  // namespace

std::uint16_t free_port() {
    const Socket socket;
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket.handle(), raw, size) != 0 || getsockname(socket.handle(), raw, &size) != 0) {
        throw std::runtime_error("no free port");
    }
    return ntohs(address.sin_port);
}

Mosquitto::Mosquitto(const std::string& settings) : port_(free_port()) {
    std::ofstream config(folder_ / "mosquitto.conf");
    // As root it would become user mosquitto, who may not read this folder.
    config << "user root\nlistener " << port_ << " 127.0.0.1\npersistence false\n" << settings;
    config.close();
    restart();
}

Mosquitto::~Mosquitto() {
    kill();
}

void Mosquitto::restart() {
    kill();
    const auto log = folder_ / "mosquitto.log";
    process_ = spawn_mosquitto((folder_ / "mosquitto.conf").string(), log.string());
    if (!becomes_ready(port_, process_)) {
        std::ifstream file(log);
        const std::string said(std::istreambuf_iterator<char>(file), {});
        throw std::runtime_error("mosquitto did not start: " + said);
    }
}

void Mosquitto::kill() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
        process_ = -1;
    }
}

void Mosquitto::freeze() const {
    ::kill(process_, SIGSTOP);
}

void Mosquitto::thaw() const {
    ::kill(process_, SIGCONT);
}

}  // namespace roadworthy::support
