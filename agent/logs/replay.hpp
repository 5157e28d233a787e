#pragma once
// A recorded bus in place of the real one: frames of a candump log at the pace of the log, several
// times as fast, or as fast as they are taken.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "agent/can/candump.hpp"
#include "agent/can/frame.hpp"
#include "common/time.hpp"

namespace roadworthy::agent {

enum class ReplayTime : std::uint8_t { as_recorded, starts_now };

struct ReplaySettings {
    std::filesystem::path log;
    std::optional<double> speed = 1.0;  // nothing: as fast as they are taken
    ReplayTime time = ReplayTime::as_recorded;
};

class Replay {
public:
    struct Handlers {
        std::function<void(std::span<const can::Frame>)> frames;
        std::function<void()> end;
    };

    // Opens the log and reads its first frame. Throws std::runtime_error where there is none.
    Replay(boost::asio::io_context& io, ReplaySettings settings, Handlers handlers);

    Monotonic first_time() const { return first_time_; }
    const can::LogCounters& counters() const { return reader_.counters(); }
    void start();  // the handlers outlive the run of the loop

private:
    void step();
    Monotonic due_until() const;

    boost::asio::io_context& io_;
    boost::asio::steady_timer timer_;
    ReplaySettings settings_;
    Handlers handlers_;
    std::ifstream file_;
    can::LogReader reader_;
    std::optional<can::Frame> next_;
    Monotonic first_time_;
    Monotonic started_;
    std::vector<can::Frame> due_;
};

}  // namespace roadworthy::agent
