#include "agent/logs/decode.hpp"

#include "agent/can/candump.hpp"
#include "agent/can/frame.hpp"
#include "agent/j1939/broadcasts.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "agent/j1939/signal_table.hpp"
#include "agent/j1939/signals.hpp"
#include "agent/j1939/texts.hpp"
#include "agent/j1939/transport.hpp"
#include "agent/j1939/trouble_codes.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <ios>
#include <istream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace roadworthy::agent {
namespace {

using Json = nlohmann::ordered_json;
using j1939::Message;
using j1939::Pgn;
using j1939::Spn;

struct MeterKey {
    std::uint8_t bus = 0;
    std::uint8_t source_address = 0;
    Spn spn{};
    friend auto operator<=>(const MeterKey&, const MeterKey&) = default;
};

struct Meter {
    std::optional<std::int64_t> first;
    std::optional<std::int64_t> last;
    std::uint64_t readings = 0;
    std::uint64_t not_believed = 0;
};
using Meters = std::map<MeterKey, Meter>;

struct SeenFault {
    std::uint8_t bus = 0;
    std::string_view dm;
    std::uint8_t source_address = 0;
    Dtc dtc;
    std::uint8_t lamps = 0xFF;
    friend auto operator<=>(const SeenFault&, const SeenFault&) = default;
};

struct Seen {
    std::uint64_t messages = 0;
    std::uint64_t last_message = 0;  // its number, so that a repeat within it does not count
    Monotonic first;
    Monotonic last;
};

class Findings {
public:
    void take(const Message& message);
    Json json(const can::BusNames& buses) const;

private:
    template <Spn spn>
    void read_meter(const Message& message, Meters& meters);
    void read_codes(const Message& message, std::string_view dm);
    Json faults_json(const can::BusNames& buses) const;

    std::vector<std::string> vins_;  // in the order of their first coming
    Meters odometers_;
    Meters engine_times_;
    std::map<SeenFault, Seen> faults_;
    std::uint64_t dm_messages_ = 0;
};

void Findings::take(const Message& message) {
    switch (Pgn{message.pgn}) {
        case Pgn::high_resolution_distance:
            return read_meter<Spn::high_resolution_total_distance>(message, odometers_);
        case Pgn::vehicle_distance:
            return read_meter<Spn::total_distance>(message, odometers_);
        case Pgn::engine_hours:
            return read_meter<Spn::engine_time>(message, engine_times_);
        case Pgn::dm1:
            return read_codes(message, "DM1");
        case Pgn::dm2:
            return read_codes(message, "DM2");
        case Pgn::vehicle_id:
            if (const auto vin = j1939::vin(message.data)) {
                if (std::find(vins_.begin(), vins_.end(), *vin) == vins_.end()) {
                    vins_.push_back(*vin);
                }
            }
            return;
        default:
            return;
    }
}

template <Spn spn>
void Findings::read_meter(const Message& message, Meters& meters) {
    const auto value = j1939::value<spn>(message.data);
    if (!value) {
        return;
    }
    Meter& meter = meters[{message.bus, message.source_address, spn}];
    if (!j1939::is_believable<spn>(*value)) {
        ++meter.not_believed;
        return;
    }
    ++meter.readings;
    meter.first = meter.first.value_or(*value);
    meter.last = value;
}

void Findings::read_codes(const Message& message, std::string_view dm) {
    const auto codes = j1939::TroubleCodes::of(message.data);
    if (!codes) {
        return;
    }
    ++dm_messages_;
    for (const Dtc& dtc : *codes) {
        const auto [entry, is_new] =
            faults_.try_emplace({.bus = message.bus,
                                 .dm = dm,
                                 .source_address = message.source_address,
                                 .dtc = dtc,
                                 .lamps = codes->lamps().state},
                                Seen{.first = message.time, .last = message.time});
        Seen& seen = entry->second;
        if (std::exchange(seen.last_message, dm_messages_) != dm_messages_) {
            ++seen.messages;
        }
        seen.first = std::min(seen.first, message.time);
        seen.last = std::max(seen.last, message.time);
    }
}

Json or_null(std::optional<std::int64_t> value) {
    return value ? Json(*value) : Json(nullptr);
}

// The nearest double; printed with the fewest digits that tell it, it is the log's own decimal.
double seconds_of(Monotonic time) {
    return static_cast<double>(time.time_since_epoch().count()) / 1e6;
}

Json head(const MeterKey& key, const can::BusNames& buses) {
    return {{"bus", buses.name(key.bus)},
            {"sa", key.source_address},
            {"spn", static_cast<std::uint32_t>(key.spn)}};
}

Json Findings::json(const can::BusNames& buses) const {
    Json odometers = Json::array();
    for (const auto& [key, meter] : odometers_) {
        Json row = head(key, buses);
        row["first_m"] = or_null(meter.first);
        row["last_m"] = or_null(meter.last);
        row["readings"] = meter.readings;
        row["not_believed"] = meter.not_believed;
        odometers.push_back(std::move(row));
    }
    Json engine_times = Json::array();
    for (const auto& [key, meter] : engine_times_) {
        if (meter.readings == 0) {
            continue;
        }
        Json row = head(key, buses);
        row["first_s"] = or_null(meter.first);
        row["last_s"] = or_null(meter.last);
        row["readings"] = meter.readings;
        engine_times.push_back(std::move(row));
    }
    return {{"vins", vins_},
            {"odometer", std::move(odometers)},
            {"engine_time", std::move(engine_times)},
            {"faults", faults_json(buses)}};
}

Json Findings::faults_json(const can::BusNames& buses) const {
    Json rows = Json::array();
    for (const auto& [fault, seen] : faults_) {
        const Lamps lamps{.state = fault.lamps};
        rows.push_back({{"bus", buses.name(fault.bus)},
                        {"dm", fault.dm},
                        {"sa", fault.source_address},
                        {"spn", fault.dtc.spn},
                        {"fmi", fault.dtc.fmi},
                        {"oc", fault.dtc.occurrences},
                        {"cm", fault.dtc.conversion_method},
                        {"mil", lamps.mil()},
                        {"red", lamps.red_stop()},
                        {"amber", lamps.amber_warning()},
                        {"protect", lamps.protect()},
                        {"messages", seen.messages},
                        {"first_t", seconds_of(seen.first)},
                        {"last_t", seconds_of(seen.last)}});
    }
    return rows;
}

Json decode_log(const std::string& file, std::istream& log) {
    can::LogReader reader{log};
    j1939::Transport transport;
    Findings findings;
    Monotonic last = Monotonic::min();
    while (const auto frame = reader.next()) {
        last = std::max(last, frame->time);
        j1939::receive(transport, *frame, [&](const Message& m) { findings.take(m); });
    }
    if (last != Monotonic::min()) {
        transport.expire(last);
    }
    const j1939::TransportCounters& counters = transport.counters();
    Json document{{"file", file},
                  {"frames", reader.counters().frames},
                  {"frames_malformed", reader.counters().frames_malformed}};
    document.update(findings.json(reader.buses()));
    document["transport"] = {{"bam_complete", counters.bam_complete},
                             {"rts_complete", counters.rts_complete},
                             {"aborted", counters.aborted},
                             {"timed_out", counters.timed_out},
                             {"out_of_sequence", counters.out_of_sequence}};
    return document;
}

}  // namespace

int decode(std::span<const std::string> logs, std::ostream& out, std::ostream& err) {
    int exit_code = 0;
    for (const std::string& file : logs) {
        std::ifstream log{file, std::ios::binary};
        if (!log) {
            err << "cannot open the log " << file << '\n';
            exit_code = 1;
            continue;
        }
        try {
            // A file's name or a bus's may be any bytes: what is no UTF-8 is replaced.
            out << decode_log(file, log).dump(2, ' ', false, Json::error_handler_t::replace)
                << '\n';
        } catch (const std::ios_base::failure&) {
            err << "cannot read the log " << file << '\n';
            exit_code = 1;
        }
    }
    return exit_code;
}

}  // namespace roadworthy::agent
