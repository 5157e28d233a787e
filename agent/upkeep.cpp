#include "agent/upkeep.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "agent/session.hpp"
#include "agent/settings/config.hpp"
#include "agent/timeline.hpp"
#include "agent/uplink/credentials.hpp"
#include "agent/uplink/data_plan.hpp"
#include "agent/uplink/ledger.hpp"
#include "agent/uplink/link.hpp"
#include "agent/version.hpp"
#include "common/io/clock.hpp"
#include "common/io/tls/tls.hpp"
#include "common/io/tls/traffic.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::agent {
namespace {

uplink::CredentialFiles files_of(const Broker& broker) {
    if (!broker.url.starts_with("ssl://")) {
        return {};
    }
    return {.authorities = broker.ca_file,
            .certificate = broker.certificate_file,
            .key = broker.key_file};
}

std::uint64_t resident_kib() {
    std::ifstream file("/proc/self/statm");
    std::uint64_t all_pages = 0;
    std::uint64_t resident_pages = 0;
    file >> all_pages >> resident_pages;
    return resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) / 1024;
}

std::uint64_t seconds_of(Duration duration) {
    return static_cast<std::uint64_t>(std::chrono::floor<std::chrono::seconds>(duration).count());
}

std::filesystem::path ledger_file_of(const Config& config) {
    auto file = config.outbox.path;
    file += ".ledger";
    return file;
}

}  // namespace

Upkeep::Upkeep(const Config& config, Session& session, uplink::Link& link)
    : session_(session),
      link_(link),
      ledger_file_(ledger_file_of(config)),
      ledger_(uplink::load_ledger(ledger_file_)),
      monthly_bytes_(config.data_plan.monthly_mib << 20U),
      plan_(monthly_bytes_, ledger_.usage),
      credentials_(files_of(config.broker), best_time(io::since_boot())),
      counted_bytes_(0),
      began_(io::since_boot()),
      save_due_(began_ + save_interval) {
    if (!credentials_.problem().empty()) {
        spdlog::error("certificate not usable reason=\"{}\"", credentials_.problem());
    }
    raise_floor(began_);
    link_.slow_meters(plan_.meters_slower());
}

void Upkeep::change(const Config& config, Monotonic now) {
    monthly_bytes_ = config.data_plan.monthly_mib << 20U;
    plan_ = uplink::DataPlan(monthly_bytes_, plan_.usage());
    link_.slow_meters(plan_.meters_slower());
    credentials_ = uplink::Credentials(files_of(config.broker), best_time(now));
}

std::optional<Time> Upkeep::known_time(Monotonic now) const {
    if (io::clock_quality() == ClockQuality::synchronised) {
        return io::now();
    }
    if (const auto& told = session_.told_time(); told && told->time > build_time) {
        return told->time + (now - told->at);
    }
    return std::nullopt;
}

// Good enough to ask whether a certificate has expired.
Time Upkeep::best_time(Monotonic now) const {
    const Time floor = std::max(build_time, ledger_.last_known);
    return known_time(now).value_or(tls::is_clock_plausible(io::now(), floor) ? io::now() : floor);
}

void Upkeep::raise_floor(Monotonic now) const {
    Time floor = std::max({build_time, ledger_.last_known, known_time(now).value_or(Time{})});
    if (credentials_.certificate()) {
        floor = std::max(floor, credentials_.certificate()->not_before);
    }
    tls::set_clock_floor(floor);
}

void Upkeep::count_traffic(Monotonic now) {
    const io::Traffic traffic = io::traffic();
    const std::uint64_t total = traffic.sent_bytes + traffic.received_bytes;
    const auto known = known_time(now);
    plan_.count(total - std::min(total, counted_bytes_),
                known ? std::optional(day_of(*known)) : std::nullopt);
    counted_bytes_ = total;
    link_.slow_meters(plan_.meters_slower());
}

void Upkeep::tick(Monotonic now) {
    if (now < look_due_) {
        return;
    }
    look_due_ = now + look_interval;
    count_traffic(now);
    const std::string before = credentials_.problem();
    if (credentials_.refresh(best_time(now))) {
        spdlog::info("new certificate taken subject={} ends={}",
                     credentials_.certificate() ? credentials_.certificate()->subject : "",
                     credentials_.certificate() ? iso(credentials_.certificate()->not_after) : "");
        session_.renew();
    } else if (!credentials_.problem().empty() && credentials_.problem() != before) {
        spdlog::warn("new certificate not taken, the old one stays reason=\"{}\"",
                     credentials_.problem());
    }
    raise_floor(now);
    if (now >= save_due_) {
        save(now);
    }
}

void Upkeep::save(Monotonic now) {
    count_traffic(now);
    save_due_ = now + save_interval;
    ledger_ = {.usage = plan_.usage(),
               .last_known = std::max(ledger_.last_known, known_time(now).value_or(Time{}))};
    if (!uplink::save_ledger(ledger_file_, ledger_)) {
        ++ledgers_not_saved_;
    }
}

Timeline Upkeep::timeline(Monotonic now) const {
    return live_timeline(known_time(now), now);
}

std::uint64_t Upkeep::certificate_days_left(Monotonic now) const {
    if (!credentials_.certificate()) {
        return 0;
    }
    const auto left = credentials_.certificate()->not_after - best_time(now);
    return static_cast<std::uint64_t>(
        std::max<std::int64_t>(0, std::chrono::floor<std::chrono::days>(left).count()));
}

void Upkeep::append_counters(std::vector<Counter>& all, Monotonic now) const {
    const auto& credentials = credentials_.counters();
    const bool is_synchronised = io::clock_quality() == ClockQuality::synchronised;
    all.insert(all.end(), {{"uptime_s", seconds_of(now - began_)},
                           {"memory_kib", resident_kib()},
                           {"clock_synchronised", is_synchronised ? 1U : 0U},
                           {"clock_told", !is_synchronised && known_time(now) ? 1U : 0U},
                           {"certificate_days_left", certificate_days_left(now)},
                           {"certificates_renewed", credentials.certificates_renewed},
                           {"certificates_refused", credentials.certificates_refused},
                           {"bytes_today", plan_.usage().day_bytes},
                           {"bytes_month", plan_.usage().month_bytes},
                           {"meters_slower", plan_.meters_slower() - 1},
                           {"ledgers_not_saved", ledgers_not_saved_}});
}

UplinkStatus Upkeep::status() const {
    UplinkStatus status{.connection_problem = session_.problem(),
                        .certificate_problem = credentials_.problem(),
                        .usage = plan_.usage(),
                        .monthly_bytes = monthly_bytes_,
                        .meters_slower = plan_.meters_slower()};
    if (credentials_.certificate()) {
        status.certificate_subject = credentials_.certificate()->subject;
        status.certificate_ends = credentials_.certificate()->not_after;
    }
    return status;
}

std::vector<Counter> worth_telling(std::vector<Counter> all) {
    std::erase_if(all, [](const Counter& counter) {
        return counter.value == 0 || counter.name.size() > wire::most_string_bytes;
    });
    if (all.size() > wire::most_counters) {
        const std::uint64_t left_out = all.size() - wire::most_counters + 1;
        all.resize(wire::most_counters - 1);
        all.push_back({"counters_left_out", left_out});
    }
    return all;
}

}  // namespace roadworthy::agent
