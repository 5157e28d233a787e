#pragma once
// A file system of its own, as small as asked for, gone with the object. Mounting needs root.

#include <sys/mount.h>

#include <filesystem>
#include <fstream>
#include <ios>
#include <system_error>
#include <vector>

#include "tests/support/temp_folder.hpp"

namespace roadworthy::support {

class SmallDisk {
public:
    explicit SmallDisk(const char* options)
        : is_mounted_(mount("none", folder_.path().c_str(), "tmpfs", 0, options) == 0) {}
    ~SmallDisk() {
        if (is_mounted_) {
            umount2(folder_.path().c_str(), MNT_DETACH);
        }
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool is_mounted() const { return is_mounted_; }
    std::filesystem::path path() const { return folder_ / "o.db"; }
    bool write_protect() const {
        return mount("none", folder_.path().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "") == 0;
    }
    bool allow_writing() const {
        return mount("none", folder_.path().c_str(), "tmpfs", MS_REMOUNT, "") == 0;
    }

    // With a file that somebody else wrote.
    void fill() const {
        std::ofstream file(folder_ / "other", std::ios::binary);
        const std::vector<char> page(4096);
        while (file.write(page.data(), static_cast<std::streamsize>(page.size())) && file.flush()) {
        }
    }
    void empty() const {
        std::error_code read_only;
        std::filesystem::remove(folder_ / "other", read_only);
    }

private:
    TempFolder folder_;
    bool is_mounted_;
};

}  // namespace roadworthy::support
