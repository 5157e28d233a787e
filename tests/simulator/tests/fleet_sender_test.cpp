#include "tests/simulator/load/fleet_sender.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <utility>
#include <vector>

#include "tests/simulator/reports/history.hpp"
#include "tests/simulator/tests/lived.hpp"
#include "tests/support/mosquitto.hpp"

namespace roadworthy::sim {

TEST_CASE("a fleet that waits for nobody's answer ends when the broker has all", "[fleet_sender]") {
    const support::Mosquitto broker;
    std::vector<History> trucks;
    trucks.emplace_back(
        HistoryOptions{
            .days = 2, .until = monday + std::chrono::days{2}, .script = {}, .reporting = {}},
        1);
    boost::asio::io_context io;
    FleetSender sender(io,
                       {.url = broker.url(),
                        .client_id = "fleet",
                        .batch = 1,
                        .window = 10,
                        .ends = EndsWhen::published},
                       std::move(trucks));
    sender.prepare();
    sender.start();
    io.run_for(std::chrono::seconds{60});
    CHECK(sender.failure().empty());
    CHECK(io.stopped());
    CHECK(sender.totals().published > 10);
    CHECK(sender.totals().committed == 0);
}

}  // namespace roadworthy::sim
