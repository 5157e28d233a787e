#include "common/io/tls/traffic.hpp"

#include <linux/tcp.h>
#include <netinet/in.h>  // IWYU pragma: keep
#include <sys/socket.h>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <unordered_map>

namespace roadworthy::io {
namespace {

constexpr std::chrono::milliseconds longest_silence = std::chrono::seconds{30};

struct Counted {
    std::uint64_t cookie = 0;  // a number of the kernel's own: a descriptor may be another's by now
    Traffic seen;
};

std::mutex mutex;
std::unordered_map<int, Counted> open_sockets;
Traffic closed;

template <class Value>
bool option(int socket, int level, int name, Value& value) {
    socklen_t size = sizeof value;
    return getsockopt(socket, level, name, &value, &size) == 0;
}

std::optional<std::uint64_t> cookie_of(int socket) {
    std::uint64_t cookie = 0;
    return option(socket, SOL_SOCKET, SO_COOKIE, cookie) ? std::optional(cookie) : std::nullopt;
}

// Without Ethernet; the options of a SYN are not told apart (8 bytes more, once a connection).
std::uint64_t header_bytes(int socket, const tcp_info& info) {
    constexpr std::uint64_t tcp = 20;
    constexpr std::uint64_t timestamps = 12;
    int domain = AF_INET;
    option(socket, SOL_SOCKET, SO_DOMAIN, domain);
    const std::uint64_t ip = domain == AF_INET6 ? 40 : 20;
    return ip + tcp + ((info.tcpi_options & TCPI_OPT_TIMESTAMPS) != 0 ? timestamps : 0);
}

// `unseen`: segments each way that will follow.
std::optional<Traffic> sample(int socket, std::uint64_t unseen) {
    tcp_info info{};
    if (!option(socket, IPPROTO_TCP, TCP_INFO, info)) {
        return std::nullopt;
    }
    const std::uint64_t header = header_bytes(socket, info);
    return Traffic{
        .sent_bytes = info.tcpi_bytes_sent + (info.tcpi_segs_out + unseen) * header,
        .received_bytes = info.tcpi_bytes_received + (info.tcpi_segs_in + unseen) * header,
        .connections = 1};
}

void add(Traffic& to, const Traffic& more) {
    to.sent_bytes += more.sent_bytes;
    to.received_bytes += more.received_bytes;
    to.connections += more.connections;
}

void refresh(int socket, Counted& counted, std::uint64_t unseen) {
    if (cookie_of(socket) == counted.cookie) {
        counted.seen = sample(socket, unseen).value_or(counted.seen);
    }
}

}  // namespace

void count_socket(int socket) {
    const auto cookie = cookie_of(socket);
    const auto first = sample(socket, 0);
    if (!cookie || !first) {
        return;
    }
    const std::lock_guard lock(mutex);
    const auto [at, is_new] = open_sockets.try_emplace(socket, Counted{*cookie, *first});
    if (!is_new && at->second.cookie != *cookie) {
        add(closed, at->second.seen);
        at->second = {*cookie, *first};
    }
}

void socket_closes(int socket) {
    constexpr std::uint64_t goodbye = 2;  // FIN and its acknowledgement, each way
    const std::lock_guard lock(mutex);
    const auto found = open_sockets.find(socket);
    if (found != open_sockets.end()) {
        refresh(socket, found->second, goodbye);
        add(closed, found->second.seen);
        open_sockets.erase(found);
    }
}

void count_tcp_sockets() {
    std::error_code gone;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", gone)) {
        const std::string name = entry.path().filename().string();
        int socket = -1;
        std::from_chars(name.data(), name.data() + name.size(), socket);
        tcp_info info{};
        if (option(socket, IPPROTO_TCP, TCP_INFO, info) && info.tcpi_state == 1) {
            limit_silence(socket);
            count_socket(socket);
        }
    }
}

Traffic traffic() {
    const std::lock_guard lock(mutex);
    Traffic total = closed;
    for (auto& [socket, counted] : open_sockets) {
        refresh(socket, counted, 0);
        add(total, counted.seen);
    }
    return total;
}

void limit_silence(int socket) {
    const auto timeout = static_cast<unsigned>(longest_silence.count());
    setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof timeout);
}

}  // namespace roadworthy::io
