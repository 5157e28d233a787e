#pragma once
// Bytes on the air of this process's TCP connections, as the kernel counted them: payload, TCP and
// IP headers, acknowledgements, retransmissions and handshakes, both ways. Below IP (Ethernet,
// PPP) nothing is counted: a data plan does not either.
//
// Process-wide on purpose: the sockets are Paho's, and OpenSSL's hooks (tls.hpp) know no client.

#include <cstdint>

namespace roadworthy::io {

struct Traffic {
    std::uint64_t sent_bytes = 0;
    std::uint64_t received_bytes = 0;
    std::uint64_t connections = 0;
    friend bool operator==(const Traffic&, const Traffic&) = default;
};

// From its SYN on, until socket_closes(). Safe to call again; from any thread.
void count_socket(int socket);
// Just before it is closed. A socket that was closed without a word counts as it was last seen.
void socket_closes(int socket);
// All that are connected now and are not counted yet: for connections without TLS.
void count_tcp_sockets();

Traffic traffic();  // since the start of the process

// Data that the far end does not acknowledge for this long closes the connection, and ends what
// the kernel would go on sending after close() for a quarter of an hour.
void limit_silence(int socket);

}  // namespace roadworthy::io
