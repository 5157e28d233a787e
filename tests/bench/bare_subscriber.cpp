// The limit for durable ingest: a bare Paho subscriber that counts what the broker sends and does
// nothing else with it.
//   bare_subscriber URL MESSAGES       prints {"messages", "seconds", "cpu_seconds"} once it has them

#include <mqtt/async_client.h>
#include <sys/resource.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <mutex>

namespace {

using Clock = std::chrono::steady_clock;

class Counter : public virtual mqtt::callback {
public:
    explicit Counter(std::uint64_t wanted) : wanted_(wanted) {}

    void message_arrived(mqtt::const_message_ptr message) override {
        const std::lock_guard hold(guard_);
        bytes_ += message->get_payload_ref().size();
        if (++messages_ == 1) {
            first_ = Clock::now();
        }
        if (messages_ == wanted_) {
            last_ = Clock::now();
            complete_.notify_all();
        }
    }
    // False: a minute went by without the last one.
    bool wait() {
        std::unique_lock hold(guard_);
        return complete_.wait_for(hold, std::chrono::minutes{1},
                                  [this] { return messages_ >= wanted_; });
    }
    double seconds() const { return std::chrono::duration<double>(last_ - first_).count(); }
    std::uint64_t messages() const { return messages_; }

private:
    std::uint64_t wanted_;
    std::mutex guard_;
    std::condition_variable complete_;
    std::uint64_t messages_ = 0;
    std::uint64_t bytes_ = 0;
    Clock::time_point first_;
    Clock::time_point last_;
};

double cpu_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

int main(int count, char** words) {
    if (count != 3) {
        std::cerr << "usage: bare_subscriber URL MESSAGES\n";
        return 2;
    }
    try {
        Counter counter(std::strtoull(words[2], nullptr, 10));
        mqtt::async_client client(words[1], "bare-subscriber", mqtt::create_options(MQTTVERSION_5));
        client.set_callback(counter);
        auto options = mqtt::connect_options_builder()
                           .mqtt_version(MQTTVERSION_5)
                           .clean_start(true)
                           .finalize();
        client.connect(options)->wait();
        client.subscribe("roadworthy/1/+/+/up/#", 1)->wait();
        std::cerr << "ready\n" << std::flush;
        if (!counter.wait()) {
            std::cerr << "only " << counter.messages() << " messages came\n";
            return 1;
        }
        std::cout << "{\"messages\":" << counter.messages() << ",\"seconds\":" << counter.seconds()
                  << ",\"cpu_seconds\":" << cpu_seconds() << "}\n";
        client.disconnect()->wait();
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
