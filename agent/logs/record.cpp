#include "agent/logs/record.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "agent/can/candump.hpp"
#include "agent/can/frame.hpp"
#include "agent/can/socketcan.hpp"
#include "common/io/clock.hpp"
#include "common/time.hpp"

namespace roadworthy::agent {
namespace {

class Recorder {
public:
    Recorder(boost::asio::io_context& io, const std::vector<std::string>& buses, std::ostream& out)
        : names_(buses),
          out_(out),
          socket_(io, can::SocketCanSettings{.interfaces = buses, .pgns = {}}, io::instant,
                  [this](std::span<const can::Frame> frames) { write(frames); }) {}

    std::vector<can::BusStatus> status() const { return socket_.status(); }
    void finish() { socket_.drain_now(); }

private:
    // A log has the seconds of the wall clock.
    void write(std::span<const can::Frame> frames) {
        const Instant now = io::instant();
        const Duration wall_at_boot =
            now.wall.time_since_epoch() - now.monotonic.time_since_epoch();
        std::string lines;
        for (can::Frame frame : frames) {
            frame.time += wall_at_boot;
            can::append_line(lines, frame, names_[frame.bus]);
        }
        out_ << lines << std::flush;
    }

    std::vector<std::string> names_;
    std::ostream& out_;
    can::SocketCan socket_;
};

}  // namespace

int record(const std::vector<std::string>& buses, std::ostream& out, std::ostream& err) {
    boost::asio::io_context io;
    boost::asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&io](const boost::system::error_code&, int) { io.stop(); });
    Recorder recorder(io, buses, out);
    io.run();
    recorder.finish();
    int exit_code = 0;
    for (const can::BusStatus& bus : recorder.status()) {
        if (bus.frames == 0 && !bus.problem.empty()) {
            err << bus.interface << ": " << bus.problem << '\n';
            exit_code = 1;
        }
    }
    return exit_code;
}

}  // namespace roadworthy::agent
