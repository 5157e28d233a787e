#include "agent/logs/replay.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <ios>
#include <stdexcept>
#include <utility>

#include "common/io/clock.hpp"
#include "common/time.hpp"
#include "common/units.hpp"

namespace roadworthy::agent {
namespace {

constexpr std::size_t most_at_once = 4096;  // then the loop has its turn
constexpr std::chrono::milliseconds shortest_wait{10};

std::ifstream opened(const std::filesystem::path& log) {
    std::ifstream file(log, std::ios::binary);
    if (!file) {
        throw std::runtime_error("cannot open " + log.string());
    }
    return file;
}

}  // namespace

Replay::Replay(boost::asio::io_context& io, ReplaySettings settings, Handlers handlers)
    : io_(io),
      timer_(io),
      settings_(std::move(settings)),
      handlers_(std::move(handlers)),
      file_(opened(settings_.log)),
      reader_(file_),
      next_(reader_.next()) {
    if (!next_) {
        throw std::runtime_error("no frame in " + settings_.log.string());
    }
    first_time_ = next_->time;
    due_.reserve(most_at_once);
}

void Replay::start() {
    started_ = io::since_boot();
    boost::asio::post(io_, [this] { step(); });
}

// How far into the log we should be by now.
Monotonic Replay::due_until() const {
    if (!settings_.speed) {
        return Monotonic::max();
    }
    const Seconds passed = io::since_boot() - started_;
    return first_time_ + std::chrono::duration_cast<Duration>(passed * *settings_.speed);
}

void Replay::step() {
    const Monotonic until = due_until();
    due_.clear();
    // A time that steps back is due at once.
    while (next_ && next_->time <= until && due_.size() < most_at_once) {
        due_.push_back(*next_);
        next_ = reader_.next();
    }
    if (!due_.empty()) {
        handlers_.frames(due_);
    }
    if (!next_) {
        handlers_.end();
        return;
    }
    if (due_.size() == most_at_once) {
        boost::asio::post(io_, [this] { step(); });
        return;
    }
    const Seconds wait = (next_->time - until) / *settings_.speed;
    timer_.expires_after(std::max<std::chrono::steady_clock::duration>(
        shortest_wait, std::chrono::duration_cast<std::chrono::steady_clock::duration>(wait)));
    timer_.async_wait([this](const boost::system::error_code& stopped) {
        if (!stopped) {
            step();
        }
    });
}

}  // namespace roadworthy::agent
