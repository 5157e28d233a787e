#pragma once
// The file in which an outbox lies: its version, its log and its ballast, and what is done with a
// broken one. Beside it lie NAME-wal, NAME.ballast and, of the last broken one, NAME.corrupt.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "common/io/sql.hpp"

namespace roadworthy::uplink {

struct OutboxSettings {
    std::filesystem::path path;  // ":memory:": lives and dies with the object
    std::int64_t quota_bytes = std::int64_t{64} << 20U;
    std::int64_t memory_bytes = std::int64_t{2} << 20U;  // while the disk takes nothing
    std::int64_t ballast_bytes = std::int64_t{512} << 10U;
    std::chrono::days keep_committed{7};        // for a backend that is restored from a backup
    std::chrono::milliseconds lock_wait{2000};  // for the agent before this one to end
};

// A file of a later version than this program: refused, because what it holds would be lost.
class LaterOutbox : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct OutboxFile {
    std::unique_ptr<sql::Connection> connection;
    bool is_new = false;         // what was set aside, now or before, may be read for it
    bool was_set_aside = false;  // what lay there was broken
    // It was not closed, and the log of its last changes is not there: it may be older than what
    // has been sent from it.
    bool has_lost_log = false;
};

std::filesystem::path set_aside_path(const OutboxSettings& settings);

// Makes, checks, migrates and, if it is broken, sets aside. Throws sql::Failure: busy while another
// process has the file, else what the disk does not let us do. Throws LaterOutbox.
OutboxFile open_outbox_file(const OutboxSettings& settings);
// Sets aside what is there, that showed itself as broken, and makes a new one.
OutboxFile replace_outbox_file(const OutboxSettings& settings);
std::unique_ptr<sql::Connection> make_outbox_in_memory(std::int64_t most_bytes);

// From here on a log that is missing means that it was lost. In the caller's transaction.
void mark_running(sql::Connection& connection);
// For the end: closing takes the log away.
void mark_closed(sql::Connection& connection);

// Room that is given up when the disk is full. Whether it is there now.
bool lay_ballast(const OutboxSettings& settings);
// Whether any was there: the ballast, or the file that was set aside.
bool give_up_ballast(const OutboxSettings& settings);
// On a full disk the file keeps the size that it has, so that the log keeps the room that it has.
void keep_size(sql::Connection& connection);
bool is_as_large_as_allowed(sql::Connection& connection);
void allow_bytes(sql::Connection& connection, std::int64_t most);

}  // namespace roadworthy::uplink
