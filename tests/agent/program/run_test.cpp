// The whole program against a real broker, with a script in the backend's place.

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <ios>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "agent/can/candump.hpp"
#include "agent/can/frame.hpp"
#include "agent/uplink/outbox/outbox.hpp"
#include "common/io/mqtt.hpp"
#include "common/report.hpp"
#include "common/topics.hpp"
#include "common/wire/answer_cbor.hpp"
#include "common/wire/report_cbor.hpp"
#include "tests/support/make.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;

namespace {

// Takes every batch and says so, like a backend that commits at once.
class Backend {
public:
    Backend(boost::asio::io_context& io, const support::Mosquitto& broker)
        : io_(io),
          client_(io, {.url = broker.url(), .client_id = "backend"},
                  {.connected = [] {},
                   .disconnected = [](const std::string&) {},
                   .message = [this](const mqtt::Message& message) { take(message); },
                   .acknowledged = [](std::uint64_t) {}}) {
        client_.connect();
        REQUIRE(until([this] { return client_.is_connected(); }));
        client_.subscribe(std::string(topics::all_up), mqtt::Qos::at_least_once);
    }

    [[nodiscard]] bool until(const std::function<bool()>& holds) {
        boost::asio::steady_timer patience(io_, 60s);
        bool is_over = false;
        patience.async_wait([&](const boost::system::error_code& cut) {
            if (!cut) {  // when cut, `is_over` is gone
                is_over = true;
            }
        });
        io_.restart();
        while (!holds() && !is_over) {
            io_.run_one();
        }
        return holds();
    }

    std::map<std::uint64_t, Report>& reports(Stream stream) { return reports_[stream]; }
    bool answers = true;
    std::string presence;

private:
    void take(const mqtt::Message& message) {
        const auto topic = topics::parse_up(message.topic).value();
        if (topic.channel == topics::Up::presence) {
            const auto* text = reinterpret_cast<const char*>(message.payload.data());
            presence.assign(text, message.payload.size());
            return;
        }
        const auto batch = wire::decode_batch(message.payload).value();
        for (const Report& report : batch.reports) {
            // The latest of a number: a stream may begin anew.
            reports_[stream_of_channel(topic.channel)].insert_or_assign(report.first, report);
        }
        if (answers) {
            const auto answer =
                wire::encode_answer(wire::Committed{.stream = batch.stream, .through = batch.last});
            client_.publish({.topic = topics::down(topic.truck, topics::Down::committed),
                             .payload = answer,
                             .qos = mqtt::Qos::at_most_once});
        }
    }
    static Stream stream_of_channel(topics::Up channel) {
        return channel == topics::Up::events ? Stream::events : Stream::meters;
    }

    boost::asio::io_context& io_;
    std::map<Stream, std::map<std::uint64_t, Report>> reports_;
    mqtt::Client client_;
};

class Process {
public:
    Process(std::vector<std::string> arguments, const std::filesystem::path& log) {
        arguments.insert(arguments.begin(), ROADWORTHY_AGENT);
        std::vector<char*> raw;
        for (std::string& argument : arguments) {
            raw.push_back(argument.data());
        }
        raw.push_back(nullptr);
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_addopen(&files, 2, log.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                         0600);
        const int failed =
            posix_spawn(&id_, ROADWORTHY_AGENT, &files, nullptr, raw.data(), environ);
        posix_spawn_file_actions_destroy(&files);
        REQUIRE(failed == 0);
    }
    ~Process() {
        if (!status_) {
            kill(SIGKILL);
            waitpid(id_, nullptr, 0);
        }
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    void kill(int signal) const { ::kill(id_, signal); }
    bool has_ended() {
        int status = 0;
        if (!status_ && waitpid(id_, &status, WNOHANG) == id_) {
            status_ = status;
        }
        return status_.has_value();
    }
    int exit_code() const { return WIFEXITED(*status_) ? WEXITSTATUS(*status_) : -1; }

private:
    pid_t id_ = -1;
    std::optional<int> status_;
};

// Ten seconds of a truck that says its odometer twice a second.
void write_log(const std::filesystem::path& path) {
    std::string log;
    for (int i = 0; i < 20; ++i) {
        const auto metres = static_cast<std::uint32_t>(200'000 + i);  // of 5 m
        can::Frame frame{.time = Monotonic{1'700'000'000s + i * 500ms},
                         .id = 0x18FEC1EE,
                         .is_extended = true,
                         .length = 8,
                         .data = {}};
        for (unsigned byte = 0; byte < 4; ++byte) {
            frame.data[byte] = static_cast<std::uint8_t>(metres >> (8 * byte));
        }
        can::append_line(log, frame, "can0");
    }
    std::ofstream(path) << log;
}

struct Setting {
    support::TempFolder folder;
    support::Mosquitto broker;
    boost::asio::io_context io;
    Backend backend{io, broker};

    Setting() { write_log(folder / "bus.log"); }
    std::vector<std::string> command(std::vector<std::string> more) const {
        std::vector<std::string> all{"run",
                                     "--truck",
                                     "TRUCK001",
                                     "--broker",
                                     broker.url(),
                                     "--outbox",
                                     (folder / "o.db").string(),
                                     "--replay",
                                     (folder / "bus.log").string()};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    // Paho connects within seconds; the loop polls the process in between.
    [[nodiscard]] bool ends(Process& process) {
        boost::asio::steady_timer poll(io);
        std::function<void()> again = [&] {
            poll.expires_after(20ms);
            poll.async_wait([&](const boost::system::error_code& cut) {
                if (!cut) {
                    again();
                }
            });
        };
        again();
        return backend.until([&] { return process.has_ended(); });
    }
};

bool has_odometer(std::map<std::uint64_t, Report>& reports) {
    for (const auto& [number, report] : reports) {
        const auto* meters = std::get_if<MetersReport>(&report.body);
        if (meters != nullptr && meters->readings.front().value == 1'000'095) {
            return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("a replay ends with 0 once everything has been committed", "[run]") {
    Setting setting;
    Process agent(setting.command({"--speed", "max", "--exit-when-committed", "--wait", "50"}),
                  setting.folder / "agent.log");
    REQUIRE(setting.ends(agent));
    CHECK(agent.exit_code() == 0);
    CHECK(has_odometer(setting.backend.reports(Stream::meters)));
    CHECK(setting.backend.reports(Stream::meters).rbegin()->second.stamp.time >=
          make::time("2023-11-14T22:13:29Z"));
    CHECK_FALSE(setting.backend.reports(Stream::events).empty());
    CHECK(setting.backend.until(
        [&] { return setting.backend.presence.find("offline") != std::string::npos; }));
    CHECK(std::filesystem::exists(setting.folder / "o.db.status"));
}

TEST_CASE("a replay that nobody commits ends with 1 after its wait", "[run]") {
    Setting setting;
    setting.backend.answers = false;
    Process agent(setting.command({"--speed", "max", "--exit-when-committed", "--wait", "3"}),
                  setting.folder / "agent.log");
    REQUIRE(setting.ends(agent));
    CHECK(agent.exit_code() == 1);
}

TEST_CASE("what a killed agent had stored is sent by the next one, with the same numbers",
          "[run]") {
    Setting setting;
    setting.backend.answers = false;
    {
        Process agent(setting.command({"--speed", "max"}), setting.folder / "agent.log");
        REQUIRE(setting.backend.until(
            [&] { return has_odometer(setting.backend.reports(Stream::meters)); }));
        agent.kill(SIGKILL);
        REQUIRE(setting.ends(agent));
    }
    const auto before = setting.backend.reports(Stream::meters);
    setting.backend.reports(Stream::meters).clear();
    setting.backend.answers = true;
    Process agent(setting.command({"--speed", "max", "--exit-when-committed", "--wait", "50"}),
                  setting.folder / "agent.log");
    REQUIRE(setting.ends(agent));
    CHECK(agent.exit_code() == 0);
    for (const auto& [number, report] : before) {
        CHECK(setting.backend.reports(Stream::meters).at(number) == report);
    }
}

TEST_CASE("the backend is told of an outbox that was broken, and gets what could be read of it",
          "[run]") {
    Setting setting;
    {
        uplink::Outbox outbox({.path = setting.folder / "o.db"});
        outbox.append(std::vector<uplink::Unnumbered>(
            3, {make::stamp("2023-11-14T22:00:00Z"), make::fault(0, 4711, 3)}));
    }
    {
        std::fstream file(setting.folder / "o.db", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(60);
        file << std::string(4, '\0');  // no version
    }
    const Process agent(setting.command({"--speed", "max"}), setting.folder / "agent.log");
    const auto& events = setting.backend.reports(Stream::events);
    const auto tells = [&events] {
        return std::ranges::any_of(events, [](const auto& each) {
            const auto* health = std::get_if<HealthReport>(&each.second.body);
            return health != nullptr &&
                   std::ranges::find(health->counters, Counter{"outboxes_set_aside", 1}) !=
                       health->counters.end() &&
                   std::ranges::find(health->counters, Counter{"reports_salvaged", 3}) !=
                       health->counters.end();
        });
    };
    CHECK(setting.backend.until(tells));
    CHECK(std::filesystem::exists(setting.folder / "o.db.corrupt"));
}

TEST_CASE("told to stop, it stores what it holds, says goodbye and ends with 0", "[run]") {
    Setting setting;
    Process agent(setting.command({"--start-now"}), setting.folder / "agent.log");
    REQUIRE(setting.backend.until(
        [&] { return setting.backend.presence.find("online") != std::string::npos; }));
    agent.kill(SIGTERM);
    REQUIRE(setting.ends(agent));
    CHECK(agent.exit_code() == 0);
    CHECK(setting.backend.until(
        [&] { return setting.backend.presence.find("offline") != std::string::npos; }));
}

TEST_CASE("wrong usage is exit code 2, what cannot work is 1", "[run]") {
    Setting setting;
    const auto code = [&](std::vector<std::string> arguments) {
        Process agent(std::move(arguments), setting.folder / "agent.log");
        REQUIRE(setting.ends(agent));
        return agent.exit_code();
    };
    CHECK(code({}) == 2);
    CHECK(code({"run"}) == 2);
    CHECK(code({"run", "--speed", "2"}) == 2);
    CHECK(code(setting.command({"--speed", "fast"})) == 2);
    CHECK(code(setting.command({"--truck", "no id"})) == 2);
    CHECK(code({"--help"}) == 0);
    std::ofstream(setting.folder / "bus.log") << "no frame\n";
    CHECK(code(setting.command({})) == 1);
}
