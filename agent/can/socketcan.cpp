#include "agent/can/socketcan.hpp"

#include "agent/can/frame.hpp"
#include "agent/can/raw_socket.hpp"
#include "common/time.hpp"

#include <linux/can/error.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

// Goals: every frame that the kernel kept is given on, in its order, with the time at which it
// came; at most 20 wake-ups a second for all buses together; a bus that comes back is heard again.
// Two buses at once give what one log of both gives.
//
// Assumptions: a bus speaks all the time or is silent (the ignition is off). A kernel's receive
// buffer holds what comes in one interval; what it could not hold it counts (SO_RXQ_OVFL).
//
// Invariants: status().state is `failed` exactly while the socket is closed; one coroutine a bus;
// at a tick all buses are drained together, by the first whose timer ends.

namespace roadworthy::can {
namespace {

namespace asio = boost::asio;

constexpr std::size_t most_frames_a_drain = 64 * ReceiveBatch::most;

// The next tick of a grid that all buses share: their timers then end in one wake-up.
asio::steady_timer::time_point next_tick(asio::steady_timer::time_point now, Duration interval) {
    const auto since_start = now.time_since_epoch();
    return now + interval - since_start % interval;
}

}  // namespace

std::vector<Frame> in_order_of_time(std::vector<std::span<const Frame>> buses) {
    std::vector<Frame> merged;
    std::erase_if(buses, [](std::span<const Frame> frames) { return frames.empty(); });
    while (!buses.empty()) {
        const auto earliest = std::ranges::min_element(
            buses, {}, [](std::span<const Frame> frames) { return frames.front().time; });
        merged.push_back(earliest->front());
        *earliest = earliest->subspan(1);
        if (earliest->empty()) {
            buses.erase(earliest);
        }
    }
    return merged;
}

SocketCan::Bus::Bus(asio::io_context& loop, std::uint8_t its_index, std::string interface)
    : index(its_index), awaited(loop), timer(loop) {
    status.interface = std::move(interface);
}

SocketCan::SocketCan(asio::io_context& loop, SocketCanSettings settings, Clock clock,
                     OnFrames on_frames)
    : settings_(std::move(settings)),
      filters_(filters_of(settings_.pgns)),
      clock_(std::move(clock)),
      on_frames_(std::move(on_frames)) {
    for (const std::string& interface : settings_.interfaces) {
        const auto index = static_cast<std::uint8_t>(buses_.size());
        Bus* const bus = buses_.emplace_back(std::make_unique<Bus>(loop, index, interface)).get();
        asio::co_spawn(loop, listen(bus), [](const std::exception_ptr& error) {
            if (error) {
                std::rethrow_exception(error);  // out of loop.run(): who handles frames has failed
            }
        });
    }
}

std::vector<BusStatus> SocketCan::status() const {
    std::vector<BusStatus> all;
    all.reserve(buses_.size());
    for (const auto& bus : buses_) {
        all.push_back(bus->status);
    }
    return all;
}

bool SocketCan::send(const Frame& frame) {
    if (settings_.transmission != Transmission::allowed) {
        throw std::logic_error("a frame to send on a bus that is only listened to");
    }
    Bus& bus = *buses_.at(frame.bus);
    const int socket = bus.awaited.is_open() ? bus.awaited.native_handle() : bus.socket.number();
    const bool is_sent = socket >= 0 && send_frame(socket, frame) == Sending::queued;
    ++(is_sent ? bus.status.frames_sent : bus.status.sends_failed);
    return is_sent;
}

asio::awaitable<void> SocketCan::listen(Bus* bus) {
    while (true) {
        if (open(*bus)) {
            co_await drain_while_open(bus);
        }
        bus->timer.expires_after(settings_.retry_interval);
        co_await bus->timer.async_wait(asio::use_awaitable);
    }
}

bool SocketCan::open(Bus& bus) {
    auto opened = open_raw_socket(bus.status.interface, filters_);
    if (!opened) {
        fail(bus, opened.error().message);
        return false;
    }
    bus.socket = std::move(*opened);
    bus.overflows = 0;
    bus.was_silent = true;
    bus.status.state = BusState::listening;
    bus.status.problem.clear();
    return true;
}

// While frames come, the timer alone wakes us; once none came, the socket does.
asio::awaitable<void> SocketCan::drain_while_open(Bus* bus) {
    while (bus->socket.is_open()) {
        if (bus->was_silent) {
            co_await until_a_frame_comes(bus);
        }
        const auto tick =
            next_tick(asio::steady_timer::clock_type::now(), settings_.drain_interval);
        bus->timer.expires_at(tick);
        co_await bus->timer.async_wait(asio::use_awaitable);
        if (drained_at_ < tick) {
            drained_at_ = tick;
            drain_all(clock_().monotonic);
        }
    }
}

// The loop knows the socket only while we wait for it: one that it knows wakes it for each frame.
asio::awaitable<void> SocketCan::until_a_frame_comes(Bus* bus) {
    bus->awaited.assign(bus->socket.release());
    co_await bus->awaited.async_wait(asio::posix::stream_descriptor::wait_read,
                                     asio::use_awaitable);
    bus->socket = File{bus->awaited.release()};
}

// Gives on what came until then. What comes to one bus while another is drained has to wait for its
// turn, or it would be ahead of what comes to that other.
void SocketCan::drain_all(Monotonic until) {
    std::vector<std::span<const Frame>> heard;
    for (const auto& bus : buses_) {
        if (bus->socket.is_open()) {  // of one that is waited for, nothing has come
            drain(*bus);
        }
        const auto later = std::ranges::find_if(
            bus->frames, [until](const Frame& frame) { return frame.time > until; });
        heard.emplace_back(bus->frames.begin(), buses_.size() == 1 ? bus->frames.end() : later);
    }
    if (heard.size() == 1) {
        give(heard.front());
    } else {
        give(in_order_of_time(heard));
    }
    for (std::size_t index = 0; index < heard.size(); ++index) {
        auto& frames = buses_[index]->frames;
        frames.erase(frames.begin(),
                     frames.begin() + static_cast<std::ptrdiff_t>(heard[index].size()));
    }
}

void SocketCan::give(std::span<const Frame> frames) {
    if (!frames.empty()) {
        on_frames_(frames);
    }
}

void SocketCan::drain(Bus& bus) {
    std::size_t total = 0;
    try {
        std::size_t count = ReceiveBatch::most;
        while (count == ReceiveBatch::most && total < most_frames_a_drain) {
            count = batch_.receive(bus.socket.number());
            const Instant now = clock_();
            for (std::size_t index = 0; index < count; ++index) {
                take(bus, batch_[index], now);
            }
            total += count;
        }
    } catch (const std::system_error& error) {
        bus.socket = File{};
        fail(bus, "CAN interface " + bus.status.interface + ": " + error.code().message());
    }
    bus.was_silent = total == 0;
}

void SocketCan::take(Bus& bus, const Received& received, const Instant& now) {
    BusStatus& status = bus.status;
    if (received.overflows) {
        status.receive_overflows += *received.overflows - bus.overflows;
        bus.overflows = *received.overflows;
    }
    switch (received.kind) {
        case ReceivedKind::data:
            ++status.frames;
            status.state = BusState::listening;
            bus.frames.push_back(received.frame);
            bus.frames.back().bus = bus.index;
            bus.frames.back().time =
                received.stamp ? received_at(*received.stamp, now) : now.monotonic;
            return;
        case ReceivedKind::error:
            ++status.error_frames;
            if ((received.error_class & CAN_ERR_BUSOFF) != 0) {
                ++status.bus_offs;
                status.state = BusState::bus_off;
            } else if ((received.error_class & CAN_ERR_RESTARTED) != 0) {
                status.state = BusState::listening;
            }
            return;
        case ReceivedKind::remote:
        case ReceivedKind::unreadable:
            ++status.frames_ignored;
            return;
    }
}

void SocketCan::fail(Bus& bus, std::string problem) {
    // Trying again in vain is the same failure.
    if (bus.status.state != BusState::failed || bus.status.failures == 0) {
        ++bus.status.failures;
    }
    bus.status.state = BusState::failed;
    bus.status.problem = std::move(problem);
}

}  // namespace roadworthy::can
