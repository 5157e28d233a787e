#include "agent/can/raw_socket.hpp"

#include "common/result.hpp"
#include "common/time.hpp"

#include <errno.h>
#include <linux/can.h>
#include <linux/can/error.h>
#include <linux/can/raw.h>
#include <net/if.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <system_error>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace roadworthy::can {
namespace {

// A tenth of a second of two full buses needs about 400 kB of the kernel's accounting.
constexpr int receive_buffer_bytes = 1024 * 1024;
// Of the kernel's classes of errors those that say how the bus is: a fitter's wrong bit rate shows
// as error-passive. Single bus errors stay out: a broken cable makes thousands a second.
constexpr can_err_mask_t error_classes = CAN_ERR_BUSOFF | CAN_ERR_CRTL | CAN_ERR_RESTARTED;
constexpr Duration greatest_age = std::chrono::seconds{10};

template <class Value>
bool set_option(int socket, int level, int option, const Value& value) {
    return setsockopt(socket, level, option, &value, sizeof value) == 0;
}

bool set_filters(int socket, std::span<const IdFilter> filters) {
    if (filters.empty()) {
        return true;
    }
    std::vector<can_filter> forms;
    for (const IdFilter& filter : filters) {
        forms.push_back({.can_id = filter.id, .can_mask = filter.mask});
    }
    return setsockopt(socket, SOL_CAN_RAW, CAN_RAW_FILTER, forms.data(),
                      static_cast<socklen_t>(forms.size() * sizeof(can_filter))) == 0;
}

bool set_options(int socket, std::span<const IdFilter> filters) {
    constexpr int on = 1;
    // More than the system's limit needs the right to it; without, the limit is what we get.
    if (!set_option(socket, SOL_SOCKET, SO_RCVBUFFORCE, receive_buffer_bytes)) {
        set_option(socket, SOL_SOCKET, SO_RCVBUF, receive_buffer_bytes);
    }
    return set_option(socket, SOL_SOCKET, SO_TIMESTAMP, on) &&
           set_option(socket, SOL_SOCKET, SO_RXQ_OVFL, on) &&
           set_option(socket, SOL_CAN_RAW, CAN_RAW_ERR_FILTER, error_classes) &&
           set_filters(socket, filters);
}

bool bind_to(int socket, unsigned interface_index) {
    sockaddr_can address{};
    address.can_family = AF_CAN;
    address.can_ifindex = static_cast<int>(interface_index);
    // The sockets API wants every family's address as sockaddr.
    return bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

tl::unexpected<Error> failed(const std::string& interface, const char* what, int error = errno) {
    return fail("CAN interface " + interface + ": " + what + ": " +
                std::generic_category().message(error));
}

// The kernel binds to an interface that is down as well, and says so only here.
int pending_error(int socket) {
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

template <class Value>
Value control_value(const cmsghdr* control) {
    Value value{};
    std::memcpy(&value, CMSG_DATA(control), sizeof value);
    return value;
}

}  // namespace

std::vector<IdFilter> filters_of(std::span<const std::uint32_t> pgns) {
    std::vector<IdFilter> filters;
    for (const std::uint32_t pgn : pgns) {
        const bool is_addressed = (pgn >> 8 & 0xFF) < 240;  // the next byte is a destination
        const std::uint32_t mask = is_addressed ? 0x03FF0000 : 0x03FFFF00;
        filters.push_back(
            {.id = (pgn << 8 & mask) | CAN_EFF_FLAG, .mask = mask | CAN_EFF_FLAG | CAN_RTR_FLAG});
    }
    return filters;
}

File& File::operator=(File&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
}

File::~File() {
    if (is_open()) {
        close(number_);
    }
}

Result<File> open_raw_socket(const std::string& interface, std::span<const IdFilter> filters) {
    const unsigned index = if_nametoindex(interface.c_str());
    if (index == 0) {
        return failed(interface, "not there");
    }
    File file{socket(PF_CAN, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, CAN_RAW)};
    if (!file.is_open()) {
        return failed(interface, "the kernel gives no CAN socket");
    }
    if (!set_options(file.number(), filters) || !bind_to(file.number(), index)) {
        return failed(interface, "cannot be listened to");
    }
    if (const int error = pending_error(file.number()); error != 0) {
        return failed(interface, "cannot be listened to", error);
    }
    return file;
}

Received parse_can_frame(std::span<const std::byte> bytes) {
    can_frame raw{};
    Received received;
    if (bytes.size() < sizeof raw) {
        return received;
    }
    std::memcpy(&raw, bytes.data(), sizeof raw);
    if (raw.len > CAN_MAX_DLEN) {
        return received;
    }
    if ((raw.can_id & CAN_ERR_FLAG) != 0) {
        received.kind = ReceivedKind::error;
        received.error_class = raw.can_id & CAN_ERR_MASK;
        return received;
    }
    if ((raw.can_id & CAN_RTR_FLAG) != 0) {
        received.kind = ReceivedKind::remote;
        return received;
    }
    received.kind = ReceivedKind::data;
    received.frame.is_extended = (raw.can_id & CAN_EFF_FLAG) != 0;
    received.frame.id = raw.can_id & (received.frame.is_extended ? CAN_EFF_MASK : CAN_SFF_MASK);
    received.frame.length = raw.len;
    std::copy_n(raw.data, raw.len, received.frame.data.begin());
    return received;
}

ReceiveBatch::ReceiveBatch() {
    static_assert(sizeof(can_frame) == frame_bytes);
    static_assert(sizeof(Control) >=
                  CMSG_SPACE(sizeof(timeval)) + CMSG_SPACE(sizeof(std::uint32_t)));
    for (std::size_t index = 0; index < most; ++index) {
        parts_[index] = {.iov_base = frames_[index].data(), .iov_len = frame_bytes};
    }
}

std::size_t ReceiveBatch::receive(int socket) {
    for (std::size_t index = 0; index < most; ++index) {
        headers_[index].msg_hdr = {};
        headers_[index].msg_hdr.msg_iov = &parts_[index];
        headers_[index].msg_hdr.msg_iovlen = 1;
        headers_[index].msg_hdr.msg_control = controls_[index].bytes.data();
        headers_[index].msg_hdr.msg_controllen = sizeof(Control);
    }
    int count = 0;
    do {
        count = recvmmsg(socket, headers_.data(), most, MSG_DONTWAIT, nullptr);
    } while (count < 0 && errno == EINTR);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        return 0;
    }
    if (count < 0) {
        throw std::system_error(errno, std::generic_category(), "recvmmsg");
    }
    return static_cast<std::size_t>(count);
}

Received ReceiveBatch::operator[](std::size_t index) const {
    const mmsghdr& header = headers_[index];
    Received received = parse_can_frame(
        std::span{frames_[index]}.first(std::min<std::size_t>(header.msg_len, frame_bytes)));
    // CMSG_NXTHDR wants what it only reads as not const.
    auto* const message = const_cast<msghdr*>(&header.msg_hdr);
    for (auto* control = CMSG_FIRSTHDR(message); control != nullptr;
         control = CMSG_NXTHDR(message, control)) {
        if (control->cmsg_level != SOL_SOCKET) {
            continue;
        }
        if (control->cmsg_type == SCM_TIMESTAMP) {
            const auto time = control_value<timeval>(control);
            received.stamp =
                Time{std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec}};
        } else if (control->cmsg_type == SO_RXQ_OVFL) {
            received.overflows = control_value<std::uint32_t>(control);
        }
    }
    return received;
}

Sending send_frame(int socket, const Frame& frame) {
    assert(frame.length <= CAN_MAX_DLEN);
    assert(frame.id <= (frame.is_extended ? CAN_EFF_MASK : CAN_SFF_MASK));
    can_frame raw{};
    raw.can_id = frame.is_extended ? frame.id | CAN_EFF_FLAG : frame.id;
    raw.len = frame.length;
    std::copy_n(frame.data.begin(), frame.length, raw.data);
    ssize_t written = 0;
    do {
        written = send(socket, &raw, sizeof raw, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (written < 0 && errno == EINTR);
    if (written == static_cast<ssize_t>(sizeof raw)) {
        return Sending::queued;
    }
    const bool is_full = written < 0 && (errno == ENOBUFS || errno == EAGAIN);
    return is_full ? Sending::full : Sending::failed;
}

Monotonic received_at(Time stamp, const Instant& now) {
    const Duration age = now.wall - stamp;
    return age < Duration::zero() || age > greatest_age ? now.monotonic : now.monotonic - age;
}

}  // namespace roadworthy::can
