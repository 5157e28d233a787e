#include "backend/notify/worker.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <memory>
#include <utility>

#include "backend/notify/channels/channel.hpp"
#include "backend/notify/outbox.hpp"
#include "common/io/clock.hpp"

namespace roadworthy::notify {
namespace {

// A try that could not even be made is one that failed.
Receipt receipt_of(Channel& channel, const Outgoing& message) {
    try {
        return channel.send(message, io::now());
    } catch (const std::exception& failure) {
        return {.outcome = Outcome::again, .detail = failure.what()};
    }
}

}  // namespace

Worker::Worker(std::unique_ptr<Channel> channel, boost::asio::any_io_executor home, Ended ended)
    : channel_(std::move(channel)),
      home_(std::move(home)),
      ended_(std::move(ended)),
      work_(boost::asio::make_work_guard(io_)),
      thread_([this] { io_.run(); }) {}

Worker::~Worker() {
    work_.reset();
    thread_.join();
}

// Until its outcome is told, the home loop has something to wait for, also when it is stopping.
void Worker::send(Sending sending) {
    boost::asio::post(
        io_, [this, sending = std::move(sending), waits = boost::asio::make_work_guard(home_)] {
            Receipt receipt = receipt_of(*channel_, sending.message);
            boost::asio::post(home_, [ended = ended_, row = sending.row,
                                      receipt = std::move(receipt)] { ended(row, receipt); });
        });
}

}  // namespace roadworthy::notify
