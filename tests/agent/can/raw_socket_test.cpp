#include "agent/can/raw_socket.hpp"
#include "agent/can/frame.hpp"
#include "common/time.hpp"

#include <linux/can.h>
#include <linux/can/error.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <system_error>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::can;
using namespace std::chrono_literals;

namespace {

Received parse(const can_frame& frame) {
    return parse_can_frame(std::as_bytes(std::span{&frame, 1}));
}

can_frame raw(std::uint32_t id, std::uint8_t length) {
    can_frame frame{};
    frame.can_id = id;
    frame.len = length;
    for (std::uint8_t index = 0; index < 8; ++index) {
        frame.data[index] = static_cast<std::uint8_t>(0x10 + index);
    }
    return frame;
}

bool passes(std::uint32_t id, const std::vector<IdFilter>& filters) {
    return std::any_of(filters.begin(), filters.end(), [&](const IdFilter& filter) {
        return ((id ^ filter.id) & filter.mask) == 0;
    });
}

// Datagrams of the local kind stand on both ends as the bus does: one write, one frame.
class Wire {
public:
    Wire() {
        REQUIRE(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends_.data()) == 0);
        constexpr int on = 1;
        REQUIRE(setsockopt(ends_[1], SOL_SOCKET, SO_TIMESTAMP, &on, sizeof on) == 0);
    }
    ~Wire() {
        close(ends_[0]);
        close(ends_[1]);
    }
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    void send(const can_frame& frame, std::size_t bytes = sizeof(can_frame)) {
        REQUIRE(write(ends_[0], &frame, bytes) == static_cast<ssize_t>(bytes));
    }
    int sender() const { return ends_[0]; }
    int receiver() const { return ends_[1]; }

private:
    std::array<int, 2> ends_{};
};

}  // namespace

TEST_CASE("the kernel's frame gives identifier, length and bytes", "[raw_socket]") {
    const Received extended = parse(raw(0x18FEF1A0 | CAN_EFF_FLAG, 3));
    CHECK(extended.kind == ReceivedKind::data);
    CHECK(extended.frame ==
          Frame{.id = 0x18FEF1A0, .is_extended = true, .length = 3, .data = {0x10, 0x11, 0x12}});
    CHECK(parse(raw(0x123, 0)).frame == Frame{.id = 0x123});
}

TEST_CASE("frames without data for us are told apart", "[raw_socket]") {
    CHECK(parse(raw(0x123 | CAN_RTR_FLAG, 8)).kind == ReceivedKind::remote);
    const Received error = parse(raw(CAN_ERR_FLAG | CAN_ERR_BUSOFF, 8));
    CHECK(error.kind == ReceivedKind::error);
    CHECK(error.error_class == CAN_ERR_BUSOFF);
}

TEST_CASE("bytes that are no frame are unreadable", "[raw_socket]") {
    CHECK(parse(raw(0x123, 9)).kind == ReceivedKind::unreadable);
    CHECK(parse(raw(0x123, 255)).kind == ReceivedKind::unreadable);
    const can_frame whole = raw(0x123, 8);
    for (std::size_t size = 0; size < sizeof whole; ++size) {
        CHECK(parse_can_frame(std::as_bytes(std::span{&whole, 1}).first(size)).kind ==
              ReceivedKind::unreadable);
    }
}

TEST_CASE("a filter passes its group from all senders, and nothing else", "[raw_socket]") {
    const auto filters = filters_of(std::vector<std::uint32_t>{65226, 60416});
    CHECK(passes(0x18FECA00 | CAN_EFF_FLAG, filters));
    CHECK(passes(0x1CFECA31 | CAN_EFF_FLAG, filters));
    CHECK(passes(0x1CECFF00 | CAN_EFF_FLAG, filters));
    CHECK(passes(0x1CEC00F9 | CAN_EFF_FLAG, filters));
    CHECK_FALSE(passes(0x18FECB00 | CAN_EFF_FLAG, filters));
    CHECK_FALSE(passes(0x1CEBFF00 | CAN_EFF_FLAG, filters));
    CHECK_FALSE(passes(0x19FECA00 | CAN_EFF_FLAG, filters));
    CHECK_FALSE(passes(0x18FECA00 | CAN_EFF_FLAG | CAN_RTR_FLAG, filters));
    CHECK_FALSE(passes(0x2CA, filters));
}

TEST_CASE("a batch gives what waits, in its order, with the kernel's stamps", "[raw_socket]") {
    Wire wire;
    ReceiveBatch batch;
    CHECK(batch.receive(wire.receiver()) == 0);
    wire.send(raw(1, 1));
    wire.send(raw(2, 2), 7);
    wire.send(raw(3, 3));
    REQUIRE(batch.receive(wire.receiver()) == 3);
    CHECK(batch[0].frame.id == 1);
    CHECK(batch[1].kind == ReceivedKind::unreadable);
    CHECK(batch[2].frame.id == 3);
    REQUIRE(batch[0].stamp);
    REQUIRE(batch[2].stamp);
    CHECK(*batch[0].stamp <= *batch[2].stamp);
    CHECK(*batch[0].stamp > Time{});
    CHECK(batch.receive(wire.receiver()) == 0);
}

TEST_CASE("more than a batch waits for the next one", "[raw_socket]") {
    Wire wire;
    ReceiveBatch batch;
    for (std::uint32_t id = 0; id < 5; ++id) {
        wire.send(raw(id, 8));
    }
    std::size_t total = 0;
    while (const std::size_t count = batch.receive(wire.receiver())) {
        total += count;
    }
    CHECK(total == 5);
}

TEST_CASE("a socket that fails throws what the system says", "[raw_socket]") {
    ReceiveBatch batch;
    CHECK_THROWS_AS(batch.receive(-1), std::system_error);
}

TEST_CASE("a frame that is sent reads back as it was", "[raw_socket]") {
    const Wire wire;
    ReceiveBatch batch;
    const auto frame = GENERATE(
        values<Frame>({{.id = 0x18EA00F9, .is_extended = true, .length = 3, .data = {0xEC, 0xFE}},
                       {.id = 0x1FFFFFFF, .is_extended = true},
                       {.id = 0x7FF, .length = 8, .data = {1, 2, 3, 4, 5, 6, 7, 8}}}));
    CHECK(send_frame(wire.sender(), frame) == Sending::queued);
    REQUIRE(batch.receive(wire.receiver()) == 1);
    CHECK(batch[0].kind == ReceivedKind::data);
    CHECK(batch[0].frame == frame);
}

TEST_CASE("a queue without room takes no frame, and is not waited for", "[raw_socket]") {
    const Wire wire;
    int sent = 0;
    while (send_frame(wire.sender(), {.id = 1}) == Sending::queued) {
        REQUIRE(++sent < 1'000'000);
    }
    CHECK(send_frame(wire.sender(), {.id = 1}) == Sending::full);
}

TEST_CASE("nothing is sent where nobody is", "[raw_socket]") {
    std::array<int, 2> ends{};
    REQUIRE(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends.data()) == 0);
    close(ends[1]);
    CHECK(send_frame(ends[0], {.id = 1}) == Sending::failed);
    close(ends[0]);
}

TEST_CASE("an interface that is not there is named", "[raw_socket]") {
    const auto opened = open_raw_socket("nocan7", {});
    REQUIRE_FALSE(opened);
    CHECK_THAT(opened.error().message, Catch::Contains("nocan7") && Catch::Contains("not there"));
}

TEST_CASE("an interface that is no CAN interface cannot be opened", "[raw_socket]") {
    const auto opened = open_raw_socket("lo", {});
    REQUIRE_FALSE(opened);
    CHECK_THAT(opened.error().message, Catch::Contains("CAN interface lo: "));
}

TEST_CASE("a stamp of the wall clock is moved to the unit's clock by its age", "[raw_socket]") {
    const Instant now{.wall = Time{1'000'000s}, .monotonic = Monotonic{5000s}};
    const auto [stamp, expected] = GENERATE(table<Duration, Duration>({
        {1'000'000s, 5000s},
        {1'000'000s - 80ms, 5000s - 80ms},
        {1'000'000s - 10s, 4990s},
        {1'000'000s - 11s, 5000s},  // the wall clock was set forward since
        {1'000'000s + 1us, 5000s},  // or back
        {0s, 5000s},
    }));
    CHECK(received_at(Time{stamp}, now) == Monotonic{expected});
}
