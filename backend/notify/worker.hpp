#pragma once
// A channel on a thread of its own, so that a slow far end holds up nothing but what goes there.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

#include "backend/notify/channels/channel.hpp"
#include "backend/notify/outbox.hpp"

namespace roadworthy::notify {

class Worker {
public:
    using Ended = std::function<void(std::int64_t row, const Receipt& receipt)>;

    // `ended` is called on `home`, once for each message that was sent.
    Worker(std::unique_ptr<Channel> channel, boost::asio::any_io_executor home, Ended ended);
    ~Worker();  // after the message that is on its way
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void send(Sending sending);

private:
    std::unique_ptr<Channel> channel_;
    boost::asio::any_io_executor home_;
    Ended ended_;
    boost::asio::io_context io_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::thread thread_;  // last: it uses the rest
};

}  // namespace roadworthy::notify
