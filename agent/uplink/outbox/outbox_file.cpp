#include "agent/uplink/outbox/outbox_file.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <memory>
#include <string>
#include <system_error>

#include "agent/uplink/outbox/outbox_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"

namespace roadworthy::uplink {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t schema_version = 2;
constexpr int page_bytes = 1024;

// 1: the streams and their reports. It had no application id.
constexpr auto first_schema = R"(
CREATE TABLE stream(
    stream INTEGER PRIMARY KEY,
    id INTEGER NOT NULL,
    next INTEGER NOT NULL,
    committed INTEGER NOT NULL);
CREATE TABLE report(
    stream INTEGER NOT NULL,
    last INTEGER NOT NULL,
    first INTEGER NOT NULL,
    day INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    mark INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY(stream, last)) WITHOUT ROWID;
)";
// 2: sealed streams, a mark on each stream, and whether the log must be there.
constexpr auto second_schema = R"(
ALTER TABLE stream ADD COLUMN mark INTEGER NOT NULL DEFAULT 0;
CREATE TABLE life(running INTEGER NOT NULL);
INSERT INTO life VALUES(0);
)";
constexpr auto select_unmarked = "SELECT stream, id, next, committed FROM stream";

// "RW" and the version, so that a damaged version is not taken for a later one.
constexpr std::int64_t application_id(std::int64_t version) {
    constexpr std::int64_t letters = 0x52570000;
    return letters + version;
}

std::int64_t pages_in(std::int64_t bytes) {
    constexpr std::int64_t least = 16;
    return std::max(bytes / page_bytes, least);
}

// Small pages and a short log: the flash of a telematics unit wears out, and a commit writes whole
// pages.
sql::SqliteOptions options_for(const OutboxSettings& settings) {
    sql::SqliteOptions options;
    options.page_bytes = page_bytes;
    options.most_pages = pages_in(settings.quota_bytes);
    options.checkpoint_pages = 256;
    options.exclusive = true;
    options.busy_timeout_ms = static_cast<int>(settings.lock_wait.count());
    options.cache_kib = 256;
    return options;
}

fs::path beside(const fs::path& path, const char* ending) {
    auto name = path;
    name += ending;
    return name;
}

bool has_bytes(const fs::path& path) {
    std::error_code failed;
    const auto bytes = fs::file_size(path, failed);
    return !failed && bytes > 0;
}

std::int64_t number(sql::Connection& connection, const char* query) {
    const auto statement = connection.prepare(query);
    return statement->step() ? statement->integer(0) : 0;
}

// The version of a file that this program understands; 0 of a new one.
std::int64_t understood_version(sql::Connection& connection) {
    const std::int64_t version = number(connection, "PRAGMA user_version");
    const std::int64_t id = number(connection, "PRAGMA application_id");
    if (version > schema_version && id == application_id(version)) {
        throw LaterOutbox("outbox is of a later agent: its version is " + std::to_string(version) +
                          ", this agent reads up to " + std::to_string(schema_version) +
                          "; nothing was changed, install the later agent again");
    }
    const bool is_new =
        version == 0 && id == 0 && number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
    const bool is_known =
        (version == 1 && id == 0) || (version == schema_version && id == application_id(version));
    if (!is_new && !is_known) {
        throw sql::Failure(sql::Fault::corrupt, "expected an outbox, got version " +
                                                    std::to_string(version) + " of application " +
                                                    std::to_string(id));
    }
    return version;
}

void mark_streams(sql::Connection& connection) {
    StreamRows streams;
    const auto query = connection.prepare(select_unmarked);
    while (query->step()) {
        streams.emplace(query->integer(0),
                        StreamRow{.id = StreamId{static_cast<std::uint64_t>(query->integer(1))},
                                  .next = static_cast<std::uint64_t>(query->integer(2)),
                                  .committed = static_cast<std::uint64_t>(query->integer(3))});
    }
    for (const auto& [slot, row] : streams) {
        OutboxRows(connection).put(slot, row);
    }
}

void migrate(sql::Connection& connection, std::int64_t version) {
    if (version == schema_version) {
        return;
    }
    sql::Transaction transaction(connection);
    if (version < 1) {
        connection.execute(first_schema);
    }
    connection.execute(second_schema);
    mark_streams(connection);
    connection.execute("PRAGMA user_version = " + std::to_string(schema_version));
    connection.execute("PRAGMA application_id = " + std::to_string(application_id(schema_version)));
    transaction.commit();
}

// A sound file may hold a table whose definition is damaged.
void demand_tables(sql::Connection& connection) {
    try {
        connection.prepare("SELECT stream, id, next, committed, mark FROM stream");
        connection.prepare("SELECT stream, last, first, day, kind, mark, body FROM report");
        connection.prepare("SELECT running FROM life");
    } catch (const sql::Failure& failure) {
        throw sql::Failure(sql::Fault::corrupt, failure.what());
    }
}

OutboxFile open_sound(const fs::path& path, const sql::SqliteOptions& options) {
    OutboxFile file{.connection = sql::open_sqlite(path, options)};
    sql::Connection& connection = *file.connection;
    // Debian's SQLite overwrites what it deletes, which would be another write to the flash.
    connection.execute("PRAGMA secure_delete = OFF");
    const std::int64_t version = understood_version(connection);
    if (const auto faults = sql::quick_check(connection); !faults.empty()) {
        throw sql::Failure(sql::Fault::corrupt, faults);
    }
    file.is_new = version == 0;
    migrate(connection, version);
    demand_tables(connection);
    OutboxRows(connection).streams();
    return file;
}

OutboxFile open_if_sound(const OutboxSettings& settings) {
    const bool has_log = has_bytes(beside(settings.path, "-wal"));
    OutboxFile file = open_sound(settings.path, options_for(settings));
    file.has_lost_log = !has_log && number(*file.connection, "SELECT running FROM life") != 0;
    return file;
}

// One is kept, for whoever looks into it. Whether it is out of the way.
bool set_aside(const OutboxSettings& settings) {
    std::error_code failed;
    fs::rename(settings.path, set_aside_path(settings), failed);
    if (failed) {
        return false;
    }
    fs::remove(beside(set_aside_path(settings), "-wal"), failed);
    fs::rename(beside(settings.path, "-wal"), beside(set_aside_path(settings), "-wal"), failed);
    fs::remove(beside(settings.path, "-wal"), failed);
    return true;
}

// SQLite takes a file of no bytes for new, but where an outbox has been there is a ballast or a log.
bool has_vanished(const OutboxSettings& settings) {
    std::error_code failed;
    const bool is_empty = fs::file_size(settings.path, failed) == 0 && !failed;
    return is_empty && (has_bytes(beside(settings.path, "-wal")) ||
                        has_bytes(beside(settings.path, ".ballast")));
}

}  // namespace

fs::path set_aside_path(const OutboxSettings& settings) {
    return beside(settings.path, ".corrupt");
}

OutboxFile open_outbox_file(const OutboxSettings& settings) {
    const bool vanished = has_vanished(settings);
    try {
        OutboxFile file = open_if_sound(settings);
        file.was_set_aside = vanished;
        return file;
    } catch (const sql::Failure& failure) {
        if (failure.fault() != sql::Fault::corrupt) {
            throw;
        }
    }
    return replace_outbox_file(settings);
}

OutboxFile replace_outbox_file(const OutboxSettings& settings) {
    const bool was_set_aside = set_aside(settings);
    OutboxFile file = open_if_sound(settings);
    file.was_set_aside = was_set_aside;
    return file;
}

std::unique_ptr<sql::Connection> make_outbox_in_memory(std::int64_t most_bytes) {
    OutboxSettings settings{.path = ":memory:"};
    settings.quota_bytes = most_bytes;
    return open_sound(settings.path, options_for(settings)).connection;
}

void mark_running(sql::Connection& connection) {
    connection.execute("UPDATE life SET running = 1");
}

void mark_closed(sql::Connection& connection) {
    connection.execute("UPDATE life SET running = 0");
}

// Real bytes: a file with a hole would hold no room.
bool lay_ballast(const OutboxSettings& settings) {
    const auto path = beside(settings.path, ".ballast");
    const auto bytes = static_cast<std::uintmax_t>(settings.ballast_bytes);
    std::error_code failed;
    if (bytes == 0 || (fs::file_size(path, failed) == bytes && !failed)) {
        return bytes > 0;
    }
    // As much again must be left, or it would be given up at once.
    if (fs::space(settings.path.parent_path().empty() ? "." : settings.path.parent_path(), failed)
            .available < 2 * bytes) {
        return false;
    }
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << std::string(static_cast<std::size_t>(bytes), '\xA5');
    if (!file.flush()) {
        file.close();
        fs::remove(path, failed);
        return false;
    }
    return true;
}

bool give_up_ballast(const OutboxSettings& settings) {
    std::error_code failed;
    const bool had_ballast = fs::remove(beside(settings.path, ".ballast"), failed);
    const bool had_broken = fs::remove(set_aside_path(settings), failed);
    fs::remove(beside(set_aside_path(settings), "-wal"), failed);
    return had_ballast || had_broken;
}

void keep_size(sql::Connection& connection) {
    connection.execute("PRAGMA wal_checkpoint(RESTART)");
    connection.execute("PRAGMA max_page_count = " +
                       std::to_string(number(connection, "PRAGMA page_count")));
}

bool is_as_large_as_allowed(sql::Connection& connection) {
    return number(connection, "PRAGMA page_count") >= number(connection, "PRAGMA max_page_count");
}

void allow_bytes(sql::Connection& connection, std::int64_t most) {
    connection.execute("PRAGMA max_page_count = " + std::to_string(pages_in(most)));
}

}  // namespace roadworthy::uplink
