// The loop with its threads, over a database in a file. The channels here are far ends in memory.

#include "backend/notify/notifier.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "backend/customers/alerts.hpp"
#include "backend/customers/recipient.hpp"
#include "backend/faults/severity.hpp"
#include "backend/notify/channels/channel.hpp"
#include "backend/store/alerts/alert_rows.hpp"
#include "backend/store/alerts/recipient_rows.hpp"
#include "backend/store/schema.hpp"
#include "common/fault_code.hpp"
#include "common/io/metrics.hpp"
#include "common/io/sqlite.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using namespace roadworthy::notify;
using support::number;

namespace {

constexpr std::chrono::seconds patience{30};

// What came, and a gate that holds up whatever comes.
class FarEnd {
public:
    void take(const Outgoing& message) {
        std::unique_lock lock(mutex_);
        arrived_.push_back(message.id.text());
        changed_.notify_all();
        changed_.wait(lock, [this] { return is_open_; });
    }
    bool await(std::size_t messages) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [&] { return arrived_.size() >= messages; });
    }
    void set_open(bool is_open) {
        const std::lock_guard lock(mutex_);
        is_open_ = is_open;
        changed_.notify_all();
    }
    std::vector<std::string> arrived() {
        const std::lock_guard lock(mutex_);
        return arrived_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> arrived_;
    bool is_open_ = true;
};

class Direct : public Channel {
public:
    explicit Direct(FarEnd& far_end) : far_end_(far_end) {}
    Receipt send(const Outgoing& message, Time /*now*/) override {
        far_end_.take(message);
        return {.outcome = Outcome::delivered, .code = 200};
    }

private:
    FarEnd& far_end_;
};

struct Office {
    Office() {
        store::migrate(*connection);
        for (const char* channel : {"slow", "quick"}) {
            store::put_recipient(*connection,
                                 {.id = channel,
                                  .name = channel,
                                  .roles = {},
                                  .scope = {.hears = customers::Hears::everything, .subject = {}},
                                  .channels = {{.channel = channel, .address = ""}}});
        }
    }
    void raise(int matter) {
        store::insert_alert(*connection, make::truck_id(),
                            {.matter = "F" + std::to_string(matter),
                             .action = faults::Action::stop_now,
                             .fault = FaultKey{.source_address = 0, .spn = 100, .fmi = 1}});
    }
    std::unique_ptr<Notifier> notifier() {
        Notifier::Channels channels;
        channels.emplace("slow", std::make_unique<Direct>(slow));
        channels.emplace("quick", std::make_unique<Direct>(quick));
        return std::make_unique<Notifier>(NotifierOptions{.database = folder / "a.db"},
                                          std::move(channels), registry);
    }
    std::int64_t in_state(int state) {
        return number(*connection,
                      "SELECT COUNT(*) FROM deliveries WHERE state = " + std::to_string(state));
    }

    support::TempFolder folder;
    std::unique_ptr<sql::Connection> connection = sql::open_sqlite(folder / "a.db", {});
    metrics::Registry registry;
    FarEnd slow;
    FarEnd quick;
};

// Stopped and joined with the object.
class Running {
public:
    explicit Running(Notifier& notifier)
        : notifier_(notifier), thread_([this] { notifier_.run(); }) {}
    ~Running() {
        notifier_.stop();
        thread_.join();
    }

private:
    Notifier& notifier_;
    std::thread thread_;
};

}  // namespace

TEST_CASE(
    "a far end that does not answer holds up no other, and a stop waits for what is on its way",
    "[notifier]") {
    Office office;
    for (int matter = 1; matter <= 20; ++matter) {
        office.raise(matter);
    }
    office.slow.set_open(false);
    {
        const auto notifier = office.notifier();
        const Running running(*notifier);
        CHECK(office.quick.await(20));
        CHECK(office.slow.arrived().size() == 1);
        CHECK(notifier->failures().empty());
        office.slow.set_open(true);
        CHECK(office.slow.await(20));
    }
    CHECK(office.in_state(3) == 40);
    CHECK(office.in_state(1) == 0);
}

TEST_CASE("a loop that stops stays until it has heard what became of its last message",
          "[notifier]") {
    Office office;
    office.raise(1);
    office.slow.set_open(false);
    const auto notifier = office.notifier();
    auto ended = std::async(std::launch::async, [&] { notifier->run(); });
    CHECK(office.quick.await(1));
    CHECK(office.slow.await(1));
    notifier->stop();
    CHECK(ended.wait_for(std::chrono::milliseconds{200}) == std::future_status::timeout);
    office.slow.set_open(true);
    ended.get();
    CHECK(office.in_state(3) == 2);
}

TEST_CASE("what comes while the loop runs goes out", "[notifier]") {
    Office office;
    const auto notifier = office.notifier();
    const Running running(*notifier);
    office.raise(1);
    CHECK(office.quick.await(1));
    office.raise(2);
    CHECK(office.quick.await(2));
}

TEST_CASE("what was on its way when the program ended goes out again under the same id",
          "[notifier]") {
    Office office;
    office.raise(1);
    {
        const auto notifier = office.notifier();
        const Running running(*notifier);
        REQUIRE(office.quick.await(1));
        REQUIRE(office.slow.await(1));
    }
    office.connection->execute(
        "UPDATE deliveries SET state = 1, message = '{\"composed_ms\":0,"
        "\"language\":\"zh\",\"subject\":\"s\",\"text\":\"t\","
        "\"html\":\"h\",\"payload\":\"{}\"}' WHERE channel = 'quick'");
    const auto notifier = office.notifier();
    CHECK_THAT(office.registry.text(),
               Catch::Contains("roadworthy_deliveries_interrupted_total 1"));
    const Running running(*notifier);
    CHECK(office.quick.await(2));
    CHECK(office.quick.arrived()[0] == office.quick.arrived()[1]);
    CHECK(office.slow.arrived().size() == 1);
}
