#pragma once
// A folder of its own for one test, gone with the object.

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace roadworthy::support {

class TempFolder {
public:
    explicit TempFolder(
        const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
        std::string name = (parent / "roadworthy-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error("no temporary folder at " + name);
        }
        path_ = name;
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    friend std::filesystem::path operator/(const TempFolder& folder, const char* name) {
        return folder.path_ / name;
    }

private:
    std::filesystem::path path_;
};

// Where files are memory, if there is such a place: for tests that make thousands of databases and
// ask nothing of the disk.
inline std::filesystem::path memory_or_temp() {
    const std::filesystem::path memory = "/dev/shm";
    return std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
}

}  // namespace roadworthy::support
