#pragma once
// A way to a broker that can turn into a black hole: connections stay open, nothing passes any
// more, in neither direction, and nobody is told.

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace roadworthy::support {

class BlackHole {
public:
    using Tcp = boost::asio::ip::tcp;

    BlackHole(boost::asio::io_context& io, std::uint16_t target)
        : io_(io),
          target_(boost::asio::ip::address_v4::loopback(), target),
          acceptor_(io, Tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)) {
        accept();
    }

    std::string url() const {
        return "tcp://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }
    void swallow() { swallows_ = true; }
    void let_pass() { swallows_ = false; }  // what comes in on new connections
    int connections() const { return connections_; }

private:
    struct Way {
        Way(Tcp::socket from_unit, boost::asio::io_context& io)
            : unit(std::move(from_unit)), broker(io) {}
        Tcp::socket unit;
        Tcp::socket broker;
        std::array<char, 4096> up{};
        std::array<char, 4096> down{};
    };

    void accept() {
        acceptor_.async_accept([this](const boost::system::error_code& failed, Tcp::socket unit) {
            if (failed) {
                return;
            }
            ++connections_;
            // Asio's operations keep it, as long as they go on.
            const auto way = std::make_shared<Way>(std::move(unit), io_);
            boost::system::error_code refused;
            way->broker.connect(target_, refused);
            if (!refused) {
                forward(way, way->unit, way->broker, way->up);
                forward(way, way->broker, way->unit, way->down);
            }
            accept();
        });
    }

    void forward(const std::shared_ptr<Way>& way, Tcp::socket& from, Tcp::socket& to,
                 std::array<char, 4096>& buffer) {
        from.async_read_some(boost::asio::buffer(buffer),
                             [this, way, &from, &to, &buffer](
                                 const boost::system::error_code& ended, std::size_t size) {
                                 boost::system::error_code failed = ended;
                                 if (!swallows_ && !ended) {
                                     boost::asio::write(to, boost::asio::buffer(buffer, size),
                                                        failed);
                                 }
                                 if (!failed) {
                                     forward(way, from, to, buffer);
                                 } else if (!swallows_) {
                                     to.shutdown(Tcp::socket::shutdown_both, failed);
                                 }
                             });
    }

    boost::asio::io_context& io_;
    Tcp::endpoint target_;
    Tcp::acceptor acceptor_;
    bool swallows_ = false;
    int connections_ = 0;
};

}  // namespace roadworthy::support
