#pragma once
// A small file that stands whole or not at all. What survives a power cut, at any instant: either
// what was there before or what was written, never a part; once write_durably() has returned, what
// was written.

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace roadworthy::io {

// For its owner alone (0600). Throws std::system_error; the file is then what it was, or, where
// only the folder could not be made durable, what was written.
void write_durably(const std::filesystem::path& file, std::span<const std::byte> content);

// The same, for what is written again and again: the file and the one before it (NAME.part, which
// stays) change places. To make a file and to take one away costs a flash three times as much.
void rewrite_durably(const std::filesystem::path& file, std::span<const std::byte> content);

// Nothing where there is no such file. Throws std::system_error if it cannot be read, or holds more
// than `most_bytes`.
std::optional<std::vector<std::byte>> read_whole(const std::filesystem::path& file,
                                                 std::size_t most_bytes);

}  // namespace roadworthy::io
