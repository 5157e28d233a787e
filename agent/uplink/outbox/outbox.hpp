#pragma once
// The reports that wait on the truck until the backend has committed them.
//
// What survives a power cut: every report whose append() has returned (WAL, synchronous=FULL). Not:
// the watermarks since the last append. They are stored with the next one, because a write of its
// own would cost the flash more than sending a few reports twice costs the air.
// What survives a full disk: all of it; what does not fit any more is named by a gap, meters first
// (thinning.hpp). A ballast file beside the outbox is given up then, because on a full disk SQLite
// cannot even delete.
// A disk that takes nothing: the outbox goes on in memory, in streams with new ids. When the disk
// takes it again, what waited in memory goes there.
// A broken file is set aside as NAME.corrupt, and the numbers begin anew in streams with new ids.
//
// Streams that grow no more (of a broken file, of the disk while memory took over) are sealed: they
// keep their id and their numbers, so that nothing can count twice, and are sent first. To whoever
// sends, the outbox is always the oldest stream that the backend has not committed whole.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "agent/uplink/outbox/outbox_file.hpp"
#include "agent/uplink/outbox/outbox_rows.hpp"
#include "agent/uplink/outbox/sealing.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"

namespace roadworthy::uplink {

// What is to become a report: the outbox gives it its number.
struct Unnumbered {
    Stamp stamp;
    ReportBody body;
};

struct StreamState {
    StreamId id;
    std::uint64_t newest = 0;  // ever stored
    std::uint64_t committed = 0;
    // It grows no more: a watermark above its newest report says that the backend has more of it
    // than was left.
    bool is_sealed = false;
    friend bool operator==(const StreamState&, const StreamState&) = default;
};

// A run of numbers of the stream that is being sent, both ends included.
struct Span {
    Stream stream = Stream::events;
    std::uint64_t first = 1;
    std::uint64_t last = 0;
    friend bool operator==(const Span&, const Span&) = default;
};

struct OutboxCounters {
    std::uint64_t reports_stored = 0;
    std::uint64_t reports_dropped = 0;   // for want of room; a gap stands for each
    std::uint64_t reports_salvaged = 0;  // out of a broken file
    std::uint64_t rows_unreadable = 0;
    std::uint64_t files_set_aside = 0;
    std::uint64_t logs_lost = 0;     // the file had no log, and should have: new streams
    std::uint64_t memory_taken = 0;  // the disk took nothing
    std::uint64_t disk_taken_again = 0;
};

class Outbox {
public:
    // Throws sql::Failure (busy) while another process has the file, LaterOutbox for a file of a
    // later version.
    explicit Outbox(OutboxSettings settings);
    ~Outbox();
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;

    // All are stored when it returns. None counts as stored when it throws sql::Failure.
    void append(std::span<const Unnumbered> reports);

    // In order and without a hole from number `from` on. What the outbox no longer holds has been
    // committed once: it comes as a gap (already_committed). Nothing, if the file breaks: ask for
    // the state again.
    std::vector<Report> read(Stream stream, std::uint64_t from, std::size_t most);

    StreamState state(Stream stream) const;
    std::uint64_t oldest(Stream stream);         // that is held; newest + 1 where none is
    std::uint64_t waiting(Stream stream) const;  // numbers, in all streams of the kind
    // The backend has stored everything up to here; lower than before, if it was restored.
    void set_committed(Stream stream, std::uint64_t through);
    void replace_by_gap(Span span, GapReason reason);
    // Stores the watermarks now: before a planned stop.
    void sync();

    // The disk takes nothing: what comes now is stored in memory. What waits on the disk is sent on
    // if it can be read and fits; else it waits there.
    void go_on_in_memory(const std::string& reason);
    // The file showed itself as broken: a new one takes its place, with what can be read of it.
    void replace_file(const std::string& reason);
    // Tries the disk, and moves there with what waits in memory. Whether it is there.
    bool return_to_disk();
    // Empty, or why the reports are in memory alone.
    const std::string& memory_reason() const { return memory_reason_; }
    const OutboxCounters& counters() const { return counters_; }

private:
    bool is_in_memory() const { return !memory_reason_.empty(); }
    Slot front(Stream stream) const;
    void open();
    bool use_disk(OutboxFile (*open_file)(const OutboxSettings&));
    void use(OutboxFile file);
    void close();
    void salvage_what_was_set_aside();
    void store(std::span<const Unnumbered> reports);
    bool make_room();
    bool thin_once();
    bool fit_into_disk();
    void prune(Day today);
    void use_room_again();

    OutboxSettings settings_;
    std::string memory_reason_;
    OutboxCounters counters_;
    std::unique_ptr<sql::Connection> connection_;
    StreamRows streams_;
    StreamRows left_on_disk_;  // as they were when memory took over
    std::uint64_t appended_since_pruned_ = 0;
    bool keeps_size_ = false;
};

}  // namespace roadworthy::uplink
