#include "common/io/durable_file.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

#include "tests/support/temp_folder.hpp"

using namespace roadworthy;

TEST_CASE("a file reads back as it was written, and is its owner's alone", "[durable_file]") {
    const support::TempFolder folder;
    const auto size = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{100'000});
    const std::vector<std::byte> content(size, std::byte{7});
    io::write_durably(folder / "file", std::vector<std::byte>(50, std::byte{1}));
    io::write_durably(folder / "file", content);
    CHECK(io::read_whole(folder / "file", 100'000) == content);
    CHECK((std::filesystem::status(folder / "file").permissions() & std::filesystem::perms::all) ==
          std::filesystem::perms(0600));
    CHECK_FALSE(std::filesystem::exists(folder / "file.part"));
}

TEST_CASE("a file that is not there is nothing, one that is too large a failure",
          "[durable_file]") {
    const support::TempFolder folder;
    CHECK(io::read_whole(folder / "none", 10) == std::nullopt);
    io::write_durably(folder / "file", std::vector<std::byte>(11));
    CHECK_THROWS_AS(io::read_whole(folder / "file", 10), std::system_error);
    CHECK_THROWS_AS(io::read_whole(folder.path(), 10), std::system_error);
}

TEST_CASE("a file that is written again and again is as it was written last", "[durable_file]") {
    const support::TempFolder folder;
    for (const std::size_t size : {3U, 100'000U, 0U, 5000U, 50U}) {
        const std::vector<std::byte> content(size, std::byte{7});
        io::rewrite_durably(folder / "file", content);
        CHECK(io::read_whole(folder / "file", 100'000) == content);
    }
    CHECK((std::filesystem::status(folder / "file").permissions() & std::filesystem::perms::all) ==
          std::filesystem::perms(0600));
    // The one before, which makes room for the next.
    CHECK(io::read_whole(folder / "file.part", 100'000) ==
          std::vector<std::byte>(5000, std::byte{7}));
    SECTION("and once by the other way") {
        io::write_durably(folder / "file", std::vector<std::byte>(9));
        CHECK(io::read_whole(folder / "file", 100) == std::vector<std::byte>(9));
    }
}

TEST_CASE("what cannot be written leaves what was there", "[durable_file]") {
    const support::TempFolder folder;
    io::write_durably(folder / "file", std::vector<std::byte>(3));
    std::filesystem::create_directory(folder / "file.part");
    CHECK_THROWS_AS(io::write_durably(folder / "file", std::vector<std::byte>(5)),
                    std::system_error);
    CHECK_THROWS_AS(io::rewrite_durably(folder / "file", std::vector<std::byte>(5)),
                    std::system_error);
    CHECK(io::read_whole(folder / "file", 10) == std::vector<std::byte>(3));
    CHECK_THROWS_AS(io::write_durably(folder / "no/folder", {}), std::system_error);
}
