#pragma once
// A loop that runs only while something is awaited.

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>

namespace roadworthy::support {

// False: it did not come about in the time in which the loop had anything to do.
[[nodiscard]] inline bool run_until(boost::asio::io_context& io,
                                    const std::function<bool()>& holds) {
    constexpr std::chrono::seconds patience{20};
    auto work = boost::asio::make_work_guard(io);
    io.restart();
    while (!holds()) {
        if (io.run_one_for(patience) == 0) {
            return false;
        }
    }
    return true;
}

}  // namespace roadworthy::support
