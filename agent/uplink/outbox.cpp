#include "agent/uplink/outbox.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <random>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "agent/uplink/outbox_rows.hpp"
#include "agent/uplink/thinning.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::uplink {
namespace {

constexpr std::array both_streams{Stream::events, Stream::meters};
constexpr std::int64_t schema_version = 1;
constexpr std::uint64_t prune_every = 64;  // reports

// Small pages and a short log: the flash of a telematics unit wears out, and a commit writes whole
// pages (measured: 3.8 MB instead of 16 to 39 MB a day).
sql::SqliteOptions options_for(const OutboxSettings& settings) {
    sql::SqliteOptions options;
    options.page_bytes = 1024;
    options.most_pages = std::max<std::int64_t>(settings.quota_bytes / options.page_bytes, 16);
    options.checkpoint_pages = 64;
    options.exclusive = true;
    options.busy_timeout_ms = static_cast<int>(settings.lock_wait.count());
    options.cache_kib = 256;
    return options;
}

StreamId random_id() {
    std::random_device random;
    std::uint64_t value = 0;
    while (value == 0) {
        value = (std::uint64_t{random()} << 32U) | random();
    }
    return StreamId{value};
}

std::int64_t version_of(sql::Connection& connection) {
    const auto query = connection.prepare("PRAGMA user_version");
    return query->step() ? query->integer(0) : 0;
}

std::filesystem::path beside(const std::filesystem::path& path, const char* ending) {
    auto name = path;
    name += ending;
    return name;
}

void demand_sound(sql::Connection& connection) {
    if (const auto faults = sql::quick_check(connection); !faults.empty()) {
        throw sql::Failure(sql::Fault::corrupt, faults);
    }
    const std::int64_t version = version_of(connection);
    if (version < 0) {
        throw sql::Failure(sql::Fault::corrupt, "outbox version " + std::to_string(version));
    }
    if (version > schema_version) {
        throw LaterOutbox("outbox is of a later agent: its version is " + std::to_string(version) +
                          ", this agent reads up to " + std::to_string(schema_version) +
                          "; nothing was changed, install the later agent again");
    }
}

void make_schema(sql::Connection& connection) {
    if (version_of(connection) == schema_version) {
        return;
    }
    sql::Transaction transaction(connection);
    connection.execute(outbox_schema);
    connection.execute("PRAGMA user_version = " + std::to_string(schema_version));
    transaction.commit();
}

}  // namespace

Outbox::Outbox(OutboxSettings settings) : settings_(std::move(settings)) {
    try {
        open();
    } catch (const sql::Failure& failure) {
        if (failure.fault() == sql::Fault::busy) {
            throw;
        }
        memory_reason_ = failure.what();
        settings_.path = ":memory:";
        open_file();
    }
}

void Outbox::open() {
    try {
        open_file();
    } catch (const sql::Failure& failure) {
        if (failure.fault() != sql::Fault::corrupt) {
            throw;
        }
        set_aside();
        open_file();
    }
    lay_ballast();
}

void Outbox::open_file() {
    connection_ = sql::open_sqlite(settings_.path, options_for(settings_));
    demand_sound(*connection_);
    make_schema(*connection_);
    begin_streams();
}

// One is kept, for whoever looks into it.
void Outbox::set_aside() {
    connection_.reset();
    for (const char* part : {"", "-wal"}) {
        const auto from = beside(settings_.path, part);
        std::error_code failed;
        std::filesystem::rename(from, beside(beside(settings_.path, ".corrupt"), part), failed);
        if (failed) {
            std::filesystem::remove(from, failed);
        }
    }
    ++counters_.files_set_aside;
}

void Outbox::begin_streams() {
    sql::Transaction transaction(*connection_);
    OutboxRows rows(*connection_);
    for (const Stream stream : both_streams) {
        if (const auto stored = rows.stream(stream)) {
            row(stream) = *stored;
        } else {
            row(stream) = {.id = random_id()};
            rows.put(stream, row(stream));
        }
    }
    transaction.commit();
}

void Outbox::append(std::span<const Unnumbered> reports) {
    for (;;) {
        try {
            store(reports);
            return;
        } catch (const sql::Failure& failure) {
            if (failure.fault() != sql::Fault::full || !make_room()) {
                throw;
            }
        }
    }
}

void Outbox::store(std::span<const Unnumbered> reports) {
    StreamRows after = streams_;
    sql::Transaction transaction(*connection_);
    OutboxRows rows(*connection_);
    for (const Unnumbered& report : reports) {
        const Stream stream = stream_of(report.body);
        const std::uint64_t number = after[static_cast<std::size_t>(stream)].next++;
        rows.insert(stream,
                    {.first = number, .last = number, .stamp = report.stamp, .body = report.body});
    }
    for (const Stream stream : both_streams) {
        rows.put(stream, after[static_cast<std::size_t>(stream)]);
    }
    appended_since_pruned_ += reports.size();
    if (!reports.empty() && appended_since_pruned_ >= prune_every) {
        prune(day_of(reports.back().stamp.time));
    }
    transaction.commit();
    streams_ = after;
    counters_.reports_stored += reports.size();
}

// In the transaction of an append, so that it costs the flash no write of its own.
void Outbox::prune(Day today) {
    OutboxRows rows(*connection_);
    for (const Stream stream : both_streams) {
        rows.remove(stream, row(stream).committed, today - settings_.keep_committed);
    }
    appended_since_pruned_ = 0;
}

bool Outbox::make_room() {
    try {
        return thin_once();
    } catch (const sql::Failure& failure) {
        if (failure.fault() != sql::Fault::full || !fit_into_disk()) {
            throw;
        }
        return thin_once();
    }
}

// It is the disk that is full, not the quota: then the log cannot grow, and what is in it cannot go
// into the file. The ballast's room is for that; from here on the file keeps its size, so that
// being full is a matter of the quota, and the log has the room that it had.
bool Outbox::fit_into_disk() {
    std::error_code failed;
    if (!std::filesystem::remove(beside(settings_.path, ".ballast"), failed)) {
        return false;
    }
    connection_->execute("PRAGMA wal_checkpoint(RESTART)");
    const auto query = connection_->prepare("PRAGMA page_count");
    query->step();
    connection_->execute("PRAGMA max_page_count = " + std::to_string(query->integer(0)));
    return true;
}

bool Outbox::thin_once() {
    sql::Transaction transaction(*connection_);
    OutboxRows rows(*connection_);
    const Thinned thinned =
        thin(rows, {row(Stream::events).committed, row(Stream::meters).committed});
    transaction.commit();
    counters_.reports_dropped += thinned.reports_dropped;
    return thinned.has_freed;
}

// Real bytes: a file with a hole would hold no room.
void Outbox::lay_ballast() const {
    const auto path = beside(settings_.path, ".ballast");
    const auto bytes = static_cast<std::size_t>(settings_.ballast_bytes);
    std::error_code failed;
    if (settings_.path == ":memory:" || std::filesystem::file_size(path, failed) == bytes) {
        return;
    }
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << std::string(bytes, '\xA5');
    if (!file.flush()) {
        std::filesystem::remove(path, failed);  // no room for it now
    }
}

std::vector<Report> Outbox::read(Stream stream, std::uint64_t from, std::size_t most) {
    if (from >= row(stream).next || most == 0) {
        return {};
    }
    auto [reports, unreadable] = OutboxRows(*connection_).read(stream, from, most);
    counters_.rows_unreadable += unreadable;
    const std::uint64_t held = reports.empty() ? row(stream).next : reports.front().first;
    if (from < held) {
        const Stamp stamp = reports.empty() ? Stamp{} : reports.front().stamp;
        reports.insert(reports.begin(), Report{.first = from,
                                               .last = held - 1,
                                               .stamp = stamp,
                                               .body = GapReport{GapReason::already_committed}});
    }
    return reports;
}

StreamState Outbox::state(Stream stream) const {
    const StreamRow& now = row(stream);
    return {.id = now.id, .newest = now.next - 1, .committed = now.committed};
}

std::uint64_t Outbox::oldest(Stream stream) {
    return OutboxRows(*connection_).oldest(stream).value_or(row(stream).next);
}

void Outbox::set_committed(Stream stream, std::uint64_t through) {
    row(stream).committed = std::min(through, row(stream).next - 1);
}

void Outbox::replace_by_gap(Span span, GapReason reason) {
    sql::Transaction transaction(*connection_);
    OutboxRows(*connection_).replace_by_gap(span, reason);
    transaction.commit();
}

void Outbox::sync() {
    store({});
}

}  // namespace roadworthy::uplink
