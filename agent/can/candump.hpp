#pragma once
// Logs of the form that `candump -L` writes, one frame a line: (seconds.micros) can0 18FEF100#FF00

#include <array>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/can/frame.hpp"

namespace roadworthy::can {

// Interface names as they come up; a frame's `bus` is the index here.
class BusNames {
public:
    static constexpr std::size_t most = 16;

    // Nothing once sixteen others are known: a log of noise must not make a bus of every line.
    std::optional<std::uint8_t> index_of(std::string_view name) {
        // Lines of one interface follow one another.
        const bool is_last = last_ < names_.size() && names_[last_] == name;
        return is_last ? last_ : find_or_add(name);
    }
    const std::string& name(std::uint8_t bus) const { return names_.at(bus); }

private:
    std::optional<std::uint8_t> find_or_add(std::string_view name);

    std::vector<std::string> names_;
    std::uint8_t last_ = 0;  // index of the last answer
};

// Only a data frame is given on; the other frames are as well-formed, but nothing for us.
enum class LineKind : std::uint8_t { data, remote, fd, error_frame, blank, malformed };

struct Line {
    LineKind kind = LineKind::malformed;
    Frame frame;  // of a data frame alone
};

// Takes a line without its end. Accepts lower case, spaces and a carriage return around it, a
// trailing direction (T, R), a raw length code (_9), and times of one to nine decimals.
Line parse_line(std::string_view text, BusNames& buses);

// Appends the frame as a line, with its end.
void append_line(std::string& log, const Frame& frame, std::string_view bus);

struct LogCounters {
    std::uint64_t frames = 0;  // well-formed lines, of all kinds of frames
    std::uint64_t frames_malformed = 0;
    std::uint64_t frames_unsupported = 0;  // remote, FD and error frames among `frames`
};

// Reads a log of any size in constant memory.
class LogReader {
public:
    explicit LogReader(std::istream& log);

    // The next data frame; nothing at the end. Throws std::ios_base::failure if reading fails.
    std::optional<Frame> next();

    const LogCounters& counters() const { return counters_; }
    const BusNames& buses() const { return buses_; }

private:
    std::optional<std::string_view> next_line();
    void cut_if_too_long();
    bool fill();

    std::istream& log_;
    std::vector<char> block_;
    std::size_t begin_ = 0;  // of what is in the block and not yet read
    std::size_t end_ = 0;
    bool is_cutting_ = false;  // within a line too long to be one
    LogCounters counters_;
    BusNames buses_;
};

}  // namespace roadworthy::can
