#include "backend/commands/checked.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace roadworthy::backend {

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
        throw std::runtime_error("cannot read " + path);
    }
    return text;
}

}  // namespace roadworthy::backend
