#include "agent/uplink/outbox/outbox.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "agent/uplink/outbox/outbox_file.hpp"
#include "agent/uplink/outbox/outbox_rows.hpp"
#include "agent/uplink/outbox/sealing.hpp"
#include "agent/uplink/outbox/thinning.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::uplink {
namespace {

constexpr std::array both_streams{Stream::events, Stream::meters};
constexpr std::uint64_t prune_every = 64;  // reports

StreamId random_id() {
    std::random_device random;
    std::uint64_t value = 0;
    while (value == 0) {
        value = (std::uint64_t{random()} << 32U) | random();
    }
    return StreamId{value};
}

std::uint64_t waiting_in(const StreamRow& row) {
    return row.next - 1 - row.committed;
}

// Their rows can go: nothing will be asked of them any more.
bool is_finished(Slot slot, const StreamRow& row) {
    return is_sealed(slot) && waiting_in(row) == 0;
}

// What has been committed whole leaves no trace, but where it grows on.
void put_streams(Held& held) {
    for (const auto& [slot, row] : held.streams) {
        if (is_finished(slot, row)) {
            held.rows.erase(slot);
        } else {
            held.rows.put(slot, row);
        }
    }
    std::erase_if(held.streams,
                  [](const auto& each) { return is_finished(each.first, each.second); });
}

void begin_streams(Held& held) {
    for (const Stream stream : both_streams) {
        held.streams.try_emplace(slot_of(stream), StreamRow{.id = random_id()});
    }
    put_streams(held);
}

// The file itself is to say that it has a log. Without that it is only less sure of itself.
void note_in_file(sql::Connection& connection) {
    try {
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)");
    } catch (const sql::Failure&) {
        return;
    }
}

// What waits on the disk, to be sent from memory: all of it or nothing.
Held copy_backlog(sql::Connection& disk, const StreamRows& streams, sql::Connection& memory) {
    Held held{.rows = OutboxRows(memory)};
    try {
        sql::Transaction transaction(memory);
        Held from{.rows = OutboxRows(disk), .streams = streams};
        copy_sealed(from, held);
        transaction.commit();
        return held;
    } catch (const sql::Failure&) {
        return {.rows = OutboxRows(memory)};
    }
}

}  // namespace

Outbox::Outbox(OutboxSettings settings) : settings_(std::move(settings)) {
    try {
        open();
    } catch (const sql::Failure& failure) {
        if (failure.fault() == sql::Fault::busy) {
            throw;
        }
        go_on_in_memory(failure.what());
    }
}

Outbox::~Outbox() {
    close();
}

void Outbox::close() {
    try {
        mark_closed(*connection_);
    } catch (const sql::Failure&) {
        connection_.reset();  // the next start goes by the log that is left
    }
    connection_.reset();
}

void Outbox::open() {
    if (settings_.path == ":memory:") {
        connection_ = make_outbox_in_memory(settings_.quota_bytes);
        Held held{.rows = OutboxRows(*connection_)};
        begin_streams(held);
        streams_ = std::move(held.streams);
    } else {
        use(open_outbox_file(settings_));
    }
}

// From memory, if that is where the reports are.
void Outbox::use(OutboxFile file) {
    counters_.files_set_aside += file.was_set_aside ? 1 : 0;
    counters_.logs_lost += file.has_lost_log ? 1 : 0;
    Held disk{.rows = OutboxRows(*file.connection)};
    {
        sql::Transaction transaction(*file.connection);
        disk.streams = disk.rows.streams();
        if (is_in_memory()) {
            Held memory{.rows = OutboxRows(*connection_), .streams = streams_};
            move_to_disk(memory, left_on_disk_, disk);
        } else if (file.has_lost_log) {
            seal(disk, Stream::events);
            seal(disk, Stream::meters);
        }
        begin_streams(disk);
        mark_running(*file.connection);
        transaction.commit();
    }
    note_in_file(*file.connection);
    connection_ = std::move(file.connection);
    streams_ = std::move(disk.streams);
    if (file.is_new) {
        salvage_what_was_set_aside();
    }
    keeps_size_ = false;
    lay_ballast(settings_);
}

void Outbox::salvage_what_was_set_aside() {
    if (std::error_code failed; !std::filesystem::exists(set_aside_path(settings_), failed)) {
        return;
    }
    try {
        Held held{.rows = OutboxRows(*connection_), .streams = streams_};
        sql::Transaction transaction(*connection_);
        const std::uint64_t salvaged = salvage(set_aside_path(settings_), left_on_disk_, held);
        transaction.commit();
        streams_ = std::move(held.streams);
        counters_.reports_salvaged += salvaged;
    } catch (const sql::Failure&) {
        return;  // no room for it: it lies there
    }
}

void Outbox::go_on_in_memory(const std::string& reason) {
    if (is_in_memory()) {
        return;
    }
    // Half of it for what waits on the disk, or the new would drive out the old.
    auto memory = make_outbox_in_memory(settings_.memory_bytes / 2);
    Held held{.rows = OutboxRows(*memory)};
    if (connection_ != nullptr) {
        held = copy_backlog(*connection_, streams_, *memory);
        close();
        left_on_disk_ = std::move(streams_);
    }
    allow_bytes(*memory, settings_.memory_bytes);
    begin_streams(held);
    connection_ = std::move(memory);
    streams_ = std::move(held.streams);
    memory_reason_ = reason;
    ++counters_.memory_taken;
}

void Outbox::replace_file(const std::string& reason) {
    go_on_in_memory(reason);
    use_disk(replace_outbox_file);
}

bool Outbox::return_to_disk() {
    return !is_in_memory() || use_disk(open_outbox_file);
}

bool Outbox::use_disk(OutboxFile (*open_file)(const OutboxSettings&)) {
    try {
        use(open_file(settings_));
    } catch (const sql::Failure& failure) {
        memory_reason_ = failure.what();
        return false;
    }
    memory_reason_.clear();
    left_on_disk_.clear();
    ++counters_.disk_taken_again;
    return true;
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
    Held after{.rows = OutboxRows(*connection_), .streams = streams_};
    sql::Transaction transaction(*connection_);
    for (const Unnumbered& report : reports) {
        const Slot slot = slot_of(stream_of(report.body));
        const std::uint64_t number = after.streams.at(slot).next++;
        after.rows.insert(
            slot, {.first = number, .last = number, .stamp = report.stamp, .body = report.body});
    }
    put_streams(after);
    appended_since_pruned_ += reports.size();
    if (!reports.empty() && appended_since_pruned_ >= prune_every) {
        prune(day_of(reports.back().stamp.time));
        use_room_again();
    }
    transaction.commit();
    streams_ = std::move(after.streams);
    counters_.reports_stored += reports.size();
}

// In the transaction of an append, so that it costs the flash no write of its own.
void Outbox::prune(Day today) {
    OutboxRows rows(*connection_);
    for (const auto& [slot, row] : streams_) {
        rows.remove(slot, row.committed, today - settings_.keep_committed);
    }
    appended_since_pruned_ = 0;
}

// The disk had been full, and has room for the ballast again.
void Outbox::use_room_again() {
    if (keeps_size_ && !is_in_memory() && lay_ballast(settings_)) {
        allow_bytes(*connection_, settings_.quota_bytes);
        keeps_size_ = false;
    }
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
    if (is_in_memory() || !give_up_ballast(settings_)) {
        return false;
    }
    keep_size(*connection_);
    keeps_size_ = true;
    return true;
}

// A disk that others have filled is no reason to drop an event: that can wait in memory.
bool Outbox::thin_once() {
    const bool is_quota = is_in_memory() || (!keeps_size_ && is_as_large_as_allowed(*connection_));
    sql::Transaction transaction(*connection_);
    OutboxRows rows(*connection_);
    const Thinned thinned = thin(rows, streams_, is_quota ? MayGo::all : MayGo::meters);
    transaction.commit();
    counters_.reports_dropped += thinned.reports_dropped;
    return thinned.has_freed;
}

Slot Outbox::front(Stream stream) const {
    const auto found = std::ranges::find_if(streams_, [stream](const auto& each) {
        return stream_in(each.first) == stream && is_sealed(each.first) &&
               !is_finished(each.first, each.second);
    });
    return found == streams_.end() ? slot_of(stream) : found->first;
}

std::vector<Report> Outbox::read(Stream stream, std::uint64_t from, std::size_t most) {
    const Slot slot = front(stream);
    const StreamRow row = streams_.at(slot);
    if (from >= row.next || most == 0) {
        return {};
    }
    ReadRows read;
    try {
        read = OutboxRows(*connection_).read({slot, from, row.next - 1}, most);
    } catch (const sql::Failure& failure) {
        if (failure.fault() != sql::Fault::corrupt || is_in_memory()) {
            throw;
        }
        replace_file(failure.what());
        return {};
    }
    counters_.rows_unreadable += read.unreadable;
    auto& reports = read.reports;
    const std::uint64_t held = reports.empty() ? row.next : reports.front().first;
    if (from < held) {
        const Stamp stamp = reports.empty() ? Stamp{} : reports.front().stamp;
        reports.insert(reports.begin(), Report{.first = from,
                                               .last = held - 1,
                                               .stamp = stamp,
                                               .body = GapReport{GapReason::already_committed}});
    }
    return std::move(reports);
}

StreamState Outbox::state(Stream stream) const {
    const Slot slot = front(stream);
    const StreamRow& row = streams_.at(slot);
    return {.id = row.id,
            .newest = row.next - 1,
            .committed = row.committed,
            .is_sealed = is_sealed(slot)};
}

std::uint64_t Outbox::oldest(Stream stream) {
    const Slot slot = front(stream);
    return OutboxRows(*connection_).oldest(slot).value_or(streams_.at(slot).next);
}

std::uint64_t Outbox::waiting(Stream stream) const {
    std::uint64_t waiting = 0;
    for (const auto& [slot, row] : streams_) {
        waiting += stream_in(slot) == stream ? waiting_in(row) : 0;
    }
    return waiting;
}

void Outbox::set_committed(Stream stream, std::uint64_t through) {
    StreamRow& row = streams_.at(front(stream));
    row.committed = std::min(through, row.next - 1);
}

void Outbox::replace_by_gap(Span span, GapReason reason) {
    sql::Transaction transaction(*connection_);
    OutboxRows(*connection_).replace_by_gap({front(span.stream), span.first, span.last}, reason);
    transaction.commit();
}

void Outbox::sync() {
    store({});
}

}  // namespace roadworthy::uplink
