#pragma once
// What a listener hears on the truck's J1939 bus, day after day: the periodic messages, DM1 of every
// ECU, and the answers to what the cluster asks after key on.
//
// Invariants: frames come in order of time; a silent ECU sends nothing; days come in order, and each
// is given, so that the codes that stand are known when the log begins later.

#include <cstdint>
#include <vector>

#include "tests/simulator/bus/messages.hpp"
#include "tests/simulator/bus/snapshot.hpp"
#include "tests/simulator/bus/transmitter.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/model/script.hpp"

namespace roadworthy::sim {

// sparse: what is sent more often than each second is sent each second, as a logger with a prescaler
// hears it.
enum class Rate : std::uint8_t { full, sparse };

class BusLog {
public:
    struct Manner {
        Rate rate = Rate::full;
        WakeUp cluster_wake_up = WakeUp::plain;
    };
    BusLog(const Character& truck, Manner manner, FrameSink sink);

    // The frames of the day within from..to.
    void write(const DayRecord& day, Time from, Time to);

private:
    struct Moment {
        const DayRecord& day;
        Time at;
        std::int64_t since_key_on_ms = 0;
        Snapshot now;
    };
    void write_drive(const DayRecord& day, const Drive& drive, Time from, Time to);
    void apply_changes(const DayRecord& day, Time until);
    bool is_heard(const Moment& moment, std::uint8_t ecu) const;
    void send_periodic(const Moment& moment);
    void send_cluster_odometer(const Moment& moment);
    void send_dm1(const Moment& moment);
    void send_answers(const Moment& moment);
    void ask(const Moment& moment, std::uint32_t pgn, std::uint8_t destination);
    void answer(const Moment& moment, std::uint8_t ecu, std::uint32_t pgn, const std::string& text);
    void fall_silent(const Moment& moment);

    const Character& truck_;
    Manner manner_;
    Transmitter bus_;
    ActiveCodes codes_;
    std::size_t changes_applied_ = 0;  // of the day
};

// Lamp bytes and codes of one ECU as DM1 carries them: 8 bytes with one code or none.
std::vector<std::uint8_t> dm1_of(const std::vector<CodeChange>& codes);

}  // namespace roadworthy::sim
