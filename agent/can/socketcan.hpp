#pragma once
// The truck's own buses: frames from the kernel's CAN interfaces, and to them where that is allowed.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "agent/can/frame.hpp"
#include "agent/can/raw_socket.hpp"
#include "common/time.hpp"

namespace roadworthy::can {

enum class Transmission : std::uint8_t { forbidden, allowed };

struct SocketCanSettings {
    std::vector<std::string> interfaces;
    std::vector<std::uint32_t> pgns;  // what the kernel lets through; empty: everything
    Transmission transmission = Transmission::forbidden;
    // A bus that talks is read this often, all buses in one wake-up; a silent one wakes nobody.
    Duration drain_interval = std::chrono::milliseconds{100};
    Duration retry_interval = std::chrono::seconds{2};
};

enum class BusState : std::uint8_t { failed, listening, bus_off };

struct BusStatus {
    std::string interface;
    BusState state = BusState::failed;
    std::string problem;  // why it failed, for an operator
    std::uint64_t frames = 0;
    std::uint64_t frames_ignored = 0;     // remote frames, and what no frame can be
    std::uint64_t receive_overflows = 0;  // frames that the kernel had to drop
    std::uint64_t error_frames = 0;
    std::uint64_t bus_offs = 0;
    std::uint64_t failures = 0;  // times it went down or away, or was not there at the start
    std::uint64_t frames_sent = 0;
    std::uint64_t sends_failed = 0;  // frames that the bus did not take
};

// What several buses heard, as one log of them all would hold it. Each bus keeps its own order, even
// where its times step back.
std::vector<Frame> in_order_of_time(std::vector<std::span<const Frame>> buses);

// An interface that is missing or down is no error of the program: it is tried again, and the state
// says so. Goes on until its io_context is stopped, and must outlive the last run of it.
class SocketCan {
public:
    using Clock = std::function<Instant()>;
    using OnFrames = std::function<void(std::span<const Frame>)>;  // of all buses, by their time

    SocketCan(boost::asio::io_context& loop, SocketCanSettings settings, Clock clock,
              OnFrames on_frames);

    // In the order of the interfaces: a frame's `bus` is the index here.
    std::vector<BusStatus> status() const;

    // Gives the frame to the bus whose index it carries, without waiting. False, and counted: that
    // bus is down, or its queue is full; nothing is kept for later. It is not heard back. Throws
    // std::logic_error where the settings forbid it: a unit that only listens has to keep still
    // whatever else goes wrong.
    bool send(const Frame& frame);

    // Gives on what the kernel holds, without waiting for the next tick: before a stop.
    void drain_now() { drain_all(Monotonic::max()); }

private:
    struct Bus {
        Bus(boost::asio::io_context& loop, std::uint8_t its_index, std::string interface);
        std::uint8_t index;
        BusStatus status;
        // The socket is in the one or in the other; closed if in neither.
        File socket;
        boost::asio::posix::stream_descriptor awaited;
        boost::asio::steady_timer timer;
        std::uint32_t overflows = 0;  // as the kernel counts, since the socket was opened
        std::vector<Frame> frames;    // heard and not yet given on
        bool was_silent = true;       // at the last drain
    };

    boost::asio::awaitable<void> listen(Bus* bus);
    bool open(Bus& bus);
    boost::asio::awaitable<void> drain_while_open(Bus* bus);
    static boost::asio::awaitable<void> until_a_frame_comes(Bus* bus);
    void drain_all(Monotonic until);
    void give(std::span<const Frame> frames);
    void drain(Bus& bus);
    void take(Bus& bus, const Received& received, const Instant& now);
    void fail(Bus& bus, std::string problem);

    SocketCanSettings settings_;
    std::vector<IdFilter> filters_;
    Clock clock_;
    OnFrames on_frames_;
    ReceiveBatch batch_;
    std::vector<std::unique_ptr<Bus>> buses_;
    boost::asio::steady_timer::time_point drained_at_;  // the tick
};

}  // namespace roadworthy::can
