#include "tests/support/crash_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <random>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace roadworthy::support {
namespace {

constexpr std::size_t sector = 512;

// What SQLite has of an open file; the file below follows it in the same memory.
struct CrashFile {
    sqlite3_file base;
    CrashDisk* disk;
    std::string* path;  // none for files that have no name
    sqlite3_file* below;
    bool syncs_folder;  // with its next sync, as SQLite does for journals
};

CrashFile& file_of(sqlite3_file* file) {
    return *reinterpret_cast<CrashFile*>(file);
}
CrashDisk& disk_of(sqlite3_vfs* vfs) {
    return *static_cast<CrashDisk*>(vfs->pAppData);
}
sqlite3_file* below(sqlite3_file* file) {
    return file_of(file).below;
}

void apply(std::vector<char>& content, const CrashDisk::Change& change, std::size_t from,
           std::size_t bytes) {
    const auto offset = static_cast<std::size_t>(change.offset);
    content.resize(std::max(content.size(), offset + from + bytes));
    std::copy_n(change.bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes,
                content.begin() + static_cast<std::ptrdiff_t>(offset + from));
}

void apply(std::vector<char>& content, const CrashDisk::Change& change) {
    if (change.truncates) {
        content.resize(static_cast<std::size_t>(change.offset));
    } else {
        apply(content, change, 0, change.bytes.size());
    }
}

// Whole, not at all, or some of its sectors.
void apply_by_chance(std::vector<char>& content, const CrashDisk::Change& change,
                     std::mt19937_64& chance) {
    const auto kind = chance() % 4;
    if (kind == 0) {
        return;
    }
    if (kind == 1 || change.truncates) {
        apply(content, change);
        return;
    }
    const auto offset = static_cast<std::size_t>(change.offset);
    for (std::size_t from = 0; from < change.bytes.size();) {
        const std::size_t to_boundary = sector - (offset + from) % sector;
        const std::size_t bytes = std::min(to_boundary, change.bytes.size() - from);
        if (chance() % 2 == 0) {
            apply(content, change, from, bytes);
        }
        from += bytes;
    }
}

// Named, and it matters: SQLite's own signatures.
int close(sqlite3_file* file) {
    const int code = below(file)->pMethods->xClose(below(file));
    delete file_of(file).path;
    return code;
}
int read(sqlite3_file* file, void* into, int bytes, sqlite3_int64 offset) {
    return file_of(file).disk->is_cut()
               ? SQLITE_IOERR
               : below(file)->pMethods->xRead(below(file), into, bytes, offset);
}
int write(sqlite3_file* file, const void* from, int bytes, sqlite3_int64 offset) {
    CrashFile& its = file_of(file);
    if (const int code = its.disk->change(); code != SQLITE_OK) {
        return code;
    }
    if (its.path != nullptr) {
        const auto* begin = static_cast<const char*>(from);
        its.disk->kept(*its.path, true)
            .pending.push_back({offset, std::vector<char>(begin, begin + bytes), false});
    }
    return below(file)->pMethods->xWrite(below(file), from, bytes, offset);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
    CrashFile& its = file_of(file);
    if (const int code = its.disk->change(); code != SQLITE_OK) {
        return code;
    }
    if (its.path != nullptr) {
        its.disk->kept(*its.path, true).pending.push_back({size, {}, true});
    }
    return below(file)->pMethods->xTruncate(below(file), size);
}
int sync(sqlite3_file* file, int /*flags*/) {
    CrashFile& its = file_of(file);
    const int code = its.disk->change();
    if (code == SQLITE_OK && its.path != nullptr) {
        its.disk->synced(*its.path);
        if (std::exchange(its.syncs_folder, false)) {
            its.disk->folder_synced();
        }
    }
    return code;
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return below(file)->pMethods->xFileSize(below(file), size);
}
int lock(sqlite3_file* file, int level) {
    return below(file)->pMethods->xLock(below(file), level);
}
int unlock(sqlite3_file* file, int level) {
    return below(file)->pMethods->xUnlock(below(file), level);
}
int check_reserved(sqlite3_file* file, int* is_reserved) {
    return below(file)->pMethods->xCheckReservedLock(below(file), is_reserved);
}
int control(sqlite3_file* file, int what, void* with) {
    return what == SQLITE_FCNTL_SIZE_HINT || what == SQLITE_FCNTL_CHUNK_SIZE
               ? SQLITE_OK
               : below(file)->pMethods->xFileControl(below(file), what, with);
}
int sector_size(sqlite3_file* /*file*/) {
    return sector;
}
int characteristics(sqlite3_file* file) {
    return below(file)->pMethods->xDeviceCharacteristics(below(file));
}

// Version 1: no shared memory, which an exclusive connection does without.
const sqlite3_io_methods methods{.iVersion = 1,
                                 .xClose = close,
                                 .xRead = read,
                                 .xWrite = write,
                                 .xTruncate = truncate,
                                 .xSync = sync,
                                 .xFileSize = file_size,
                                 .xLock = lock,
                                 .xUnlock = unlock,
                                 .xCheckReservedLock = check_reserved,
                                 .xFileControl = control,
                                 .xSectorSize = sector_size,
                                 .xDeviceCharacteristics = characteristics};

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    CrashDisk& disk = disk_of(vfs);
    file->pMethods = nullptr;
    if (disk.is_cut()) {
        return SQLITE_IOERR;
    }
    const bool was_there = name != nullptr && std::filesystem::exists(name);
    auto& its = file_of(file);
    its.below = reinterpret_cast<sqlite3_file*>(&its + 1);
    const int code = disk.below().xOpen(&disk.below(), name, its.below, flags, out_flags);
    if (code == SQLITE_OK) {
        its.disk = &disk;
        its.path = name == nullptr ? nullptr : new std::string(name);
        its.syncs_folder = (flags & SQLITE_OPEN_CREATE) != 0 &&
                           (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
        if (name != nullptr) {
            disk.kept(name, was_there);
        }
        its.base.pMethods = &methods;
    }
    return code;
}
int remove(sqlite3_vfs* vfs, const char* name, int syncs_folder) {
    CrashDisk& disk = disk_of(vfs);
    if (const int code = disk.change(); code != SQLITE_OK) {
        return code;
    }
    disk.removed(name, syncs_folder != 0);
    return disk.below().xDelete(&disk.below(), name, 0);
}

std::vector<char> content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

CrashDisk::CrashDisk() : below_(sqlite3_vfs_find(nullptr)) {
    vfs_ = *below_;
    vfs_.zName = "crash";
    vfs_.pAppData = this;
    vfs_.szOsFile = static_cast<int>(sizeof(CrashFile)) + below_->szOsFile;
    vfs_.xOpen = open;
    vfs_.xDelete = remove;
    sqlite3_vfs_register(&vfs_, 1);
}

CrashDisk::~CrashDisk() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(below_, 1);
}

void CrashDisk::reset_faults() {
    operations_ = 0;
    cut_at_.reset();
    fail_at_.reset();
    is_cut_ = false;
    has_failed_ = false;
}

void CrashDisk::cut_power_at(std::uint64_t operation) {
    reset_faults();
    cut_at_ = operation;
}

void CrashDisk::fail_at(std::uint64_t operation, Failing failing, int code) {
    reset_faults();
    fail_at_ = operation;
    failing_ = failing;
    code_ = code;
}

int CrashDisk::change() {
    ++operations_;
    is_cut_ = is_cut_ || (cut_at_ && operations_ >= *cut_at_);
    if (is_cut_) {
        return SQLITE_IOERR;
    }
    if (fail_at_ &&
        (operations_ == *fail_at_ || (failing_ == Failing::for_ever && operations_ > *fail_at_))) {
        has_failed_ = true;
        return code_;
    }
    return SQLITE_OK;
}

CrashDisk::Kept& CrashDisk::kept(const std::string& path, bool was_there) {
    const auto [found, is_new] = files_.try_emplace(path);
    if (is_new && was_there) {
        found->second.durable = content_of(path);
        found->second.is_durable = true;
    } else if (!was_there) {
        found->second = {};  // made anew
    }
    return found->second;
}

void CrashDisk::synced(const std::string& path) {
    Kept& its = kept(path, true);
    for (const Change& change : its.pending) {
        apply(its.durable, change);
    }
    its.pending.clear();
    its.is_durable = true;
}

void CrashDisk::folder_synced() {
    std::erase_if(files_, [](const auto& each) { return each.second.is_removed; });
}

void CrashDisk::removed(const std::string& path, bool is_durable) {
    const auto found = files_.find(path);
    if (found == files_.end()) {
        return;
    }
    if (is_durable || !found->second.is_durable) {
        files_.erase(found);
    } else {
        found->second.is_removed = true;
        found->second.pending.clear();
    }
}

void CrashDisk::restore_power(std::mt19937_64& chance) {
    for (auto& [path, its] : files_) {
        for (const Change& change : its.pending) {
            apply_by_chance(its.durable, change, chance);
        }
        const bool is_certain = its.is_durable && !its.is_removed;
        if (is_certain || chance() % 2 == 0) {
            std::ofstream(path, std::ios::binary | std::ios::trunc)
                .write(its.durable.data(), static_cast<std::streamsize>(its.durable.size()));
        } else {
            std::error_code absent;
            std::filesystem::remove(path, absent);
        }
    }
    files_.clear();
    reset_faults();
}

}  // namespace roadworthy::support
