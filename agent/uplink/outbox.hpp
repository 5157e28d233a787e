#pragma once
// The reports that wait on the truck until the backend has committed them.
//
// What survives a power cut: every report whose append() has returned (WAL, synchronous=FULL). Not:
// the watermarks since the last append. They are stored with the next one, because a write of its
// own would cost the flash more than sending a few reports twice costs the air.
// What survives a full disk: all of it; what does not fit any more is named by a gap, meters first
// (thinning.hpp). A ballast file beside the outbox is given up then, because on a full disk SQLite
// cannot even delete.
// A broken file is set aside as NAME.corrupt, and the numbers begin anew in streams with new ids.
// So they do in memory, where the disk cannot be written to. A file of a later agent is no broken
// one: it is left as it is, and refused.

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "agent/uplink/outbox_rows.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"

namespace roadworthy::uplink {

struct OutboxSettings {
    std::filesystem::path path;  // ":memory:": lives and dies with the object
    std::int64_t quota_bytes = std::int64_t{64} << 20U;
    std::int64_t ballast_bytes = std::int64_t{512} << 10U;
    std::chrono::days keep_committed{7};        // for a backend that is restored from a backup
    std::chrono::milliseconds lock_wait{2000};  // for the agent before this one to end
};

// What is to become a report: the outbox gives it its number.
struct Unnumbered {
    Stamp stamp;
    ReportBody body;
};

struct StreamState {
    StreamId id;
    std::uint64_t newest = 0;  // ever stored
    std::uint64_t committed = 0;
    friend bool operator==(const StreamState&, const StreamState&) = default;
};

struct OutboxCounters {
    std::uint64_t reports_stored = 0;
    std::uint64_t reports_dropped = 0;  // for want of room; a gap stands for each
    std::uint64_t rows_unreadable = 0;
    std::uint64_t files_set_aside = 0;
};

class LaterOutbox : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class Outbox {
public:
    // Throws sql::Failure (busy) while another process has the file, LaterOutbox for one that a
    // later agent has left.
    explicit Outbox(OutboxSettings settings);

    // All are stored when it returns, or none when it throws sql::Failure.
    void append(std::span<const Unnumbered> reports);

    // In order and without a hole from number `from` on. What the outbox no longer holds has been
    // committed once: it comes as a gap (already_committed).
    std::vector<Report> read(Stream stream, std::uint64_t from, std::size_t most);

    StreamState state(Stream stream) const;
    std::uint64_t oldest(Stream stream);  // that is held; newest + 1 where none is
    // The backend has stored everything up to here; lower than before, if it was restored.
    void set_committed(Stream stream, std::uint64_t through);
    void replace_by_gap(Span span, GapReason reason);
    // Stores the watermarks now: before a planned stop.
    void sync();

    // Empty, or why the reports are in memory alone.
    const std::string& memory_reason() const { return memory_reason_; }
    const OutboxCounters& counters() const { return counters_; }

private:
    using StreamRows = std::array<StreamRow, 2>;
    StreamRow& row(Stream stream) { return streams_[static_cast<std::size_t>(stream)]; }
    const StreamRow& row(Stream stream) const { return streams_[static_cast<std::size_t>(stream)]; }

    void open();
    void open_file();
    void set_aside();
    void begin_streams();
    void store(std::span<const Unnumbered> reports);
    bool make_room();
    bool thin_once();
    bool fit_into_disk();
    void lay_ballast() const;
    void prune(Day today);

    OutboxSettings settings_;
    std::string memory_reason_;
    OutboxCounters counters_;
    std::unique_ptr<sql::Connection> connection_;
    StreamRows streams_;
    std::uint64_t appended_since_pruned_ = 0;
};

}  // namespace roadworthy::uplink
