#include "common/io/durable_file.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

namespace roadworthy::io {
namespace {

[[noreturn]] void fail_on(const std::filesystem::path& file, int error) {
    throw std::system_error(error, std::generic_category(), file.string());
}

class Descriptor {
public:
    Descriptor(std::filesystem::path file, int flags)
        : file_(std::move(file)), number_(::open(file_.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~Descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    bool is_open() const { return number_ >= 0; }
    const Descriptor& required() const {
        if (!is_open()) {
            fail_on(file_, errno);
        }
        return *this;
    }
    void write(std::span<const std::byte> content) const {
        while (!content.empty()) {
            const ::ssize_t written = ::write(number_, content.data(), content.size());
            if (written < 0 && errno != EINTR) {
                fail_on(file_, errno);
            }
            content = content.subspan(written < 0 ? 0 : static_cast<std::size_t>(written));
        }
    }
    std::size_t read(std::span<std::byte> into) const {
        while (true) {
            const ::ssize_t got = ::read(number_, into.data(), into.size());
            if (got >= 0) {
                return static_cast<std::size_t>(got);
            }
            if (errno != EINTR) {
                fail_on(file_, errno);
            }
        }
    }
    void sync() const {
        if (::fsync(number_) != 0) {
            fail_on(file_, errno);
        }
    }

private:
    std::filesystem::path file_;
    int number_;
};

std::filesystem::path unfinished(const std::filesystem::path& file) {
    auto name = file;
    name += ".part";
    return name;
}

void write_unfinished(const std::filesystem::path& file, std::span<const std::byte> content) {
    const Descriptor part(unfinished(file), O_WRONLY | O_CREAT);
    part.required().write(content);
    part.sync();
}

void make_name_durable(const std::filesystem::path& file) {
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    Descriptor(folder, O_RDONLY | O_DIRECTORY).required().sync();
}

// False where one is missing, or the file system cannot do it.
bool exchange(const std::filesystem::path& one, const std::filesystem::path& other) {
    return ::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0;
}

}  // namespace

void write_durably(const std::filesystem::path& file, std::span<const std::byte> content) {
    std::error_code none;
    std::filesystem::resize_file(unfinished(file), 0, none);  // of a power cut, or of rewriting
    write_unfinished(file, content);
    std::filesystem::rename(unfinished(file), file);
    make_name_durable(file);
}

void rewrite_durably(const std::filesystem::path& file, std::span<const std::byte> content) {
    std::error_code none;
    if (const auto before = std::filesystem::file_size(unfinished(file), none);
        !none && before > content.size()) {
        std::filesystem::resize_file(unfinished(file), content.size());
    }
    write_unfinished(file, content);
    if (!exchange(unfinished(file), file)) {
        std::filesystem::rename(unfinished(file), file);
    }
    make_name_durable(file);
}

std::optional<std::vector<std::byte>> read_whole(const std::filesystem::path& file,
                                                 std::size_t most_bytes) {
    const Descriptor descriptor(file, O_RDONLY);
    if (!descriptor.is_open() && errno == ENOENT) {
        return std::nullopt;
    }
    descriptor.required();
    std::vector<std::byte> content(most_bytes + 1);
    std::size_t size = 0;
    while (const std::size_t got = descriptor.read(std::span(content).subspan(size))) {
        size += got;
    }
    if (size > most_bytes) {
        fail_on(file, EFBIG);
    }
    content.resize(size);
    return content;
}

}  // namespace roadworthy::io
