#pragma once
// The notify loop: from alerts to messages, and by each channel out, on a thread of its own.
//
// Goals: what is committed is told, at least once, under an id by which a repeat is known; a slow or
// dead channel holds up no other. Assumptions: one program at a time sends what stands in a database
// (store::ServingLock). Invariants: at most one message a channel is on its way; a try is committed
// before it is made; an outcome that cannot be written is kept until it can be.
//
// What survives a kill: all of it. Tries without an outcome are made again.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backend/notify/channels/channel.hpp"
#include "backend/notify/decide/progress.hpp"
#include "backend/notify/outbox.hpp"
#include "backend/notify/worker.hpp"
#include "common/io/metrics.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

struct NotifierOptions {
    std::filesystem::path database;  // migrated already
    std::string public_url;          // of links; empty: none
    RetryRules retry;
};

class Notifier {
public:
    using Channels = std::map<std::string, std::unique_ptr<Channel>>;  // by name

    // Counts what was on its way when the program ended, and lets it go out again. Throws
    // sql::Failure if the database cannot be opened at the start.
    Notifier(NotifierOptions options, Channels channels, metrics::Registry& registry);
    ~Notifier();

    void run();   // until stop()
    void stop();  // by any thread: waits for what is on its way, writes how it ended

    // What does not work now, in words; by any thread.
    std::vector<std::string> failures() const;

private:
    struct Store;
    struct Gauges;
    struct Ended {
        std::string channel;
        std::int64_t row = 0;
        Receipt receipt;
    };
    struct Line {
        std::unique_ptr<Worker> worker;
        std::optional<Time> busy_since;  // a message is on its way
    };

    void open_store();
    void arm_tick();
    void tick();
    void pass();
    std::size_t move_on(Time now);
    void on_ended(Ended ended);
    void show_figures(Time now);
    void finish();

    NotifierOptions options_;
    std::unique_ptr<Gauges> gauges_;
    boost::asio::io_context io_;
    boost::asio::steady_timer tick_timer_;
    std::unique_ptr<Store> store_;  // absent after it has failed
    std::vector<Ended> ended_;      // whose outcome is not written yet
    Time figures_due_;
    bool is_stopping_ = false;
    std::map<std::string, Line> lines_;  // last: their threads post to the rest
};

}  // namespace roadworthy::notify
