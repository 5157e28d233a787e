#include "agent/can/candump.hpp"

#include "agent/can/frame.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ios>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace roadworthy::can {
namespace {

constexpr std::size_t block_bytes = 65536;
constexpr std::size_t longest_line = 512;  // the longest FD frame needs 180
constexpr std::uint32_t error_flag = 0x20000000;
constexpr std::uint32_t last_extended_id = 0x1FFFFFFF;
constexpr std::uint32_t last_standard_id = 0x7FF;
constexpr std::uint8_t no_digit = 0xFF;

constexpr std::array<std::uint8_t, 256> hex_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(no_digit);
    for (std::uint8_t digit = 0; digit < 10; ++digit) {
        values['0' + digit] = digit;
    }
    for (std::uint8_t digit = 0; digit < 6; ++digit) {
        values['A' + digit] = values['a' + digit] = static_cast<std::uint8_t>(10 + digit);
    }
    return values;
}();

std::uint8_t hex(char c) {
    return hex_values[static_cast<std::uint8_t>(c)];
}

// Every control character counts: one comparison, for each character between the fields.
bool is_space(char c) {
    return static_cast<unsigned char>(c) <= ' ';
}

// What is left of a line, read from the front.
class Cursor {
public:
    explicit Cursor(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {
        while (at_ != end_ && is_space(end_[-1])) {
            --end_;
        }
        skip_spaces();
    }
    bool is_at_end() const { return at_ == end_; }
    char peek() const { return at_ == end_ ? '\0' : *at_; }
    bool take(char c) {
        const bool is_there = at_ != end_ && *at_ == c;
        at_ += is_there ? 1 : 0;
        return is_there;
    }
    void skip_spaces() {
        while (at_ != end_ && is_space(*at_)) {
            ++at_;
        }
    }
    std::string_view word() {
        const char* const start = at_;
        while (at_ != end_ && !is_space(*at_)) {
            ++at_;
        }
        return {start, static_cast<std::size_t>(at_ - start)};
    }

    struct Number {
        std::uint64_t value = 0;
        std::size_t digits = 0;
    };
    Number decimal() {
        std::uint64_t value = 0;
        const char* at = at_;
        for (; at != end_; ++at) {
            const auto digit = static_cast<unsigned char>(*at - '0');
            if (digit > 9) {
                break;
            }
            value = value * 10 + digit;
        }
        return {value, went_to(at)};
    }
    Number hexadecimal() {
        std::uint64_t value = 0;
        const char* at = at_;
        for (; at != end_; ++at) {
            const std::uint8_t digit = hex(*at);
            if (digit == no_digit) {
                break;
            }
            value = value << 4 | digit;
        }
        return {value, went_to(at)};
    }
    // Up to eight bytes of two digits each. Gives how many.
    std::uint8_t bytes(std::array<std::uint8_t, 8>& into) {
        const std::size_t pairs = std::min(static_cast<std::size_t>(end_ - at_) / 2, into.size());
        std::size_t count = 0;
        const char* at = at_;
        for (; count < pairs; at += 2, ++count) {
            const unsigned high = hex(at[0]);
            const unsigned low = hex(at[1]);
            if ((high | low) > 15) {
                break;
            }
            into[count] = static_cast<std::uint8_t>(high << 4 | low);
        }
        at_ = at;
        return static_cast<std::uint8_t>(count);
    }

private:
    std::size_t went_to(const char* at) {
        return static_cast<std::size_t>(at - std::exchange(at_, at));
    }
    const char* at_;
    const char* end_;
};

// Exact, digit by digit: a double would lose microseconds.
bool take_time(Cursor& line, Monotonic& time) {
    if (!line.take('(')) {
        return false;
    }
    const auto seconds = line.decimal();
    if (seconds.digits == 0 || seconds.digits > 12 || !line.take('.')) {
        return false;
    }
    auto [fraction, digits] = line.decimal();
    if (digits == 0 || digits > 9 || !line.take(')')) {
        return false;
    }
    for (; digits < 6; ++digits) {
        fraction *= 10;
    }
    for (; digits > 6; --digits) {
        fraction /= 10;
    }
    time = Monotonic{Duration{static_cast<std::int64_t>(seconds.value * 1'000'000 + fraction)}};
    return true;
}

// Gives data for an identifier that can carry them, error_frame, or malformed.
LineKind take_id(Cursor& line, Frame& frame) {
    const auto [id, digits] = line.hexadecimal();
    frame.id = static_cast<std::uint32_t>(id);
    frame.is_extended = digits == 8;
    if (digits == 8 && id <= last_extended_id) {
        return LineKind::data;
    }
    if (digits == 8 && id <= (last_extended_id | error_flag)) {
        return LineKind::error_frame;
    }
    return digits == 3 && id <= last_standard_id ? LineKind::data : LineKind::malformed;
}

// Flags, then up to 64 bytes.
bool take_fd(Cursor& line) {
    const auto [flags_and_data, digits] = line.hexadecimal();
    return digits >= 1 && digits <= 1 + 2 * 64 && digits % 2 == 1;
}

// An optional length.
bool take_remote(Cursor& line) {
    const char length = line.peek();
    if (length >= '0' && length <= '8') {
        line.take(length);
    }
    return true;
}

// After the data: a raw length code of a full frame, and the direction.
bool take_end(Cursor& line, const Frame& frame) {
    if (frame.length == frame.data.size() && line.take('_')) {
        const std::uint8_t length = hex(line.peek());
        if (length < 9 || length > 15) {
            return false;
        }
        line.take(line.peek());
    }
    if (line.is_at_end()) {
        return true;
    }
    if (!is_space(line.peek())) {
        return false;
    }
    line.skip_spaces();
    const bool is_direction = line.take('T') || line.take('R');
    return is_direction && line.is_at_end();
}

LineKind take_payload(Cursor& line, Frame& frame) {
    if (line.take('#')) {
        return take_fd(line) ? LineKind::fd : LineKind::malformed;
    }
    if (line.take('R') || line.take('r')) {
        return take_remote(line) ? LineKind::remote : LineKind::malformed;
    }
    // A ninth byte, or half of one, is left over and found by take_end.
    frame.length = line.bytes(frame.data);
    return LineKind::data;
}

}  // namespace

std::optional<std::uint8_t> BusNames::find_or_add(std::string_view name) {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end() && (names_.size() == most || name.empty())) {
        return std::nullopt;
    }
    last_ = static_cast<std::uint8_t>(found - names_.begin());
    if (found == names_.end()) {
        names_.emplace_back(name);
    }
    return last_;
}

Line parse_line(std::string_view text, BusNames& buses) {
    Line parsed;
    Cursor line{text};
    if (line.is_at_end()) {
        parsed.kind = LineKind::blank;
        return parsed;
    }
    if (!take_time(line, parsed.frame.time)) {
        return parsed;
    }
    line.skip_spaces();
    const std::string_view bus_name = line.word();
    line.skip_spaces();
    const LineKind by_id = take_id(line, parsed.frame);
    if (by_id == LineKind::malformed || !line.take('#')) {
        return parsed;
    }
    const LineKind by_payload = take_payload(line, parsed.frame);
    if (by_payload == LineKind::malformed || !take_end(line, parsed.frame)) {
        return parsed;
    }
    // Last, so that a malformed line cannot use up a name.
    const auto bus = buses.index_of(bus_name);
    if (bus) {
        parsed.frame.bus = *bus;
        parsed.kind = by_id == LineKind::error_frame ? by_id : by_payload;
    }
    return parsed;
}

void append_line(std::string& log, const Frame& frame, std::string_view bus) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto append_hex = [&](std::uint32_t value, int width) {
        for (int shift = 4 * (width - 1); shift >= 0; shift -= 4) {
            log += digits[value >> shift & 0xF];
        }
    };
    const std::int64_t micros = frame.time.time_since_epoch().count();
    const std::string fraction = std::to_string(1'000'000 + micros % 1'000'000);
    log += '(' + std::to_string(micros / 1'000'000) + '.';
    log.append(fraction, 1);
    log.append(") ").append(bus) += ' ';
    append_hex(frame.id, frame.is_extended ? 8 : 3);
    log += '#';
    for (std::size_t byte = 0; byte < frame.length; ++byte) {
        append_hex(frame.data[byte], 2);
    }
    log += '\n';
}

LogReader::LogReader(std::istream& log) : log_(log), block_(block_bytes) {}

std::optional<Frame> LogReader::next() {
    while (const auto text = next_line()) {
        const Line line = parse_line(*text, buses_);
        if (line.kind == LineKind::blank) {
            continue;
        }
        if (line.kind == LineKind::malformed) {
            ++counters_.frames_malformed;
            continue;
        }
        ++counters_.frames;
        if (line.kind == LineKind::data) {
            return line.frame;
        }
        ++counters_.frames_unsupported;
    }
    return std::nullopt;
}

// What is left at the end of the log is a line too.
std::optional<std::string_view> LogReader::next_line() {
    while (true) {
        const std::string_view rest{block_.data() + begin_, end_ - begin_};
        const std::size_t length = rest.find('\n');
        if (length != std::string_view::npos) {
            begin_ += length + 1;
            if (!std::exchange(is_cutting_, false)) {
                return rest.substr(0, length);
            }
            continue;
        }
        cut_if_too_long();
        if (!fill()) {
            const std::size_t size = end_ - std::exchange(begin_, end_);
            return size == 0 ? std::nullopt
                             : std::optional{std::string_view{block_.data() + end_ - size, size}};
        }
    }
}

// A line too long to be a frame is counted once and skipped to its end.
void LogReader::cut_if_too_long() {
    if (!is_cutting_ && end_ - begin_ <= longest_line) {
        return;
    }
    counters_.frames_malformed += is_cutting_ ? 0 : 1;
    is_cutting_ = true;
    begin_ = end_;
}

// Keeps what is not yet read, at the front. False at the end of the log.
bool LogReader::fill() {
    std::copy(block_.begin() + static_cast<std::ptrdiff_t>(begin_),
              block_.begin() + static_cast<std::ptrdiff_t>(end_), block_.begin());
    end_ -= begin_;
    begin_ = 0;
    log_.read(block_.data() + end_, static_cast<std::streamsize>(block_.size() - end_));
    if (log_.bad()) {
        throw std::ios_base::failure("cannot read on in the log");
    }
    end_ += static_cast<std::size_t>(log_.gcount());
    return log_.gcount() > 0;
}

}  // namespace roadworthy::can
