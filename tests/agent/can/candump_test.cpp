#include "agent/can/candump.hpp"
#include "agent/can/frame.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::can;

namespace {

LineKind kind_of(std::string_view text) {
    BusNames buses;
    return parse_line(text, buses).kind;
}

Frame frame_of(std::string_view text) {
    BusNames buses;
    const Line line = parse_line(text, buses);
    REQUIRE(line.kind == LineKind::data);
    return line.frame;
}

std::int64_t micros_of(std::string_view time) {
    return frame_of("(" + std::string{time} + ") can0 123#").time.time_since_epoch().count();
}

struct Log {
    std::vector<Frame> frames;
    LogCounters counters;
};
Log read(const std::string& text) {
    std::istringstream stream{text};
    LogReader reader{stream};
    Log log;
    while (const auto frame = reader.next()) {
        log.frames.push_back(*frame);
    }
    log.counters = reader.counters();
    return log;
}

}  // namespace

TEST_CASE("a line gives the time, the identifier and the bytes that it shows", "[candump]") {
    const Frame frame = frame_of("(1477899735.012304) can0 18FEF1A0#0102FF");
    CHECK(frame == Frame{.time = Monotonic{Duration{1'477'899'735'012'304}},
                         .id = 0x18FEF1A0,
                         .is_extended = true,
                         .length = 3,
                         .data = {1, 2, 0xFF}});
}

TEST_CASE("a time is exact to the microsecond", "[candump]") {
    const auto [text, micros] = GENERATE(table<std::string, std::int64_t>({
        {"0.000001", 1},
        {"0000044563.128100", 44'563'128'100},
        {"1733451574.999999", 1'733'451'574'999'999},
        {"999999999999.999999", 999'999'999'999'999'999},
        {"5.1", 5'100'000},
        {"5.123456789", 5'123'456},
    }));
    CHECK(micros_of(text) == micros);
}

TEST_CASE("eight digits are a 29-bit identifier, three an 11-bit one", "[candump]") {
    CHECK(frame_of("(1.0) can0 00000123#").is_extended);
    CHECK_FALSE(frame_of("(1.0) can0 123#").is_extended);
    CHECK(frame_of("(1.0) can0 1FFFFFFF#").id == 0x1FFFFFFF);
    CHECK(frame_of("(1.0) can0 7FF#").id == 0x7FF);
}

TEST_CASE("a frame may be written in other ways that people use", "[candump]") {
    const Frame plain = frame_of("(1.500000) can0 18FEF1AB#DEADBEEF00112233");
    const auto text = GENERATE(as<std::string>{}, "(1.500000) can0 18fef1ab#deadbeef00112233",
                               "(1.500000) can0 18FEF1AB#DEADBEEF00112233\r",
                               "  (1.500000)   can0\t18FEF1AB#DEADBEEF00112233  ",
                               "(1.500000) can0 18FEF1AB#DEADBEEF00112233 R",
                               "(1.500000) can0 18FEF1AB#DEADBEEF00112233 T\r",
                               "(1.500000) can0 18FEF1AB#DEADBEEF00112233_9",
                               "(1.500000) can0 18FEF1AB#DEADBEEF00112233_F R");
    CHECK(frame_of(text) == plain);
}

TEST_CASE("other kinds of frames are told from data", "[candump]") {
    const auto [text, kind] = GENERATE(table<std::string, LineKind>({
        {"(1.0) can0 123#R", LineKind::remote},
        {"(1.0) can0 18FEF1A0#R8", LineKind::remote},
        {"(1.0) can0 123#r2 T", LineKind::remote},
        {"(1.0) can0 123##1", LineKind::fd},
        {"(1.0) can0 18FEF1A0##3112233445566778899AABBCC", LineKind::fd},
        {"(1.0) can0 20000004#0004000000000000", LineKind::error_frame},
        {"(1.0) can0 20000080#0000000000000000 R", LineKind::error_frame},
        {"(1.0) can0 123# R", LineKind::data},
        {"", LineKind::blank},
        {" \t\r", LineKind::blank},
    }));
    CHECK(kind_of(text) == kind);
}

TEST_CASE("a line with anything amiss is malformed", "[candump]") {
    const auto text = GENERATE(
        as<std::string>{}, "# a comment", "can0 123#00", "(1.0)", "(1.0) can0", "(1.0) 123#00",
        "(1.0) can0 123", "1.0) can0 123#00", "(1.0 can0 123#00", "(1) can0 123#00",
        "(.5) can0 123#00", "(1.) can0 123#00", "(-1.0) can0 123#00", "(1e3.0) can0 123#00",
        "(1.0x) can0 123#00", "(1000000000000.0) can0 123#00", "(1.0000000000) can0 123#00",
        "(1.0) can0 12#00", "(1.0) can0 1234#00", "(1.0) can0 18FEF1A#00",
        "(1.0) can0 018FEF1A0#00", "(1.0) can0 800#00", "(1.0) can0 40000000#00",
        "(1.0) can0 FFFFFFFF#00", "(1.0) can0 12G#00", "(1.0) can0 #00", "(1.0) can0 123#0",
        "(1.0) can0 123#0G", "(1.0) can0 123#001", "(1.0) can0 123#00 11",
        "(1.0) can0 123#001122334455667788", "(1.0) can0 123#00 X", "(1.0) can0 123#00 RT",
        "(1.0) can0 123#00R", "(1.0) can0 123#0011_9", "(1.0) can0 123#0011223344556677_8",
        "(1.0) can0 123#R9", "(1.0) can0 123##", "(1.0) can0 123##12", "(1.0) can0 123 #00",
        "\x7f"
        "ELF\x02\x01");
    INFO(text);
    CHECK(kind_of(text) == LineKind::malformed);
}

TEST_CASE("no cut of a line reads as other than malformed or a shorter frame", "[candump]") {
    const std::string whole = "(1477899735.012304) can0 18FEF1A0#0102030405060708";
    const std::size_t data_begin = whole.find('#') + 1;
    for (std::size_t length = 1; length < whole.size(); ++length) {
        INFO(whole.substr(0, length));
        const bool is_frame = length >= data_begin && (length - data_begin) % 2 == 0;
        CHECK((kind_of(whole.substr(0, length)) == LineKind::data) == is_frame);
    }
}

TEST_CASE("interfaces are numbered as they come, up to sixteen", "[candump]") {
    BusNames buses;
    for (int pass = 0; pass < 2; ++pass) {
        for (std::uint8_t number = 0; number < 16; ++number) {
            const Line line = parse_line("(1.0) vcan" + std::to_string(number) + " 123#", buses);
            REQUIRE(line.kind == LineKind::data);
            CHECK(line.frame.bus == number);
        }
        CHECK(parse_line("(1.0) onemore 123#", buses).kind == LineKind::malformed);
    }
    CHECK(buses.name(15) == "vcan15");
}

TEST_CASE("a malformed line uses up no interface", "[candump]") {
    BusNames buses;
    CHECK(parse_line("(1.0) noise 12#", buses).kind == LineKind::malformed);
    CHECK(parse_line("(1.0) can0 123#", buses).frame.bus == 0);
    CHECK(buses.name(0) == "can0");
}

TEST_CASE("a written frame reads back as it was", "[candump]") {
    const auto seed = GENERATE(take(100, random(0, 1 << 30)));
    INFO("seed " << seed);
    std::mt19937_64 random{static_cast<std::uint64_t>(seed)};
    Frame frame{
        .time = Monotonic{Duration{static_cast<std::int64_t>(random() % 2'000'000'000'000'000)}},
        .is_extended = random() % 2 == 0,
        .length = static_cast<std::uint8_t>(random() % 9)};
    frame.id = static_cast<std::uint32_t>(random() % (frame.is_extended ? 0x20000000 : 0x800));
    for (std::size_t index = 0; index < frame.length; ++index) {
        frame.data[index] = static_cast<std::uint8_t>(random());
    }
    std::string log;
    append_line(log, frame, "can0");
    REQUIRE(log.back() == '\n');
    log.pop_back();
    CHECK(frame_of(log) == frame);
}

TEST_CASE("a written line looks as candump writes it", "[candump]") {
    std::string log;
    append_line(log,
                {.time = Monotonic{Duration{1'477'899'735'000'002}},
                 .id = 0x0CF00400,
                 .is_extended = true,
                 .length = 2,
                 .data = {0x0A, 0xFF}},
                "can0");
    append_line(log, {.id = 0x7B}, "can1");
    CHECK(log == "(1477899735.000002) can0 0CF00400#0AFF\n(0.000000) can1 07B#\n");
}

TEST_CASE("a log's frames, other frames, malformed and blank lines are counted apart",
          "[candump]") {
    const Log log = read(
        "(1.0) can0 123#00\r\n"
        "\n"
        "noise\n"
        "(2.0) can0 123#R\n"
        "(3.0) can0 18FEF1A0##1\n"
        "(4.0) can0 20000004#\n"
        "(5.0) can0 123#11");
    CHECK(log.frames.size() == 2);
    CHECK(log.counters.frames == 5);
    CHECK(log.counters.frames_unsupported == 3);
    CHECK(log.counters.frames_malformed == 1);
}

TEST_CASE("a log of any length is read whole across the reader's blocks", "[candump]") {
    std::string text;
    for (int number = 0; number < 20'000; ++number) {
        append_line(text, {.time = Monotonic{Duration{number}}, .id = 1, .length = 8}, "can0");
    }
    const Log log = read(text);
    REQUIRE(log.frames.size() == 20'000);
    CHECK(log.frames.back().time == Monotonic{Duration{19'999}});
    CHECK(log.counters.frames_malformed == 0);
}

TEST_CASE("a line that never ends is one malformed line, and the next is read", "[candump]") {
    const auto length = GENERATE(as<std::size_t>{}, 600, 70'000, 1'000'000);
    const Log log = read(std::string(length, 'x') + "\n(1.0) can0 123#00\n");
    CHECK(log.frames.size() == 1);
    CHECK(log.counters.frames_malformed == 1);
    CHECK(read(std::string(length, 'x')).counters.frames_malformed == 1);
}

TEST_CASE("noise of any bytes gives no frame", "[candump]") {
    std::mt19937_64 random{7};
    std::string noise(300'000, '\0');
    for (char& byte : noise) {
        byte = static_cast<char>(random());
    }
    CHECK(read(noise).frames.empty());
}
