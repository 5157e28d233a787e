#pragma once
// The HTTP/1.1 server: connections, limits and time-outs. What a request means is the handler's.
//
// Goals: a slow, silent, oversized or hostile peer costs one bounded connection and nobody else
// anything; a stop lets running requests finish.
// Assumptions: one thread runs the loop; the handler answers in milliseconds, and does not throw; what
// waits for something (Response::later) ends by itself.
// Invariants: nothing is allocated for a request beyond its limits; every wait has a time-out.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "backend/http/message.hpp"

namespace roadworthy::http {

struct ServerLimits {
    std::uint32_t header_bytes = 16 * 1024;
    std::size_t body_bytes = 1024 * 1024;
    std::size_t connections = 512;             // more than these are closed at once
    std::chrono::milliseconds idle{60'000};    // between requests
    std::chrono::milliseconds header{10'000};  // from its first byte to its end
    std::chrono::milliseconds body{20'000};
    std::chrono::milliseconds answer{30'000};
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any that is free
    ServerLimits limits;
};

class Server {
public:
    using Handler = std::function<Response(const Request&)>;

    // Listens from here on; throws if the address cannot be had.
    Server(ServerOptions options, Handler handler);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;
    void run();   // until stop()
    void stop();  // by any thread: takes no more, finishes what runs

private:
    struct Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace roadworthy::http
