#pragma once
// A disk whose power can be cut, under SQLite: a VFS over the usual one that knows what was synced.
// At the cut each write since the last sync is kept, lost, or torn between sectors, as chance will
// have it; a file that was made or taken away since then may be there or not.
// While it lives it is SQLite's default. One at a time.

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace roadworthy::support {

class CrashDisk {
public:
    CrashDisk();
    ~CrashDisk();
    CrashDisk(const CrashDisk&) = delete;
    CrashDisk& operator=(const CrashDisk&) = delete;

    // From the n-th operation that changes the disk (write, sync, truncate, delete), counted from
    // now, beginning with 1.
    void cut_power_at(std::uint64_t operation);  // nothing gets through any more
    enum class Failing : std::uint8_t { once, for_ever };
    void fail_at(std::uint64_t operation, Failing failing, int code);
    bool has_failed() const { return has_failed_; }

    // The files become what the disk would have kept, and everything works again.
    void restore_power(std::mt19937_64& chance);

    // For the VFS. What an operation that changes the disk is to give.
    int change();
    bool is_cut() const { return is_cut_; }
    struct Change {
        std::int64_t offset = 0;
        std::vector<char> bytes;
        bool truncates = false;  // to `offset`
    };
    struct Kept {
        std::vector<char> durable;
        bool is_durable = false;  // its name
        bool is_removed = false;
        std::vector<Change> pending;
    };
    Kept& kept(const std::string& path, bool was_there);
    void synced(const std::string& path);
    void folder_synced();  // what was taken away stays away
    void removed(const std::string& path, bool is_durable);
    sqlite3_vfs& below() { return *below_; }

private:
    void reset_faults();

    sqlite3_vfs vfs_{};
    sqlite3_vfs* below_;
    std::map<std::string, Kept> files_;
    std::uint64_t operations_ = 0;
    std::optional<std::uint64_t> cut_at_;
    std::optional<std::uint64_t> fail_at_;
    Failing failing_ = Failing::once;
    int code_ = 0;
    bool is_cut_ = false;
    bool has_failed_ = false;
};

}  // namespace roadworthy::support
