#include "agent/uplink/outbox/sealing.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "agent/uplink/outbox/outbox_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/report.hpp"

namespace roadworthy::uplink {
namespace {

constexpr std::size_t rows_together = 64;

std::unique_ptr<sql::Connection> open_broken(const std::filesystem::path& path) {
    try {
        sql::SqliteOptions options;
        options.exclusive = true;
        options.busy_timeout_ms = 0;
        return sql::open_sqlite(path, options);
    } catch (const sql::Failure&) {
        return nullptr;
    }
}

bool has_waiting(const StreamRow& row) {
    return row.committed + 1 < row.next;
}

Slot free_slot(const StreamRows& streams, Stream stream) {
    const Slot highest = streams.empty() ? slot_of(Stream::meters) : streams.rbegin()->first;
    return (highest / 2 + 1) * 2 + slot_of(stream);
}

std::optional<Slot> slot_with(const StreamRows& streams, StreamId id) {
    const auto found =
        std::ranges::find_if(streams, [id](const auto& each) { return each.second.id == id; });
    return found == streams.end() ? std::nullopt : std::optional(found->first);
}

ReadRows read_one(OutboxRows& from, const Run& wanted) {
    try {
        return from.read(wanted, 1);
    } catch (const sql::Failure&) {
        return {};
    }
}

void insert_gap(OutboxRows& to, const Run& run) {
    if (run.first <= run.last) {
        to.insert(run.slot,
                  {.first = run.first, .last = run.last, .body = GapReport{GapReason::unreadable}});
    }
}

// Number by number: beyond a page that cannot be read there may be others that can.
std::uint64_t copy_readable(OutboxRows& from, Slot slot, const StreamRow& row, OutboxRows& to,
                            Slot to_slot) {
    std::uint64_t copied = 0;
    std::uint64_t expected = row.committed + 1;
    for (std::uint64_t next = expected; next < row.next; ++next) {
        for (const Report& report : read_one(from, {slot, next, row.next - 1}).reports) {
            insert_gap(to, {to_slot, expected, report.first - 1});
            to.insert(to_slot, report);
            next = report.last;
            expected = next + 1;
            copied += std::holds_alternative<GapReport>(report.body) ? 0U : 1U;
        }
    }
    insert_gap(to, {to_slot, expected, row.next - 1});
    return copied;
}

void copy_all(OutboxRows& from, Slot slot, const StreamRow& row, OutboxRows& to, Slot to_slot) {
    for (std::uint64_t next = row.committed + 1; next < row.next;) {
        const auto read = from.read({slot, next, row.next - 1}, rows_together);
        if (read.reports.empty()) {
            return;
        }
        for (const Report& report : read.reports) {
            to.insert(to_slot, report);
        }
        next = read.reports.back().last + 1;
    }
}

}  // namespace

void seal(Held& held, Stream stream) {
    const auto found = held.streams.find(slot_of(stream));
    if (found == held.streams.end()) {
        return;
    }
    const StreamRow row = found->second;
    held.streams.erase(found);
    if (!has_waiting(row)) {
        held.rows.erase(slot_of(stream));
        return;
    }
    const Slot sealed = free_slot(held.streams, stream);
    held.rows.move(slot_of(stream), sealed);
    held.streams.emplace(sealed, row);
}

void copy_sealed(Held& from, Held& to) {
    for (const Slot slot : oldest_first(from.streams)) {
        const StreamRow& row = from.streams.at(slot);
        if (has_waiting(row)) {
            const Slot sealed = free_slot(to.streams, stream_in(slot));
            copy_all(from.rows, slot, row, to.rows, sealed);
            to.rows.put(sealed, row);
            to.streams.emplace(sealed, row);
        }
    }
}

std::uint64_t salvage(const std::filesystem::path& broken, const StreamRows& known, Held& to) {
    const auto connection = open_broken(broken);
    if (connection == nullptr) {
        return 0;
    }
    Held from{.rows = OutboxRows(*connection)};
    try {
        from.streams = from.rows.streams();
    } catch (const sql::Failure&) {
        return 0;
    }
    std::uint64_t copied = 0;
    for (const Slot slot : oldest_first(from.streams)) {
        StreamRow row = from.streams.at(slot);
        if (const auto same = slot_with(known, row.id)) {
            row.committed = std::max(row.committed, known.at(*same).committed);
        }
        if (has_waiting(row) && !slot_with(to.streams, row.id)) {
            const Slot sealed = free_slot(to.streams, stream_in(slot));
            copied += copy_readable(from.rows, slot, row, to.rows, sealed);
            to.rows.put(sealed, row);
            to.streams.emplace(sealed, row);
        }
    }
    return copied;
}

void move_to_disk(Held& memory, const StreamRows& left, Held& disk) {
    for (const auto& [slot, row] : left) {
        if (const auto found = slot_with(disk.streams, row.id)) {
            disk.rows.truncate(*found, row.next);
            StreamRow& kept = disk.streams.at(*found);
            kept.next = std::min(kept.next, row.next);
        }
    }
    for (const Stream stream : {Stream::events, Stream::meters}) {
        const auto grows = disk.streams.find(slot_of(stream));
        if (grows != disk.streams.end() &&
            grows->second.id != memory.streams.at(slot_of(stream)).id) {
            seal(disk, stream);
        }
    }
    for (const Slot slot : oldest_first(memory.streams)) {
        StreamRow row = memory.streams.at(slot);
        const auto found = slot_with(disk.streams, row.id);
        const Slot target = found             ? *found
                            : is_sealed(slot) ? free_slot(disk.streams, stream_in(slot))
                                              : slot;
        StreamRow& kept = disk.streams.try_emplace(target, row).first->second;
        if (found) {
            // The disk has it but for the latest: it was copied from there, or on the way there.
            kept.committed = std::max(kept.committed, row.committed);
            row.committed = kept.next - 1;
        }
        copy_all(memory.rows, slot, row, disk.rows, target);
        kept.next = std::max(kept.next, row.next);
    }
}

}  // namespace roadworthy::uplink
