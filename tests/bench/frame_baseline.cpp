// The least that any decoder of ours could do, to measure beside it: a switch on the PGN, the raw
// signals that the agent takes, checked for validity and kept, DM1 and BAM put together. No trackers,
// no reports.
//   frame_baseline LOG PASSES          counted as frame_bench is

#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <vector>

#include "agent/can/candump.hpp"
#include "agent/can/frame.hpp"

namespace {

using roadworthy::can::Frame;

std::uint32_t two(const std::uint8_t* bytes) {
    return static_cast<std::uint32_t>(bytes[0] | bytes[1] << 8);
}
std::uint32_t four(const std::uint8_t* bytes) {
    return two(bytes) | two(bytes + 2) << 16;
}

struct Signal {
    std::uint32_t last = 0;
    std::uint64_t sum = 0;
    void take(std::uint32_t raw, std::uint32_t most) {
        if (raw <= most) {
            last = raw;
            sum += raw;
        }
    }
};

struct Session {
    std::uint32_t pgn = 0;
    std::uint32_t size = 0;
    std::uint32_t packets = 0;  // so far
    std::array<std::uint8_t, 1792> bytes{};
};

class Baseline {
public:
    void feed(const Frame& frame) {
        if (!frame.is_extended) {
            return;
        }
        const std::uint32_t format = frame.id >> 16 & 0xFF;
        const std::uint32_t pgn = frame.id >> 8 & (format < 0xF0 ? 0x3FF00U : 0x3FFFFU);
        take(pgn, static_cast<std::uint8_t>(frame.id), frame.data.data());
    }
    std::uint64_t sum() const {
        return rpm_.sum + speed_.sum + tachograph_.sum + distance_.sum + fine_distance_.sum +
               hours_.sum + fuel_.sum + codes_;
    }

private:
    void take(std::uint32_t pgn, std::uint8_t source, const std::uint8_t* data) {
        constexpr std::uint32_t most_two = 0xFAFF;
        constexpr std::uint32_t most_four = 0xFAFFFFFF;
        switch (pgn) {
            case 61444:
                return rpm_.take(two(data + 3), most_two);
            case 65265:
                return speed_.take(two(data + 1), most_two);
            case 65132:
                return tachograph_.take(two(data + 6), most_two);
            case 65217:
                return fine_distance_.take(four(data), most_four);
            case 65248:
                return distance_.take(four(data + 4), most_four);
            case 65253:
                return hours_.take(four(data), most_four);
            case 65257:
                return fuel_.take(four(data + 4), most_four);
            case 65226:
                return take_codes(data, 8);
            case 60416:
                return open(source, data);
            case 60160:
                return go_on(source, data);
            default:
                return;
        }
    }
    void take_codes(const std::uint8_t* data, std::uint32_t size) {
        for (std::uint32_t at = 2; at + 4 <= size; at += 4) {
            codes_ += four(data + at) != 0 ? 1U : 0U;
        }
    }
    void open(std::uint8_t source, const std::uint8_t* data) {
        constexpr std::uint8_t bam = 32;
        if (data[0] == bam && two(data + 1) <= 1785) {
            Session& session = sessions_[source];
            session.pgn = two(data + 5);
            session.size = two(data + 1);
            session.packets = 0;
        }
    }
    void go_on(std::uint8_t source, const std::uint8_t* data) {
        Session& session = sessions_[source];
        if (session.size == 0 || data[0] != session.packets + 1) {
            return;
        }
        for (std::uint32_t i = 0; i < 7; ++i) {
            session.bytes[7 * session.packets + i] = data[1 + i];
        }
        if (7 * ++session.packets >= session.size) {
            if (session.pgn == 65226) {
                take_codes(session.bytes.data(), session.size);
            }
            session.size = 0;
        }
    }

    Signal rpm_, speed_, tachograph_, distance_, fine_distance_, hours_, fuel_;
    std::uint64_t codes_ = 0;
    std::array<Session, 256> sessions_;
};

}  // namespace

int main(int count, char** words) {
    if (count != 3) {
        std::cerr << "usage: frame_baseline LOG PASSES\n";
        return 2;
    }
    std::ifstream log(words[1], std::ios::binary);
    if (!log) {
        std::cerr << "cannot open " << words[1] << '\n';
        return 1;
    }
    roadworthy::can::LogReader reader(log);
    std::vector<Frame> frames;
    while (const auto frame = reader.next()) {
        frames.push_back(*frame);
    }
    const auto baseline = std::make_unique<Baseline>();
    for (int pass = std::atoi(words[2]); pass > 0; --pass) {
        for (const Frame& frame : frames) {
            baseline->feed(frame);
        }
    }
    std::cerr << "sum " << baseline->sum() << '\n';
    std::cout << frames.size() << '\n';
}
