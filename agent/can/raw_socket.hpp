#pragma once
// The kernel's CAN_RAW socket: opening one for an interface, reading it in batches, writing to it.

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "agent/can/frame.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::can {

// The kernel's filter: frames with (id ^ filter.id) & filter.mask == 0 pass.
struct IdFilter {
    std::uint32_t id = 0;
    std::uint32_t mask = 0;
    friend bool operator==(const IdFilter&, const IdFilter&) = default;
};
// Lets these J1939 parameter groups pass, whatever their priority, destination and source.
std::vector<IdFilter> filters_of(std::span<const std::uint32_t> pgns);

// Owns a file descriptor, or none.
class File {
public:
    File() = default;
    explicit File(int number) : number_(number) {}
    File(File&& other) noexcept : number_(other.release()) {}
    File& operator=(File&& other) noexcept;
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File();

    bool is_open() const { return number_ >= 0; }
    int number() const { return number_; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_ = -1;
};

// A socket that does not block and does not hear what it sends itself. Without filters every frame
// passes. The error names the interface and what is wrong with it, so that it is down.
Result<File> open_raw_socket(const std::string& interface, std::span<const IdFilter> filters);

enum class ReceivedKind : std::uint8_t { data, remote, error, unreadable };
struct Received {
    ReceivedKind kind = ReceivedKind::unreadable;
    Frame frame;                             // of a data frame; its time and bus are not known here
    std::uint32_t error_class = 0;           // of an error frame: bits of linux/can/error.h
    std::optional<Time> stamp;               // by the kernel's wall clock
    std::optional<std::uint32_t> overflows;  // frames lost since the socket was opened, wrapping
    friend bool operator==(const Received&, const Received&) = default;
};

// Takes the bytes of a struct can_frame, as the kernel gives them.
Received parse_can_frame(std::span<const std::byte> bytes);

// Room for one call of recvmmsg: on a full bus a call a frame would cost more than all the rest of
// the agent.
class ReceiveBatch {
public:
    static constexpr std::size_t most = 64;

    ReceiveBatch();
    // Pointers into itself are what the kernel is given.
    ReceiveBatch(const ReceiveBatch&) = delete;
    ReceiveBatch& operator=(const ReceiveBatch&) = delete;

    // How many came; fewer than `most`: no more wait. Throws std::system_error, so for an interface
    // that went down (ENETDOWN) or away (ENODEV).
    std::size_t receive(int socket);
    Received operator[](std::size_t index) const;

private:
    static constexpr std::size_t frame_bytes = 16;
    struct alignas(cmsghdr) Control {
        std::array<std::byte, 128> bytes;
    };
    std::array<std::array<std::byte, frame_bytes>, most> frames_{};
    std::array<Control, most> controls_{};
    std::array<iovec, most> parts_{};
    std::array<mmsghdr, most> headers_{};
};

enum class Sending : std::uint8_t {
    queued,  // for the bus: whether anybody acknowledged it, nobody says
    full,    // the interface's queue has no room now
    failed,  // the interface is down or away
};
// Writes a frame without waiting; its time and bus do not matter. A frame longer than eight bytes or
// with an identifier that is none is a fault of ours.
Sending send_frame(int socket, const Frame& frame);

// Where a stamp lies on the unit's own clock: the kernel stamps frames by the wall clock, which may be
// set. An age that cannot be, because the wall clock was set
// between the stamp and now, counts as none.
Monotonic received_at(Time stamp, const Instant& now);

}  // namespace roadworthy::can
