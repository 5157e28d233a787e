#pragma once
// Who applies the journal: one process a database, said by a lock on the file DATABASE.lock. The
// kernel drops the lock with the process, however it ends, so a lock is never stale.

#include <filesystem>
#include <optional>

namespace roadworthy::store {

class ServingLock {
public:
    // Nothing if another process holds it.
    static std::optional<ServingLock> take(const std::filesystem::path& database);

    ServingLock(ServingLock&& other) noexcept;
    ServingLock& operator=(ServingLock&& other) noexcept;
    ServingLock(const ServingLock&) = delete;
    ServingLock& operator=(const ServingLock&) = delete;
    ~ServingLock();

private:
    explicit ServingLock(int file) : file_(file) {}
    int file_;
};

}  // namespace roadworthy::store
