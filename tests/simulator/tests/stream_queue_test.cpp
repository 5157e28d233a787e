#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>

#include "common/wire/answer_cbor.hpp"
#include "tests/simulator/load/stream_queue.hpp"

namespace roadworthy::sim {
namespace {

// Batches of ten: 1..10, 11..20, ...
StreamQueue queue_of(std::size_t batches, std::size_t window) {
    StreamQueue queue(window);
    for (std::size_t i = 0; i < batches; ++i) {
        queue.add({.first = 10 * i + 1, .last = 10 * i + 10, .payload = {}});
    }
    return queue;
}

std::size_t send_all(StreamQueue& queue) {
    std::size_t sent = 0;
    for (; queue.next() != nullptr; ++sent) {
        queue.was_sent();
    }
    return sent;
}

wire::Committed through(std::uint64_t number, wire::Request request = wire::Request::none) {
    return {.stream = {}, .through = number, .backend_time = {}, .request = request};
}

TEST_CASE("no more reports than the window are on the way", "[stream_queue]") {
    StreamQueue queue = queue_of(10, 30);
    CHECK(send_all(queue) == 3);
    CHECK(queue.take(through(10)));
    CHECK(send_all(queue) == 1);
}

TEST_CASE("a batch larger than the window is sent alone", "[stream_queue]") {
    StreamQueue queue = queue_of(2, 5);
    CHECK(send_all(queue) == 1);
}

TEST_CASE("a watermark within a batch keeps the batch", "[stream_queue]") {
    StreamQueue queue = queue_of(2, 100);
    send_all(queue);
    CHECK(queue.take(through(15)));
    CHECK(queue.committed() == 15);
    CHECK_FALSE(queue.is_empty());
    CHECK(queue.take(through(20)));
    CHECK(queue.is_empty());
}

TEST_CASE("a request to resend goes back to the watermark", "[stream_queue]") {
    StreamQueue queue = queue_of(4, 100);
    send_all(queue);
    CHECK(queue.take(through(10, wire::Request::resend)));
    REQUIRE(queue.next() != nullptr);
    CHECK(queue.next()->first == 11);
    CHECK(queue.was_sent() == StreamQueue::Sending::again);
}

TEST_CASE("a watermark above what was sent changes nothing", "[stream_queue]") {
    StreamQueue queue = queue_of(3, 20);
    send_all(queue);
    CHECK_FALSE(queue.take(through(30)));
    CHECK(queue.committed() == 0);
}

TEST_CASE("an older watermark takes nothing back", "[stream_queue]") {
    StreamQueue queue = queue_of(3, 100);
    send_all(queue);
    queue.take(through(20));
    CHECK(queue.take(through(10)));
    CHECK(queue.committed() == 20);
}

TEST_CASE("asking again sends the last batch once more", "[stream_queue]") {
    StreamQueue queue = queue_of(3, 100);
    send_all(queue);
    queue.ask_again();
    REQUIRE(queue.next() != nullptr);
    CHECK(queue.next()->first == 21);
}

TEST_CASE("after a lost connection all that is not committed is sent again", "[stream_queue]") {
    StreamQueue queue = queue_of(3, 100);
    send_all(queue);
    queue.take(through(10));
    queue.go_back();
    CHECK(send_all(queue) == 2);
}

}  // namespace
}  // namespace roadworthy::sim
