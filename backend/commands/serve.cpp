// roadworthy-backend serve, rebuild, backup, check.

#include <signal.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <chrono>
#include <exception>
#include <iostream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "backend/broker.hpp"
#include "backend/commands/commands.hpp"
#include "backend/commands/entering/folding.hpp"
#include "backend/commands/notify/open_channels.hpp"
#include "backend/config.hpp"
#include "backend/http/message.hpp"
#include "backend/http/resources/routes.hpp"
#include "backend/http/router.hpp"
#include "backend/http/server.hpp"
#include "backend/ingest/apply/rebuild.hpp"
#include "backend/ingest/service.hpp"
#include "backend/notify/decide/progress.hpp"
#include "backend/notify/notifier.hpp"
#include "backend/store/check.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/serving_lock.hpp"
#include "common/io/clock.hpp"
#include "common/io/metrics.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"

namespace roadworthy::backend {
namespace {

store::ServingLock lock(const Config& config, const char* refusal) {
    auto taken = store::ServingLock::take(config.database);
    if (!taken) {
        throw std::runtime_error(config.database.string() + ": " + refusal);
    }
    return std::move(*taken);
}

// Blocked before the first thread is made, so that all threads leave them to `wait`.
class StopSignals {
public:
    StopSignals() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGINT);
        sigaddset(&signals_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    }
    void wait() const {
        int signal = 0;
        sigwait(&signals_, &signal);
    }
    // As if one had come: a loop that ended by itself ends the program.
    static void raise() { kill(getpid(), SIGTERM); }

private:
    sigset_t signals_{};
};

// One loop on its own thread. What it throws is thrown again where it is joined.
class Loop {
public:
    template <class Part>
    explicit Loop(Part& part)
        : thread_([this, &part] {
              try {
                  part.run();
              } catch (...) {
                  failure_ = std::current_exception();
                  StopSignals::raise();
              }
          }) {}
    ~Loop() {
        if (thread_.joinable()) {
            thread_.join();
        }
    }
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void join() {
        thread_.join();
        if (failure_) {
            std::rethrow_exception(failure_);
        }
    }

private:
    std::exception_ptr failure_;
    std::thread thread_;
};

notify::Notifier::Channels open_channels(const Config& config) {
    notify::Notifier::Channels channels;
    for (const auto& [name, one] : config.channels) {
        channels.emplace(name, open_channel(one));
    }
    return channels;
}

notify::NotifierOptions notifier_options(const Config& config) {
    const NotifyConfig& given = config.notify;
    notify::RetryRules rules{.least = std::chrono::seconds{given.retry_least_s},
                             .most = std::chrono::seconds{given.retry_most_s},
                             .last_until = std::chrono::hours{given.give_up_h}};
    return {.database = config.database, .public_url = config.public_url, .retry = rules};
}

std::vector<std::string> joined(std::vector<std::string> some, std::vector<std::string> more) {
    std::ranges::move(more, std::back_inserter(some));
    return some;
}

void serve(const Config& config) {
    const StopSignals stop;
    const store::ServingLock serving = lock(config, "another backend serves this database");
    metrics::Registry registry;
    ingest::Service ingest({.database = config.database,
                            .broker = broker_options(config.broker),
                            .engine = {.applier = applier_options(config),
                                       .keep_raw = std::chrono::days{config.keep_raw_days}}},
                           registry);
    notify::Notifier notifier(notifier_options(config), open_channels(config), registry);
    const auto database = sql::open_sqlite(config.database, {});
    http::Router router(
        http::routes(),
        {.database = *database,
         .metrics = registry,
         .now = io::now,
         .failures = [&ingest,
                      &notifier] { return joined(ingest.failures(), notifier.failures()); },
         .public_url = config.public_url});
    http::Server server({.address = config.http.address, .port = config.http.port},
                        [&router](const http::Request& request) { return router.answer(request); });
    std::cout << "http://" << config.http.address << ':' << server.port() << '\n' << std::flush;
    spdlog::info("serving; database={} broker={} http={}:{}", config.database.string(),
                 config.broker.url, config.http.address, server.port());
    Loop ingest_loop(ingest);
    Loop http_loop(server);
    Loop notify_loop(notifier);
    stop.wait();
    spdlog::info("stopping");
    server.stop();
    ingest.stop();
    notifier.stop();
    http_loop.join();
    ingest_loop.join();
    notify_loop.join();
}

void rebuild(const Config& config) {
    const store::ServingLock serving = lock(config, "refused while a backend serves it");
    const auto database = sql::open_sqlite(config.database, {.cache_kib = 64 * 1024});
    store::migrate(*database);
    ingest::rebuild(*database);
    std::cerr << "rebuilt up to position " << store::last_position(*database) << '\n';
}

void backup(const Config& config, const std::filesystem::path& to) {
    const auto database = sql::open_sqlite(config.database, {.access = sql::Access::read_only});
    sql::copy_sqlite(*database, to);
}

std::vector<std::string> faults_of(const Config& config) {
    try {
        const auto database = sql::open_sqlite(config.database, {.access = sql::Access::read_only});
        const int version = store::schema_version(*database);
        if (version != store::migrations().back().version) {
            return {"the database has version " + std::to_string(version) +
                    ", this program knows version " +
                    std::to_string(store::migrations().back().version)};
        }
        return store::check(*database);
    } catch (const sql::Failure& failure) {
        if (failure.fault() == sql::Fault::corrupt) {
            return {std::string("damaged, or not a database: ") + failure.what()};
        }
        throw;
    }
}

void check(const Config& config) {
    const auto faults = faults_of(config);
    for (const std::string& fault : faults) {
        std::cout << fault << '\n';
    }
    if (!faults.empty()) {
        throw std::runtime_error(config.database.string() + ": " + std::to_string(faults.size()) +
                                 " faults");
    }
    std::cerr << config.database.string() << ": sound\n";
}

}  // namespace

void add_serve_commands(CLI::App& app, const CommonOptions& common) {
    app.add_subcommand("serve", "Take reports from the broker and answer HTTP, until SIGTERM")
        ->callback([&common] { serve(load_config(common)); });
    app.add_subcommand("rebuild", "Make what follows from the journal again")->callback([&common] {
        rebuild(load_config(common));
    });
    auto* save = app.add_subcommand("backup", "Copy the database, also while it is served");
    auto to = std::make_shared<std::string>();
    save->add_option("FILE", *to, "Where to")->required();
    save->callback([&common, to] { backup(load_config(common), *to); });
    app.add_subcommand("check", "Is the database sound, and does it agree with itself?")
        ->callback([&common] { check(load_config(common)); });
}

}  // namespace roadworthy::backend
