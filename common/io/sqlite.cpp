#include "common/io/sqlite.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "common/io/sql.hpp"

namespace roadworthy::sql {
namespace {

Fault fault_of_errno(int error) {
    switch (error) {
        case ENOSPC:
        case EDQUOT:
            return Fault::full;
        case EROFS:
        case EACCES:
        case EPERM:
            return Fault::read_only;
        default:
            return Fault::other;
    }
}

Fault fault_of(int code, int system_error) {
    if (code == SQLITE_IOERR_READ || code == SQLITE_IOERR_SHORT_READ) {
        return Fault::corrupt;  // a block of the file cannot be read
    }
    switch (code & 0xFF) {
        case SQLITE_FULL:
            return Fault::full;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Fault::busy;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Fault::corrupt;
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return Fault::read_only;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
            return fault_of_errno(system_error);
        default:
            return Fault::other;
    }
}

[[noreturn]] void raise(sqlite3* database, std::string_view doing) {
    const int code = database == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(database);
    const int system_error = database == nullptr ? 0 : sqlite3_system_errno(database);
    const char* words = database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database);
    constexpr std::size_t most_shown = 120;
    throw Failure(fault_of(code, system_error),
                  std::string("sqlite: ") + words + " (" + std::to_string(code) +
                      ") at: " + std::string(doing.substr(0, most_shown)));
}

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

// close_v2 waits for statements that still live, so that the order of destruction is free.
struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};

using DatabaseHandle = std::unique_ptr<sqlite3, Close>;

class SqliteStatement final : public Statement {
public:
    SqliteStatement(sqlite3* database, std::string_view text) : database_(database) {
        sqlite3_stmt* made = nullptr;
        const int code = sqlite3_prepare_v3(database, text.data(), static_cast<int>(text.size()),
                                            SQLITE_PREPARE_PERSISTENT, &made, nullptr);
        statement_.reset(made);
        if (code != SQLITE_OK) {
            raise(database, text);
        }
        assert(made != nullptr && "a statement of blanks");
    }

    void bind_null(int parameter) override { check(sqlite3_bind_null(get(), parameter)); }
    void bind_integer(int parameter, std::int64_t value) override {
        check(sqlite3_bind_int64(get(), parameter, value));
    }
    void bind_real(int parameter, double value) override {
        check(sqlite3_bind_double(get(), parameter, value));
    }
    void bind_text(int parameter, std::string_view value) override {
        // A null pointer would bind NULL: empty text is not absent text.
        const char* data = value.data() == nullptr ? "" : value.data();
        check(sqlite3_bind_text64(get(), parameter, data, value.size(), copied, SQLITE_UTF8));
    }
    void bind_blob(int parameter, Blob value) override {
        if (value.empty()) {
            check(sqlite3_bind_zeroblob(get(), parameter, 0));
        } else {
            check(sqlite3_bind_blob64(get(), parameter, value.data(), value.size(), copied));
        }
    }

    bool step() override {
        switch (sqlite3_step(get())) {
            case SQLITE_ROW:
                return true;
            case SQLITE_DONE:
                return false;
            default:
                raise(database_, sqlite3_sql(get()));
        }
    }
    // It repeats the error of the last step, which step() has thrown already.
    void reset() override { sqlite3_reset(get()); }

    bool is_null(int column) const override {
        return sqlite3_column_type(get(), column) == SQLITE_NULL;
    }
    std::int64_t integer(int column) const override { return sqlite3_column_int64(get(), column); }
    double real(int column) const override { return sqlite3_column_double(get(), column); }
    std::string_view text(int column) const override {
        const Blob bytes = raw(sqlite3_column_text(get(), column), column);
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
    Blob blob(int column) const override { return raw(sqlite3_column_blob(get(), column), column); }

private:
    static inline const auto copied = SQLITE_TRANSIENT;  // NOLINT(performance-no-int-to-ptr)

    sqlite3_stmt* get() const { return statement_.get(); }
    // The pointer must have been asked for before the length: SQLite converts in between.
    Blob raw(const void* data, int column) const {
        if (data == nullptr) {
            return {};
        }
        return {static_cast<const std::byte*>(data),
                static_cast<std::size_t>(sqlite3_column_bytes(get(), column))};
    }
    void check(int code) {
        if (code != SQLITE_OK) {
            raise(database_, sqlite3_sql(get()));
        }
    }

    sqlite3* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>{}(text);
    }
};

class SqliteConnection final : public Connection {
public:
    explicit SqliteConnection(DatabaseHandle database) : database_(std::move(database)) {}

    std::unique_ptr<Statement> prepare(std::string_view sql) override {
        return std::make_unique<SqliteStatement>(get(), sql);
    }
    void execute(std::string_view script) override {
        const std::string text(script);
        if (sqlite3_exec(get(), text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
            raise(get(), script);
        }
    }
    Statement& prepared(std::string_view sql) override {
        auto found = statements_.find(sql);
        if (found == statements_.end()) {
            found = statements_.emplace(sql, prepare(sql)).first;
        }
        found->second->reset();
        return *found->second;
    }
    void begin() override { execute("BEGIN IMMEDIATE"); }
    void commit() override { execute("COMMIT"); }
    void rollback() noexcept override {
        // A full disk or a failed COMMIT may have rolled back already.
        if (sqlite3_get_autocommit(get()) == 0) {
            sqlite3_exec(get(), "ROLLBACK", nullptr, nullptr, nullptr);
        }
    }
    std::int64_t changes() const override { return sqlite3_changes64(get()); }

    sqlite3* get() const { return database_.get(); }

private:
    DatabaseHandle database_;
    std::unordered_map<std::string, std::unique_ptr<Statement>, TextHash, std::equal_to<>>
        statements_;
};

bool is_memory(const std::filesystem::path& path) {
    return path == ":memory:";
}

// SQLite would take 0644; its -wal and -shm files take over the mode of the file itself.
void make_private_file(const std::filesystem::path& path) {
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0) {
        close(file);
    } else if (errno != EEXIST) {
        const int error = errno;
        throw Failure(fault_of_errno(error), "cannot make " + path.string() + ": " +
                                                 std::generic_category().message(error));
    }
}

DatabaseHandle open_handle(const std::filesystem::path& path, Access access) {
    if (access == Access::read_write && !is_memory(path)) {
        make_private_file(path);
    }
    const int mode = access == Access::read_only ? SQLITE_OPEN_READONLY
                                                 : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3* made = nullptr;
    // No mutex: a connection belongs to one loop.
    const int code = sqlite3_open_v2(path.c_str(), &made, mode | SQLITE_OPEN_NOMUTEX, nullptr);
    DatabaseHandle database(made);
    if (code != SQLITE_OK) {
        raise(made, "open " + path.string());
    }
    sqlite3_extended_result_codes(made, 1);
    // SQLite opens a write-protected file for reading, silently.
    if (access == Access::read_write && sqlite3_db_readonly(made, "main") == 1) {
        throw Failure(Fault::read_only, path.string() + " is write-protected");
    }
    return database;
}

// The order matters: the lock before anything that reads the file (with it there is no shared memory
// file), the page size only before the first page.
std::string settings(const SqliteOptions& options) {
    std::string script;
    const auto set = [&script](const std::string& name, const std::string& value) {
        script += "PRAGMA " + name + " = " + value + ';';
    };
    if (options.access == Access::read_write) {
        set("locking_mode", options.exclusive ? "EXCLUSIVE" : "NORMAL");
    }
    set("cache_size", std::to_string(-options.cache_kib));
    set("foreign_keys", "ON");
    set("temp_store", "MEMORY");
    if (options.access == Access::read_write) {
        set("page_size", std::to_string(options.page_bytes));
        set("journal_mode", "WAL");
        set("synchronous", options.durability == Durability::full ? "FULL" : "NORMAL");
        set("wal_autocheckpoint", std::to_string(options.checkpoint_pages));
        if (options.most_pages > 0) {
            set("max_page_count", std::to_string(options.most_pages));
        }
    }
    return script;
}

// Where it cannot have WAL, SQLite keeps the old journal and says so only in the answer.
void demand_wal(Connection& connection) {
    const auto mode = connection.prepare("PRAGMA journal_mode");
    if (!mode->step() || mode->text(0) != "wal") {
        throw Failure(Fault::other, "sqlite: no write-ahead log for this file");
    }
}

struct FinishBackup {
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

}  // namespace

std::unique_ptr<Connection> open_sqlite(const std::filesystem::path& path, SqliteOptions options) {
    auto connection = std::make_unique<SqliteConnection>(open_handle(path, options.access));
    sqlite3_busy_timeout(connection->get(), options.busy_timeout_ms);
    connection->execute(settings(options));
    if (options.access == Access::read_write && !is_memory(path)) {
        demand_wal(*connection);
    }
    return connection;
}

std::string quick_check(Connection& connection) {
    std::string faults;
    try {
        const auto check = connection.prepare("PRAGMA quick_check");
        while (check->step()) {
            if (check->text(0) != "ok") {
                faults += (faults.empty() ? "" : "; ") + std::string(check->text(0));
            }
        }
    } catch (const Failure& failure) {
        if (failure.fault() != Fault::corrupt) {
            throw;
        }
        faults = failure.what();
    }
    return faults;
}

void copy_sqlite(Connection& from, const std::filesystem::path& to) {
    const auto& source = dynamic_cast<SqliteConnection&>(from);
    // Under another name until it is whole: whoever finds `to` finds a complete copy.
    std::filesystem::path unfinished = to;
    unfinished += ".part";
    std::filesystem::remove(unfinished);
    {
        const DatabaseHandle copy = open_handle(unfinished, Access::read_write);
        const std::unique_ptr<sqlite3_backup, FinishBackup> backup(
            sqlite3_backup_init(copy.get(), "main", source.get(), "main"));
        // All pages in one step: one read transaction, so one moment, and in WAL no writer waits.
        if (backup == nullptr || sqlite3_backup_step(backup.get(), -1) != SQLITE_DONE) {
            raise(copy.get(), "copy to " + to.string());
        }
    }
    std::filesystem::rename(unfinished, to);
}

}  // namespace roadworthy::sql
