#include "backend/store/serving_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

namespace roadworthy::store {

std::optional<ServingLock> ServingLock::take(const std::filesystem::path& database) {
    std::filesystem::path path = database;
    path += ".lock";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        throw std::system_error(errno, std::generic_category(), "cannot open " + path.string());
    }
    ServingLock lock(file);
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) {
        return lock;
    }
    if (errno == EWOULDBLOCK) {
        return std::nullopt;
    }
    throw std::system_error(errno, std::generic_category(), "cannot lock " + path.string());
}

ServingLock::ServingLock(ServingLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

ServingLock& ServingLock::operator=(ServingLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
}

ServingLock::~ServingLock() {
    if (file_ >= 0) {
        ::close(file_);
    }
}

}  // namespace roadworthy::store
