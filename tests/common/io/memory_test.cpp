#include "common/io/memory.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <numeric>

using namespace roadworthy;

namespace {

constexpr std::size_t page = 4096;
// Enough that what the kernel brings beside a page that is used is little of it.
constexpr std::size_t pages = 1024;
using Bytes = std::array<std::uint8_t, pages * page>;

const Bytes constants{1};
Bytes variables{1};

std::uint64_t sum(const Bytes& bytes) {
    return std::accumulate(bytes.begin(), bytes.end(), std::uint64_t{0});
}

// How many of the whole pages within `bytes` this process has in memory (proc(5): pagemap, bit 63).
std::size_t resident(const Bytes& bytes) {
    const int map = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    REQUIRE(map >= 0);
    const auto first = reinterpret_cast<std::uintptr_t>(bytes.data()) / page + 1;
    std::array<std::uint64_t, pages - 1> entries{};
    const auto got =
        pread(map, entries.data(), sizeof entries, static_cast<off_t>(first * sizeof entries[0]));
    close(map);
    REQUIRE(got == static_cast<ssize_t>(sizeof entries));
    std::size_t found = 0;
    for (const std::uint64_t entry : entries) {
        found += entry >> 63U;
    }
    return found;
}

}  // namespace

TEST_CASE("Constants that were read are given back, and can be read again") {
    const auto before = sum(constants);
    REQUIRE(resident(constants) == pages - 1);
    io::give_back_code();
    CHECK(resident(constants) < pages / 2);
    CHECK(sum(constants) == before);
}

TEST_CASE("Variables are not given back with the code") {
    variables.fill(3);
    io::give_back_code();
    CHECK(resident(variables) == pages - 1);
    CHECK(sum(variables) == 3 * variables.size());
}
