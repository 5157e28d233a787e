// In place of the fuzzer, where the compiler has none: gives each file of the named folders to the
// target, once. A corpus that is not there is a failure: nothing would be tested.

#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::size_t replay(const std::filesystem::path& folder) {
    std::size_t inputs = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        const std::vector<char> bytes(std::istreambuf_iterator<char>(file), {});
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
        ++inputs;
    }
    return inputs;
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t inputs = 0;
    try {
        for (int folder = 1; folder < argc; ++folder) {
            inputs += replay(argv[folder]);
        }
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << '\n';
        return 1;
    }
    std::cout << inputs << " inputs\n";
    return inputs == 0 ? 1 : 0;
}
