#include "backend/notify/notifier.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/notify/channels/channel.hpp"
#include "backend/notify/expansion.hpp"
#include "backend/notify/outbox.hpp"
#include "backend/notify/people.hpp"
#include "backend/notify/wording.hpp"
#include "backend/notify/worker.hpp"
#include "backend/store/alerts/delivery_rows.hpp"
#include "common/io/clock.hpp"
#include "common/io/metrics.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {
namespace {

constexpr std::chrono::milliseconds tick_every{500};
constexpr std::chrono::seconds figures_every{5};
constexpr std::size_t most_alerts = 200;  // in one transaction
constexpr double stuck_after_s = 60;      // without a pass that was committed
constexpr double lost_after_s = 300;      // longer than any channel may take

double seconds_of(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

double age_of(std::optional<Time> since, Time now) {
    return since ? seconds_of(std::max(now - *since, Duration{0})) : 0;
}

}  // namespace

struct Notifier::Store {
    explicit Store(const NotifierOptions& options)
        : connection(sql::open_sqlite(options.database, {})),
          people(*connection),
          outbox(*connection, people, Wording(*connection, options.public_url), options.retry) {}
    std::unique_ptr<sql::Connection> connection;
    People people;
    Outbox outbox;
};

struct Notifier::Gauges {
    explicit Gauges(metrics::Registry& registry)
        : passed(registry.gauge("roadworthy_notifier_passed_seconds",
                                "When the notify loop last got through, since 1970.")),
          alerts_waiting(registry.gauge("roadworthy_alerts_waiting",
                                        "Alerts that may be told and are not in the outbox.")),
          oldest_alert(registry.gauge("roadworthy_alerts_oldest_waiting_seconds",
                                      "Since when the longest waiting alert may be told.")),
          untold(registry.gauge("roadworthy_alerts_untold",
                                "Alerts that concerned nobody who is entered.")),
          waiting(registry.gauge("roadworthy_deliveries_waiting", "Messages not tried yet.")),
          trying(registry.gauge("roadworthy_deliveries_trying", "Messages on their way.")),
          tried(
              registry.gauge("roadworthy_deliveries_tried", "Messages that will be tried again.")),
          given_up(registry.gauge("roadworthy_deliveries_given_up",
                                  "Messages that no channel could deliver.")),
          oldest_due(registry.gauge("roadworthy_deliveries_oldest_due_seconds",
                                    "By how much the longest overdue message is late.")),
          longest_try(registry.gauge("roadworthy_deliveries_longest_try_seconds",
                                     "How long the slowest message has been on its way.")),
          tries(registry.counter("roadworthy_deliveries_tries_total", "Tries that were begun.")),
          delivered(registry.counter("roadworthy_deliveries_delivered_total",
                                     "Messages that a far end has taken.")),
          interrupted(registry.counter("roadworthy_deliveries_interrupted_total",
                                       "Tries whose outcome was lost with the program.")) {}
    metrics::Gauge& passed;
    metrics::Gauge& alerts_waiting;
    metrics::Gauge& oldest_alert;
    metrics::Gauge& untold;
    metrics::Gauge& waiting;
    metrics::Gauge& trying;
    metrics::Gauge& tried;
    metrics::Gauge& given_up;
    metrics::Gauge& oldest_due;
    metrics::Gauge& longest_try;
    metrics::Counter& tries;
    metrics::Counter& delivered;
    metrics::Counter& interrupted;
};

Notifier::Notifier(NotifierOptions options, Channels channels, metrics::Registry& registry)
    : options_(std::move(options)), gauges_(std::make_unique<Gauges>(registry)), tick_timer_(io_) {
    open_store();
    sql::Transaction transaction(*store_->connection);
    const std::int64_t interrupted = store::recover(*store_->connection, io::now());
    transaction.commit();
    gauges_->interrupted.add(static_cast<std::uint64_t>(interrupted));
    if (interrupted > 0) {
        spdlog::warn("messages were on their way when the program ended; sent again={}",
                     interrupted);
    }
    for (auto& [name, channel] : channels) {
        lines_[name].worker = std::make_unique<Worker>(
            std::move(channel), io_.get_executor(),
            [this, name = name](std::int64_t row, const Receipt& receipt) {
                on_ended({.channel = name, .row = row, .receipt = receipt});
            });
    }
}

Notifier::~Notifier() = default;

void Notifier::run() {
    tick();
    io_.run();
}

void Notifier::stop() {
    boost::asio::post(io_, [this] {
        is_stopping_ = true;
        tick_timer_.cancel();
        finish();
    });
}

std::vector<std::string> Notifier::failures() const {
    const double passed = gauges_->passed.value();
    const double now = seconds_of(io::now().time_since_epoch());
    if (passed != 0 && now - passed > stuck_after_s) {
        return {"alerts are not sent: the notifier is stuck"};
    }
    if (gauges_->longest_try.value() > lost_after_s) {
        return {"a channel of alerts does not come back from a message"};
    }
    return {};
}

void Notifier::open_store() {
    store_ = std::make_unique<Store>(options_);
}

void Notifier::arm_tick() {
    tick_timer_.expires_after(tick_every);
    tick_timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error && !is_stopping_) {
            tick();
        }
    });
}

void Notifier::tick() {
    pass();
    arm_tick();
}

// Everything that waits for the database. What fails comes again with the next tick.
void Notifier::pass() {
    const Time now = io::now();
    try {
        if (store_ == nullptr) {
            open_store();
            spdlog::info("took up sending alerts again");
        }
        while (move_on(now) == most_alerts) {
        }
        show_figures(now);
        gauges_->passed.set(seconds_of(now.time_since_epoch()));
    } catch (const sql::Failure& failure) {
        spdlog::error("cannot read or write what is to be sent; detail=\"{}\"", failure.what());
        store_.reset();
    }
}

// One transaction; nothing is sent before it is committed. How many alerts it has expanded.
std::size_t Notifier::move_on(Time now) {
    sql::Connection& connection = *store_->connection;
    const auto due = store::channels_due(connection, now);
    const bool is_idle =
        ended_.empty() && due.empty() && store::alerts_to_tell(connection, now, 1).empty();
    if (is_idle) {
        return 0;
    }
    sql::Transaction transaction(connection);
    for (const Ended& one : ended_) {
        store_->outbox.end(one.row, one.receipt, now);
    }
    const std::size_t expanded = expand(connection, store_->people, now, most_alerts);
    std::map<std::string, Sending> chosen;
    for (const std::string& name : store::channels_due(connection, now)) {
        const auto line = lines_.find(name);
        if (line == lines_.end()) {
            store_->outbox.refuse_all(name, now);
        } else if (!line->second.busy_since && !is_stopping_) {
            if (auto sending = store_->outbox.begin(name, now)) {
                chosen.emplace(name, std::move(*sending));
            }
        }
    }
    transaction.commit();
    ended_.clear();
    for (auto& [name, sending] : chosen) {
        gauges_->tries.add();
        lines_[name].busy_since = now;
        lines_[name].worker->send(std::move(sending));
    }
    return expanded;
}

void Notifier::on_ended(Ended ended) {
    lines_[ended.channel].busy_since.reset();
    if (ended.receipt.outcome == Outcome::delivered) {
        gauges_->delivered.add();
    }
    ended_.push_back(std::move(ended));
    pass();
    if (is_stopping_) {
        finish();
    }
}

void Notifier::show_figures(Time now) {
    if (now < figures_due_ && figures_due_ - now <= figures_every) {
        return;
    }
    figures_due_ = now + figures_every;
    const auto figures = store::outbox_figures(*store_->connection, now);
    gauges_->alerts_waiting.set(static_cast<double>(figures.alerts_waiting));
    gauges_->oldest_alert.set(age_of(figures.oldest_alert, now));
    gauges_->untold.set(static_cast<double>(figures.untold));
    gauges_->waiting.set(static_cast<double>(figures.waiting));
    gauges_->trying.set(static_cast<double>(figures.trying));
    gauges_->tried.set(static_cast<double>(figures.tried));
    gauges_->given_up.set(static_cast<double>(figures.given_up));
    gauges_->oldest_due.set(age_of(figures.oldest_due, now));
    double longest = 0;
    for (const auto& [name, line] : lines_) {
        longest = std::max(longest, age_of(line.busy_since, now));
    }
    gauges_->longest_try.set(longest);
}

void Notifier::finish() {
    for (const auto& [name, line] : lines_) {
        if (line.busy_since) {
            return;
        }
    }
    io_.stop();
}

}  // namespace roadworthy::notify
