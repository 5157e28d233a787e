#pragma once
// What the agent on a simulated truck would report of a day, without a frame being built: months of a
// fleet in seconds. Follows the agent's own rules in short form: a boot at each key on, the holds and
// intervals of agent/truck; tests hold it against the agent's pipeline.

#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

#include "common/report.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/day_record.hpp"

namespace roadworthy::sim {

struct TimeSpan {
    Time from;
    Time to;
    bool contains(Time time) const { return time >= from && time < to; }
};

class Reporting {
public:
    struct Settings {
        std::chrono::seconds meters_interval{60};
    };
    Reporting(const Character& truck, Settings settings);

    // Seeded, so that the same history sent twice is known to be the same.
    StreamId id(Stream stream) const;
    std::uint64_t last_number(Stream stream) const { return last_.at(stream); }

    // The day's reports within the span, in the order in which the unit would store them, numbered
    // from 1. Days come in order, each of them.
    std::vector<Report> day(const DayRecord& day, TimeSpan span);

private:
    struct Said {
        Time at;      // stored by the unit
        Time moment;  // of which it speaks
        Time boot;
        ReportBody body;
    };
    struct Heard {
        Time at;  // later than the change where the ECU was silent
        CodeChange change;
    };
    void say_drive(const DayRecord& day, const Drive& drive);
    void say_trip(const Drive& drive);
    void say_meters(const DayRecord& day, const Drive& drive);
    void say_standing_codes(const DayRecord& day, const Drive& drive);
    void say_code_changes(const DayRecord& day, const Drive& drive);
    void say_fault(const DayRecord& day, const Drive& drive, FaultEvent event, const Heard& heard);
    void say_lamps(const DayRecord& day, const Drive& drive, const Heard& heard,
                   std::uint8_t lamps_before);
    void say_ecus(const DayRecord& day, const Drive& drive);
    void say_identity(const Drive& drive);
    void say(const Drive& drive, Time at, Time moment, ReportBody body);
    std::vector<Heard> heard_in(const DayRecord& day, const Drive& drive) const;
    std::vector<MeterReading> readings(const DayRecord& day, Time time) const;
    EcuReport began(std::uint8_t ecu, const ActiveCodes& codes) const;

    const Character& truck_;
    Settings settings_;
    std::vector<Said> said_;  // of the day
    ActiveCodes codes_;       // as they are
    ActiveCodes told_;        // as the unit has told in this boot
    std::map<Stream, std::uint64_t> last_{{Stream::events, 0}, {Stream::meters, 0}};
};

}  // namespace roadworthy::sim
